package io.s3ingest.options;

import io.s3ingest.error.OptionErrors;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one read is asked for, parsed once on the driver. Fields without a value are null.
 *
 * @param paths the paths given to {@code load}, as typed; empty when bucket and prefix say it
 * @param arrival when a stream may take an object; a batch read only leaves the announcements out
 */
public record ReadOptions(
    List<String> paths,
    String bucket,
    String prefix,
    String table,
    String fileFormat,
    Compression compression,
    RecordShape recordShape,
    String plan,
    String runId,
    Instant modifiedAfter,
    Instant modifiedBefore,
    Instant timestampAsOf,
    List<String> includePatterns,
    List<String> excludePatterns,
    TableNaming tableNaming,
    boolean partitionColumns,
    int sampleFiles,
    long sampleBytes,
    SchemaCheck schemaCheck,
    String schemaHints,
    long maxGroupBytes,
    int maxGroupFiles,
    long minSplitBytes,
    int batchRows,
    int maxThreads,
    long maxRecordBytes,
    long inflateBytes,
    long prefetchBytes,
    BadObjectPolicy onMissing,
    BadObjectPolicy onCorrupt,
    BadObjectPolicy onChanged,
    StreamOptions stream,
    ArrivalOptions arrival,
    TextOptions text,
    StoreOptions store)
    implements Serializable {

  public ReadOptions {
    paths = List.copyOf(paths);
    includePatterns = List.copyOf(includePatterns);
    excludePatterns = List.copyOf(excludePatterns);
  }

  /**
   * Parses the options of one read.
   *
   * @param raw what the user set, any spelling
   * @param hadoop the session's {@code fs.*} settings
   */
  public static ReadOptions of(
      Map<String, String> raw, Map<String, String> hadoop, OptionSet.Unknown unknown) {
    OptionSet set = OptionSet.of(raw, S3IngestOptions.ALL, unknown);
    if (set.has(S3IngestOptions.CURSOR) && set.has(S3IngestOptions.MODIFIED_AFTER)) {
      throw OptionErrors.exclusive(
          set.spelling(S3IngestOptions.CURSOR),
          set.spelling(S3IngestOptions.MODIFIED_AFTER),
          "both name the time after which objects are read");
    }
    checkTimeTravel(set);
    List<String> paths = PathList.of(set);
    if (!paths.isEmpty() && set.has(S3IngestOptions.BUCKET)) {
      throw OptionErrors.exclusive("path", "bucket", "both say where to read");
    }
    if (paths.isEmpty() && !set.has(S3IngestOptions.BUCKET) && !set.has(S3IngestOptions.PLAN)) {
      throw OptionErrors.missing(
          "bucket",
          "read from a store",
          "Set 'bucket' (and 'prefix'), or give load() a path such as s3://bucket/folder/.");
    }
    Instant cursor = set.get(S3IngestOptions.CURSOR);
    return new ReadOptions(
        paths,
        set.get(S3IngestOptions.BUCKET),
        set.get(S3IngestOptions.PREFIX),
        set.get(S3IngestOptions.TABLE),
        set.get(S3IngestOptions.FILE_FORMAT),
        set.get(S3IngestOptions.COMPRESSION),
        set.get(S3IngestOptions.RECORD_SHAPE),
        set.get(S3IngestOptions.PLAN),
        set.get(S3IngestOptions.RUN_ID),
        cursor != null ? cursor : set.get(S3IngestOptions.MODIFIED_AFTER),
        set.get(S3IngestOptions.MODIFIED_BEFORE),
        set.get(S3IngestOptions.TIMESTAMP_AS_OF),
        set.get(S3IngestOptions.INCLUDE_PATTERNS),
        set.get(S3IngestOptions.EXCLUDE_PATTERNS),
        set.get(S3IngestOptions.TABLE_NAMING),
        set.get(S3IngestOptions.PARTITION_COLUMNS),
        set.get(S3IngestOptions.SAMPLE_FILES),
        set.get(S3IngestOptions.SAMPLE_BYTES),
        set.get(S3IngestOptions.SCHEMA_CHECK),
        set.get(S3IngestOptions.SCHEMA_HINTS),
        set.get(S3IngestOptions.MAX_GROUP_BYTES),
        set.get(S3IngestOptions.MAX_GROUP_FILES),
        set.get(S3IngestOptions.MIN_SPLIT_BYTES),
        set.get(S3IngestOptions.BATCH_ROWS),
        set.get(S3IngestOptions.MAX_THREADS),
        set.get(S3IngestOptions.MAX_RECORD_BYTES),
        set.get(S3IngestOptions.INFLATE_BYTES),
        set.get(S3IngestOptions.PREFETCH_BYTES),
        set.get(S3IngestOptions.ON_MISSING),
        set.get(S3IngestOptions.ON_CORRUPT),
        set.get(S3IngestOptions.ON_CHANGED),
        StreamOptions.of(set),
        ArrivalOptions.of(set),
        new TextOptions(set.only(S3IngestOptions.TEXT_OPTIONS)),
        StoreOptions.of(set, hadoop));
  }

  private static void checkTimeTravel(OptionSet set) {
    if (set.has(S3IngestOptions.VERSION_AS_OF)) {
      throw OptionErrors.noTableVersions(set.get(S3IngestOptions.VERSION_AS_OF));
    }
    if (!set.has(S3IngestOptions.TIMESTAMP_AS_OF)) {
      return;
    }
    if (set.get(S3IngestStreamOptions.READ_CHANGE_FEED)) {
      throw OptionErrors.exclusive(
          "timestampAsOf",
          "readChangeFeed",
          "one asks for a moment, the other for what came of it");
    }
    if (set.has(S3IngestOptions.PLAN)) {
      throw OptionErrors.exclusive("timestampAsOf", "plan", "a plan names its versions itself");
    }
    if (set.get(S3IngestOptions.STORE) == StoreKind.HADOOP) {
      throw OptionErrors.exclusive(
          "timestampAsOf", "store=hadoop", "a Hadoop file system does not show versions");
    }
  }
}
