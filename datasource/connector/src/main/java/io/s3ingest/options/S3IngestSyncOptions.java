package io.s3ingest.options;

import static io.s3ingest.options.ConfigOption.bool;
import static io.s3ingest.options.ConfigOption.bytes;
import static io.s3ingest.options.ConfigOption.duration;
import static io.s3ingest.options.ConfigOption.intAtLeast;
import static io.s3ingest.options.ConfigOption.oneOf;
import static io.s3ingest.options.ConfigOption.string;

import io.s3ingest.options.ConfigOption.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every option of sync beside those of its source. */
public final class S3IngestSyncOptions {
  public static final ConfigOption<String> CATALOG =
      string("catalog", null, "The Iceberg catalog of the Spark session that rows land in.")
          .under(Topic.SYNC);
  public static final ConfigOption<String> DATABASE =
      string("database", null, "The namespace that tables land in; dots separate its levels.")
          .alias("icebergDb", "destinationDatabase")
          .under(Topic.SYNC);
  public static final ConfigOption<String> TABLE_NAME =
      string(
              "tableName",
              "${table}",
              "Name of the destination table; ${table} and ${database} stand for the stream's.")
          .under(Topic.SYNC);
  public static final ConfigOption<SyncMode> SYNC_MODE =
      oneOf(
              "syncMode",
              SyncMode.class,
              SyncMode.INCREMENTAL,
              "incremental brings what is new, full_refresh replaces all rows.")
          .under(Topic.SYNC);
  public static final ConfigOption<String> PARTITION_BY =
      string(
              "partitionBy",
              "",
              "Partition of a new table, such as 'days(ts), bucket(16, id), truncate(4, name), country'.")
          .under(Topic.SYNC);
  public static final ConfigOption<Long> TARGET_FILE_BYTES =
      bytes("targetFileBytes", 1 << 20, 512L << 20, "Size that data files are written up to.")
          .under(Topic.SYNC);
  public static final ConfigOption<Integer> MAX_FILES_PER_COMMIT =
      intAtLeast("maxFilesPerCommit", 1, 10_000, "Most objects of one commit.").under(Topic.SYNC);
  public static final ConfigOption<Long> MAX_BYTES_PER_COMMIT =
      bytes("maxBytesPerCommit", 1, 100L << 30, "Most stored bytes of one commit.")
          .under(Topic.SYNC);
  public static final ConfigOption<String> PIPELINE =
      string("pipeline", null, "Who feeds the table: what was taken is remembered by this name.")
          .under(Topic.SYNC)
          .defaultShownAs("a hash of bucket, prefix, tableNaming and destination table");
  public static final ConfigOption<String> ADOPT =
      string(
              "adopt",
              null,
              "The pipeline that fed the table before, whose memory is taken over; 'none' feeds the table beside it.")
          .under(Topic.SYNC);
  public static final ConfigOption<OverwritePolicy> ON_OVERWRITE =
      oneOf(
              "onOverwrite",
              OverwritePolicy.class,
              OverwritePolicy.REPLACE,
              "What becomes of an object that was taken and has other content now: replace puts its rows in the place of the old ones, append adds them, ignore leaves the table as it is, fail ends the sync.")
          .under(Topic.SYNC);
  public static final ConfigOption<DeletePolicy> ON_DELETE =
      oneOf(
              "onDelete",
              DeletePolicy.class,
              DeletePolicy.IGNORE,
              "What becomes of the rows of an object that was taken and is no longer there; delete, together with onOverwrite=replace, keeps the table equal to the bucket.")
          .under(Topic.SYNC);
  public static final ConfigOption<Double> MAX_DELETE_FRACTION =
      ConfigOption.<Double>of(
              "maxDeleteFraction",
              "a number from 0 to 1",
              text -> {
                double value = Double.parseDouble(text.trim());
                return value >= 0 && value <= 1 ? value : null;
              },
              0.1,
              "Largest part of the known objects whose rows one sync may delete because they are no longer there; more is refused.")
          .under(Topic.SYNC);
  public static final ConfigOption<CleanSource.Mode> CLEAN_SOURCE =
      oneOf(
              "cleanSource",
              CleanSource.Mode.class,
              CleanSource.Mode.OFF,
              "What becomes of objects whose rows are committed, after cleanSourceRetention.")
          .under(Topic.SYNC);
  public static final ConfigOption<Duration> CLEAN_SOURCE_RETENTION =
      duration(
              "cleanSourceRetention",
              Duration.ZERO,
              Duration.ofDays(30),
              "How long after its commit an object is left alone; at least 7 days before a delete.")
          .alias("cleanSource.retentionDuration")
          .under(Topic.SYNC)
          .defaultShownAs("30 days");
  public static final ConfigOption<String> CLEAN_SOURCE_MOVE_TO =
      string(
              "cleanSourceMoveTo",
              null,
              "Folder of the same bucket, outside the source, that objects are moved to; their whole key goes below it.")
          .alias("cleanSource.moveDestination")
          .under(Topic.SYNC);
  public static final ConfigOption<Boolean> CLEAN_SOURCE_DRY_RUN =
      bool("cleanSourceDryRun", false, "true only reports which objects would be cleaned.")
          .under(Topic.SYNC);
  public static final ConfigOption<Integer> FORMAT_VERSION =
      ConfigOption.<Integer>of(
              "formatVersion",
              "2 or 3",
              text -> {
                int value = Integer.parseInt(text.trim());
                return value == 2 || value == 3 ? value : null;
              },
              2,
              "Iceberg format version of a new table.")
          .under(Topic.SYNC);
  public static final ConfigOption<Duration> CLEAN_AFTER =
      duration(
              "cleanAfter",
              Duration.ZERO,
              Duration.ofHours(24),
              "Age from which what a run left behind counts as that of a dead one and is deleted.")
          .under(Topic.SYNC)
          .defaultShownAs("24h");

  /** The options of sync in the order of the docs. */
  public static final List<ConfigOption<?>> ALL = all();

  private S3IngestSyncOptions() {}

  private static List<ConfigOption<?>> all() {
    List<ConfigOption<?>> out =
        new ArrayList<>(
            List.of(
                CATALOG,
                DATABASE,
                TABLE_NAME,
                SYNC_MODE,
                PARTITION_BY,
                TARGET_FILE_BYTES,
                MAX_FILES_PER_COMMIT,
                MAX_BYTES_PER_COMMIT,
                PIPELINE,
                ADOPT,
                ON_OVERWRITE,
                ON_DELETE,
                MAX_DELETE_FRACTION,
                CLEAN_SOURCE,
                CLEAN_SOURCE_RETENTION,
                CLEAN_SOURCE_MOVE_TO,
                CLEAN_SOURCE_DRY_RUN,
                FORMAT_VERSION,
                CLEAN_AFTER));
    out.addAll(S3IngestArrivalOptions.ALL);
    return List.copyOf(out);
  }
}
