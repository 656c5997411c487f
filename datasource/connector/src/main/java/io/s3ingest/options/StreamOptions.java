package io.s3ingest.options;

import io.s3ingest.error.OptionErrors;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What a stream is asked for; a batch read takes no notice of it.
 *
 * @param startingPosition null for none
 * @param maxBytesPerTrigger {@link Long#MAX_VALUE} for no limit
 * @param schemaLocation null for nowhere
 */
public record StreamOptions(
    int maxFilesPerTrigger,
    long maxBytesPerTrigger,
    Duration pollingInterval,
    StartingFrom startingFrom,
    String schemaLocation,
    StreamOverwrite onOverwrite,
    boolean readChangeFeed,
    String startingPosition)
    implements Serializable {

  static StreamOptions of(OptionSet set) {
    Long bytes = set.get(S3IngestStreamOptions.MAX_BYTES_PER_TRIGGER);
    return new StreamOptions(
        set.get(S3IngestStreamOptions.MAX_FILES_PER_TRIGGER),
        bytes == null ? Long.MAX_VALUE : bytes,
        pollingInterval(set),
        startingFrom(set),
        set.get(S3IngestStreamOptions.SCHEMA_LOCATION),
        onOverwrite(set),
        set.get(S3IngestStreamOptions.READ_CHANGE_FEED),
        startingPosition(set));
  }

  /** Returns where a feed of changes starts, as text. */
  public String start() {
    return startingPosition != null ? startingPosition : startingFrom.toString();
  }

  private static Duration pollingInterval(OptionSet set) {
    if (!set.has(S3IngestStreamOptions.POLLING_PERIOD)) {
      return set.get(S3IngestStreamOptions.POLLING_INTERVAL);
    }
    if (set.has(S3IngestStreamOptions.POLLING_INTERVAL)) {
      throw exclusive(
          set,
          S3IngestStreamOptions.POLLING_PERIOD,
          S3IngestStreamOptions.POLLING_INTERVAL,
          "both say how often to look");
    }
    return set.get(S3IngestStreamOptions.POLLING_PERIOD);
  }

  private static String startingPosition(OptionSet set) {
    if (!set.has(S3IngestStreamOptions.STARTING_POSITION)) {
      return null;
    }
    for (ConfigOption<?> other :
        List.of(
            S3IngestStreamOptions.STARTING_FROM, S3IngestStreamOptions.INCLUDE_EXISTING_FILES)) {
      if (set.has(other)) {
        throw exclusive(
            set, S3IngestStreamOptions.STARTING_POSITION, other, "both say where to start");
      }
    }
    boolean feed =
        set.get(S3IngestStreamOptions.READ_CHANGE_FEED)
            || set.get(S3IngestOptions.RECORD_SHAPE) == RecordShape.OBJECT;
    if (!feed) {
      throw OptionErrors.missing(
          S3IngestStreamOptions.READ_CHANGE_FEED.name(),
          "start at a position",
          "Set readChangeFeed=true, or use startingFrom with a time.");
    }
    return set.get(S3IngestStreamOptions.STARTING_POSITION);
  }

  private static StartingFrom startingFrom(OptionSet set) {
    Boolean existing = set.get(S3IngestStreamOptions.INCLUDE_EXISTING_FILES);
    if (existing == null || existing) {
      return set.get(S3IngestStreamOptions.STARTING_FROM);
    }
    if (set.has(S3IngestStreamOptions.STARTING_FROM)
        && set.get(S3IngestStreamOptions.STARTING_FROM).kind() != StartingFrom.Kind.LATEST) {
      throw exclusive(
          set,
          S3IngestStreamOptions.INCLUDE_EXISTING_FILES,
          S3IngestStreamOptions.STARTING_FROM,
          "false means startingFrom=latest");
    }
    return StartingFrom.LATEST;
  }

  private static StreamOverwrite onOverwrite(OptionSet set) {
    Boolean allowed = set.get(S3IngestStreamOptions.ALLOW_OVERWRITES);
    if (allowed == null) {
      return set.get(S3IngestStreamOptions.ON_OVERWRITE);
    }
    StreamOverwrite meant = allowed ? StreamOverwrite.APPEND : StreamOverwrite.IGNORE;
    if (set.has(S3IngestStreamOptions.ON_OVERWRITE)
        && set.get(S3IngestStreamOptions.ON_OVERWRITE) != meant) {
      throw exclusive(
          set,
          S3IngestStreamOptions.ALLOW_OVERWRITES,
          S3IngestStreamOptions.ON_OVERWRITE,
          allowed + " means onOverwrite=" + meant);
    }
    return meant;
  }

  private static RuntimeException exclusive(
      OptionSet set, ConfigOption<?> first, ConfigOption<?> second, String why) {
    return OptionErrors.exclusive(set.spelling(first), set.spelling(second), why);
  }
}
