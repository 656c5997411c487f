package io.s3ingest.cli;

/**
 * Shows how far a long work has come: a bar that is redrawn on a terminal, a plain line for each
 * finished part elsewhere.
 */
final class Progress {
  private static final int WIDTH = 24;

  private final Console console;
  private final String work;
  private long total;
  private long done;
  private boolean drawn;

  /** {@code work} is what is done, such as {@code Discovering}; {@code total} may grow. */
  Progress(Console console, String work, long total) {
    this.console = console;
    this.work = work;
    this.total = total;
  }

  void grow(long more) {
    total += more;
  }

  /** Shows what comes next; on a terminal only. */
  void begin(String part) {
    if (console.terminal()) {
      draw(part);
    }
  }

  /** Counts and says what has been done. */
  void done(long parts, String text) {
    done += parts;
    if (console.terminal()) {
      draw(text);
    } else {
      console.say("%s %d/%d: %s".formatted(work, done, Math.max(total, done), text));
    }
  }

  /** Counts what needs no more work and is said otherwise. */
  void passed(long parts) {
    done += parts;
  }

  /** Says something beside the bar. */
  void say(String text) {
    end();
    console.say(text);
  }

  /** Takes the bar away. */
  void end() {
    if (drawn) {
      console.err().print("\r\u001b[K");
      console.err().flush();
      drawn = false;
    }
  }

  private void draw(String text) {
    long all = Math.max(total, Math.max(done, 1));
    int filled = (int) (WIDTH * done / all);
    console
        .err()
        .print(
            "\r\u001b[K%s [%s%s] %d/%d %s"
                .formatted(work, "#".repeat(filled), ".".repeat(WIDTH - filled), done, all, text));
    console.err().flush();
    drawn = true;
  }
}
