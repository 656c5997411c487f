package io.s3ingest.options;

import io.s3ingest.error.OptionErrors;
import java.io.Serializable;
import java.time.Duration;

/**
 * What a stream is asked for; a batch read takes no notice of it.
 *
 * @param maxBytesPerTrigger {@link Long#MAX_VALUE} for no limit
 */
public record StreamOptions(
    int maxFilesPerTrigger,
    long maxBytesPerTrigger,
    Duration pollingInterval,
    StartingFrom startingFrom,
    StreamOverwrite onOverwrite)
    implements Serializable {

  static StreamOptions of(OptionSet set) {
    Long bytes = set.get(S3IngestOptions.MAX_BYTES_PER_TRIGGER);
    return new StreamOptions(
        set.get(S3IngestOptions.MAX_FILES_PER_TRIGGER),
        bytes == null ? Long.MAX_VALUE : bytes,
        set.get(S3IngestOptions.POLLING_INTERVAL),
        startingFrom(set),
        onOverwrite(set));
  }

  private static StartingFrom startingFrom(OptionSet set) {
    Boolean existing = set.get(S3IngestOptions.INCLUDE_EXISTING_FILES);
    if (existing == null || existing) {
      return set.get(S3IngestOptions.STARTING_FROM);
    }
    if (set.has(S3IngestOptions.STARTING_FROM)
        && set.get(S3IngestOptions.STARTING_FROM).kind() != StartingFrom.Kind.LATEST) {
      throw exclusive(
          set,
          S3IngestOptions.INCLUDE_EXISTING_FILES,
          S3IngestOptions.STARTING_FROM,
          "false means startingFrom=latest");
    }
    return StartingFrom.LATEST;
  }

  private static StreamOverwrite onOverwrite(OptionSet set) {
    Boolean allowed = set.get(S3IngestOptions.ALLOW_OVERWRITES);
    if (allowed == null) {
      return set.get(S3IngestOptions.ON_OVERWRITE);
    }
    StreamOverwrite meant = allowed ? StreamOverwrite.APPEND : StreamOverwrite.IGNORE;
    if (set.has(S3IngestOptions.ON_OVERWRITE) && set.get(S3IngestOptions.ON_OVERWRITE) != meant) {
      throw exclusive(
          set,
          S3IngestOptions.ALLOW_OVERWRITES,
          S3IngestOptions.ON_OVERWRITE,
          allowed + " means onOverwrite=" + meant);
    }
    return meant;
  }

  private static RuntimeException exclusive(
      OptionSet set, ConfigOption<?> first, ConfigOption<?> second, String why) {
    return OptionErrors.exclusive(set.spelling(first), set.spelling(second), why);
  }
}
