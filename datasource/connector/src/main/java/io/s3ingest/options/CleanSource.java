package io.s3ingest.options;

import io.s3ingest.error.OptionErrors;
import java.time.Duration;

/**
 * What becomes of objects whose rows are committed.
 *
 * @param retention how long after the commit an object is left alone
 * @param moveTo the folder, as typed, that moved objects go to; null unless they are moved
 * @param dryRun whether it is only said what would be done
 */
public record CleanSource(Mode mode, Duration retention, String moveTo, boolean dryRun) {
  /** The shortest time after which objects may be deleted. */
  public static final Duration SHORTEST_BEFORE_DELETE = Duration.ofDays(7);

  /** Ways of cleaning. */
  public enum Mode {
    /** Objects are left as they are. */
    OFF("off"),
    /** They get the tag {@code s3ingest=ingested}. */
    TAG("tag"),
    /** They are copied below another prefix of the bucket, and deleted when the copy is proven. */
    MOVE("move"),
    /** They are deleted. */
    DELETE("delete");

    private final String text;

    Mode(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static CleanSource of(OptionSet set, DeletePolicy onDelete) {
    Mode mode = set.get(S3IngestSyncOptions.CLEAN_SOURCE);
    Duration retention = set.get(S3IngestSyncOptions.CLEAN_SOURCE_RETENTION);
    String moveTo = set.get(S3IngestSyncOptions.CLEAN_SOURCE_MOVE_TO);
    boolean dryRun = set.get(S3IngestSyncOptions.CLEAN_SOURCE_DRY_RUN);
    boolean removes = mode == Mode.MOVE || mode == Mode.DELETE;
    if (removes && onDelete == DeletePolicy.DELETE) {
      throw OptionErrors.exclusive(
          "cleanSource",
          "onDelete",
          "an object that %s takes away would lose its rows to onDelete=delete".formatted(mode));
    }
    if (mode == Mode.DELETE && retention.compareTo(SHORTEST_BEFORE_DELETE) < 0) {
      throw OptionErrors.invalidValue(
          "cleanSourceRetention",
          retention.toString(),
          "a duration of at least 7 days where cleanSource is delete");
    }
    if (mode == Mode.MOVE && moveTo == null) {
      throw OptionErrors.missing(
          "cleanSourceMoveTo",
          "move objects",
          "Set it to a prefix of the same bucket, such as s3://bucket/archive/.");
    }
    return new CleanSource(mode, retention, mode == Mode.MOVE ? moveTo : null, dryRun);
  }
}
