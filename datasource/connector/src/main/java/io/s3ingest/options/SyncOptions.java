package io.s3ingest.options;

import io.s3ingest.error.OptionErrors;
import java.time.Duration;
import java.util.Map;

/**
 * What one sync is asked for, parsed once. Fields without a value are null.
 *
 * @param tableName template with {@code ${table}} and {@code ${database}}
 * @param partitionBy as typed; empty for none
 */
public record SyncOptions(
    String catalog,
    String database,
    String tableName,
    SyncMode mode,
    String partitionBy,
    long targetFileBytes,
    int maxFilesPerCommit,
    long maxBytesPerCommit,
    String pipeline,
    String adopt,
    OverwritePolicy onOverwrite,
    DeletePolicy onDelete,
    double maxDeleteFraction,
    CleanSource cleanSource,
    ArrivalOptions arrival,
    int formatVersion,
    Duration cleanAfter) {

  /** Parses the options of one sync; a key that sync does not have is refused. */
  public static SyncOptions of(Map<String, String> raw) {
    OptionSet set = OptionSet.of(raw, S3IngestSyncOptions.ALL, OptionSet.Unknown.REJECT);
    String catalog = set.get(S3IngestSyncOptions.CATALOG);
    String database = set.get(S3IngestSyncOptions.DATABASE);
    if (catalog == null) {
      throw OptionErrors.missing(
          "catalog", "sync", "Set it to the name of an Iceberg catalog of the session.");
    }
    if (database == null) {
      throw OptionErrors.missing("database", "sync", "Set it to the namespace for the tables.");
    }
    return new SyncOptions(
        catalog,
        database,
        set.get(S3IngestSyncOptions.TABLE_NAME),
        set.get(S3IngestSyncOptions.SYNC_MODE),
        set.get(S3IngestSyncOptions.PARTITION_BY),
        set.get(S3IngestSyncOptions.TARGET_FILE_BYTES),
        set.get(S3IngestSyncOptions.MAX_FILES_PER_COMMIT),
        set.get(S3IngestSyncOptions.MAX_BYTES_PER_COMMIT),
        set.get(S3IngestSyncOptions.PIPELINE),
        set.get(S3IngestSyncOptions.ADOPT),
        set.get(S3IngestSyncOptions.ON_OVERWRITE),
        set.get(S3IngestSyncOptions.ON_DELETE),
        set.get(S3IngestSyncOptions.MAX_DELETE_FRACTION),
        CleanSource.of(set, set.get(S3IngestSyncOptions.ON_DELETE)),
        ArrivalOptions.of(set),
        set.get(S3IngestSyncOptions.FORMAT_VERSION),
        set.get(S3IngestSyncOptions.CLEAN_AFTER));
  }

  /** Returns these options for another mode. */
  public SyncOptions in(SyncMode other) {
    return new SyncOptions(
        catalog,
        database,
        tableName,
        other,
        partitionBy,
        targetFileBytes,
        maxFilesPerCommit,
        maxBytesPerCommit,
        pipeline,
        adopt,
        onOverwrite,
        onDelete,
        maxDeleteFraction,
        cleanSource,
        arrival,
        formatVersion,
        cleanAfter);
  }

  /** Returns the destination table's name for a stream. */
  public String tableFor(String stream) {
    return tableName.replace("${table}", stream).replace("${database}", database);
  }
}
