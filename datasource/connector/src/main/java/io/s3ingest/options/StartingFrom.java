package io.s3ingest.options;

import java.io.Serializable;
import java.time.Instant;
import java.util.Locale;

/**
 * Which of the objects that a new stream finds are read.
 *
 * @param kind all of them, none, or those from {@code time} on
 * @param time null unless kind is {@link Kind#TIME}
 */
public record StartingFrom(Kind kind, Instant time) implements Serializable {
  /** How the start is given. */
  public enum Kind {
    EARLIEST,
    LATEST,
    TIME
  }

  public static final StartingFrom EARLIEST = new StartingFrom(Kind.EARLIEST, null);
  public static final StartingFrom LATEST = new StartingFrom(Kind.LATEST, null);

  public StartingFrom {
    if ((kind == Kind.TIME) != (time != null)) {
      throw new IllegalArgumentException("a time goes with kind TIME");
    }
  }

  /** Reads {@code earliest}, {@code latest} or a timestamp; throws for anything else. */
  public static StartingFrom parse(String text) {
    return switch (text.trim().toLowerCase(Locale.ROOT)) {
      case "earliest" -> EARLIEST;
      case "latest" -> LATEST;
      default -> new StartingFrom(Kind.TIME, Quantities.instant(text));
    };
  }

  /** Returns whether an object with this time, found at the first start, is read. */
  public boolean takes(Instant lastModified) {
    return switch (kind) {
      case EARLIEST -> true;
      case LATEST -> false;
      case TIME -> !lastModified.isBefore(time);
    };
  }

  @Override
  public String toString() {
    return kind == Kind.TIME ? time.toString() : kind.name().toLowerCase(Locale.ROOT);
  }
}
