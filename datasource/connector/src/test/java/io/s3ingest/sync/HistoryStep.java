package io.s3ingest.sync;

import io.s3ingest.sync.iceberg.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of a history: what happens to the bucket, to the table, or a sync. */
sealed interface HistoryStep {
  /** An object is written, in place of what is there. */
  record Put(int key, int version) implements HistoryStep {
    @Override
    public String toString() {
      return "put k" + key + " v" + version;
    }
  }

  /** A multipart upload begins: what it makes will have the time of now. */
  record Begin(int key, int version) implements HistoryStep {
    @Override
    public String toString() {
      return "begin k" + key + " v" + version;
    }
  }

  /** An upload of that key that has begun is completed. */
  record Complete(int key) implements HistoryStep {
    @Override
    public String toString() {
      return "complete k" + key;
    }
  }

  record Delete(int key) implements HistoryStep {
    @Override
    public String toString() {
      return "delete k" + key;
    }
  }

  /** The store's clock goes on. */
  record Tick(int seconds) implements HistoryStep {
    @Override
    public String toString() {
      return "tick " + seconds;
    }
  }

  /** Another tool appends a row to the table. */
  record Foreign() implements HistoryStep {
    @Override
    public String toString() {
      return "foreign";
    }
  }

  /** A user makes the table what it was after an earlier sync. */
  record Rollback(int syncs) implements HistoryStep {
    @Override
    public String toString() {
      return "rollback " + syncs;
    }
  }

  /**
   * A sync runs.
   *
   * @param slice most objects of one commit
   * @param skewHours by how much the driver's clock is wrong
   * @param clean whether what dead runs left is old enough to be deleted
   */
  record SyncRun(
      int slice,
      int skewHours,
      boolean clean,
      boolean refresh,
      boolean reversed,
      List<Event> events)
      implements HistoryStep {
    public SyncRun {
      events = List.copyOf(events);
    }

    /** A sync to which nothing happens. */
    static SyncRun quiet() {
      return new SyncRun(100, 0, true, false, false, List.of());
    }

    @Override
    public String toString() {
      StringJoiner out = new StringJoiner(" ");
      out.add("sync slice=" + slice).add("skew=" + skewHours);
      if (clean) {
        out.add("clean");
      }
      if (refresh) {
        out.add("refresh");
      }
      if (reversed) {
        out.add("reversed");
      }
      events.forEach(event -> out.add(event.toString()));
      return out.toString();
    }
  }

  /** What an event does. */
  enum Act {
    /** The process dies, and does nothing more. */
    DIE,
    /** What the process is doing fails, as by a lost connection. */
    FAIL,
    /** The process sleeps while another sync of the same pipeline runs to its end. */
    RIVAL,
    /** Another tool appends a row to the table. */
    FOREIGN,
    PUT,
    DELETE
  }

  /**
   * Something that happens in the middle of a sync.
   *
   * @param at name of a {@link SyncStep}, a {@link Moment}, {@code PAGE} or {@code OPEN}
   * @param nth when that comes for the nth time
   */
  record Event(String at, int nth, Act act, int key, int version) {
    @Override
    public String toString() {
      return at + "#" + nth + ":" + act + "(k" + key + ",v" + version + ")";
    }
  }

  /** Where events can happen. */
  static List<String> places() {
    List<String> out = new ArrayList<>(List.of("PAGE", "OPEN"));
    for (SyncStep step : SyncStep.values()) {
      out.add(step.name());
    }
    for (Moment moment : Moment.values()) {
      out.add(moment.name());
    }
    return out;
  }

  Pattern KEY = Pattern.compile("\\bk(\\d+)");
  Pattern VERSION = Pattern.compile("\\bv(\\d+)");
  Pattern NUMBER = Pattern.compile("(-?\\d+)");
  Pattern EVENT = Pattern.compile("(\\w+)#(\\d+):(\\w+)\\(k(\\d+),v(\\d+)\\)");

  /** Reads what {@code toString} has written. */
  static HistoryStep parse(String line) {
    String word = line.split(" ")[0];
    return switch (word) {
      case "put" -> new Put(number(KEY, line), number(VERSION, line));
      case "begin" -> new Begin(number(KEY, line), number(VERSION, line));
      case "complete" -> new Complete(number(KEY, line));
      case "delete" -> new Delete(number(KEY, line));
      case "tick" -> new Tick(number(NUMBER, line));
      case "foreign" -> new Foreign();
      case "rollback" -> new Rollback(number(NUMBER, line));
      case "sync" -> sync(line);
      default -> throw new IllegalArgumentException(line);
    };
  }

  private static SyncRun sync(String line) {
    List<Event> events = new ArrayList<>();
    Matcher event = EVENT.matcher(line);
    while (event.find()) {
      events.add(
          new Event(
              event.group(1),
              Integer.parseInt(event.group(2)),
              Act.valueOf(event.group(3)),
              Integer.parseInt(event.group(4)),
              Integer.parseInt(event.group(5))));
    }
    return new SyncRun(
        number(Pattern.compile("slice=(\\d+)"), line),
        number(Pattern.compile("skew=(-?\\d+)"), line),
        line.contains(" clean"),
        line.contains(" refresh"),
        line.contains(" reversed"),
        events);
  }

  private static int number(Pattern pattern, String line) {
    Matcher found = pattern.matcher(line);
    if (!found.find()) {
      throw new IllegalArgumentException(line);
    }
    return Integer.parseInt(found.group(1));
  }
}
