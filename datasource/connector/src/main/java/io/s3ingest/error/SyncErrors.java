package io.s3ingest.error;

import java.util.regex.Pattern;

/** Words the failures of sync. */
public final class SyncErrors {
  private static final int CAUSES = 20;
  private static final Pattern JDBC_PARAMETERS = Pattern.compile("(jdbc:[^\\s?;]*)[?;]\\S*");

  private SyncErrors() {}

  /** A fed table that another pipeline would feed too. */
  public static S3IngestException otherPipeline(String table, String mine, String other) {
    return new S3IngestException(
        ErrorCondition.PIPELINE_MISMATCH,
        "Cannot sync into %s as pipeline %s: pipeline %s has fed it. Set pipeline=%s to go on as that one, adopt=%s to take over what it has taken, or adopt=none to feed the table beside it."
            .formatted(table, mine, other, other, other));
  }

  /** A full refresh of a table that several pipelines feed. */
  public static S3IngestException refreshOfShared(String table, String mine, String other) {
    return new S3IngestException(
        ErrorCondition.PIPELINE_MISMATCH,
        "Cannot refresh %s fully as pipeline %s: pipeline %s has fed it too and its rows would be gone. Sync into a table of its own, or drop the table first."
            .formatted(table, mine, other));
  }

  /** A pipeline to adopt that never fed the table. */
  public static S3IngestException nothingToAdopt(String table, String adopt) {
    return new S3IngestException(
        ErrorCondition.PIPELINE_MISMATCH,
        "Cannot adopt pipeline %s into %s: no snapshot of the table is its own. Correct the name, or leave out adopt."
            .formatted(adopt, table));
  }

  /** Somebody else's commit of the same pipeline came first. */
  public static S3IngestException concurrentSync(String table, String pipeline, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.CONCURRENT_SYNC,
        "Cannot commit to %s: another run of pipeline %s committed first. Nothing of this run was committed; run it again."
            .formatted(table, pipeline),
        cause);
  }

  /** A full refresh that would drop what others committed meanwhile. */
  public static S3IngestException refreshOvertaken(String table, String operations, String branch) {
    return new S3IngestException(
        ErrorCondition.CONCURRENT_SYNC,
        "Cannot publish the full refresh of %s: since it began others committed %s. The table is as they left it, and the refreshed rows stay on branch '%s'. Run the refresh again when nobody else writes; it begins anew."
            .formatted(table, operations, branch));
  }

  /** Too many conflicts with foreign commits. */
  public static S3IngestException busy(String table, int attempts, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.CONCURRENT_SYNC,
        "Cannot commit to %s: other writers came first %d times in a row. Nothing of this run was committed; run it again when fewer write."
            .formatted(table, attempts),
        cause);
  }

  /** A commit whose outcome could not be learnt. */
  public static S3IngestException commitUnknown(String table, String commitId, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.COMMIT_UNKNOWN,
        "Cannot tell whether commit %s to %s happened: the catalog did not answer. Run again when the catalog can be reached: nothing is taken twice or lost either way."
            .formatted(commitId, table),
        cause);
  }

  /** A commit that happened, and that the table's present state does not have any more. */
  public static S3IngestException commitUndone(String table, String commitId, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.COMMIT_UNDONE,
        "Commit %s to %s happened, and was undone by somebody else at once: by a rollback, or by another run that put an unfinished refresh aside. Run again: what is not in the table is taken then."
            .formatted(commitId, table),
        cause);
  }

  /**
   * Returns whether a failure leaves open what a commit refers to: it may have happened, or has
   * happened and can still be read as a snapshot of the past. Nothing of it may be deleted then.
   */
  public static boolean mayBeReferred(S3IngestException failure) {
    return switch (failure.condition()) {
      case COMMIT_UNKNOWN, COMMIT_UNDONE, CATALOG_FAILED -> true;
      default -> false;
    };
  }

  /** The catalog refused or could not be reached. */
  public static S3IngestException catalogFailed(String what, String table, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.CATALOG_FAILED,
        "Cannot %s %s: the catalog failed with %s. Check that the catalog and its warehouse can be reached."
            .formatted(what, table, said(cause)),
        cause);
  }

  /** Spark or the warehouse failed while rows were written. */
  public static S3IngestException stagingFailed(String table, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.CATALOG_FAILED,
        "Cannot stage rows for %s: Spark failed with %s. Nothing was committed; the cause says more."
            .formatted(table, said(cause)),
        cause);
  }

  /** A table that cannot take the rows; {@code why} is a clause, {@code wayOut} a sentence. */
  public static S3IngestException incompatible(String table, String why, String wayOut) {
    return new S3IngestException(
        ErrorCondition.INCOMPATIBLE_TABLE,
        "Cannot sync into %s: %s. %s".formatted(table, why, wayOut));
  }

  /** Data that owns one of our column names. */
  public static S3IngestException reservedColumn(String where, String column) {
    return new S3IngestException(
        ErrorCondition.RESERVED_COLUMN_NAME,
        "Cannot sync %s: its data has a column '%s', which sync adds itself. Rename the column in the data, or give the columns with another name for it."
            .formatted(where, column));
  }

  /** Records that were found and did not arrive, or the other way round. */
  public static S3IngestException unbalanced(String where, String table, String counts) {
    return new S3IngestException(
        ErrorCondition.UNBALANCED_COUNTS,
        "Cannot sync %s into %s: the counts do not balance: %s. Nothing was committed; report this with the object."
            .formatted(where, table, counts));
  }

  /** A sync of the past. */
  public static S3IngestException noTimeTravel(String time) {
    return new S3IngestException(
        ErrorCondition.INVALID_OPTION,
        "Cannot sync as of %s: a sync follows the bucket as it is now. Leave option 'timestampAsOf' out, or read the past by format(\"s3ingest\")."
            .formatted(time));
  }

  /** A partition spec that cannot be read or applied. */
  public static S3IngestException invalidPartitionBy(String value, String why) {
    return new S3IngestException(
        ErrorCondition.INVALID_OPTION,
        "Cannot use option 'partitionBy' = '%s': %s. Write it such as 'days(ts), bucket(16, id), country'."
            .formatted(value, why));
  }

  /** Iceberg is not on the class path. */
  public static S3IngestException icebergMissing() {
    return new S3IngestException(
        ErrorCondition.ICEBERG_MISSING,
        "Cannot sync: Iceberg is not on the class path. Add org.apache.iceberg:iceberg-spark-runtime-4.1_2.13 with --packages or --jars.");
  }

  /** A Spark catalog that is not Iceberg's, or not there. */
  public static S3IngestException notIceberg(String catalog, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.CATALOG_FAILED,
        "Cannot sync into catalog '%s': the session has no Iceberg catalog of that name that opens; it failed with %s. Set spark.sql.catalog.%s=org.apache.iceberg.spark.SparkCatalog, and check its options and that its server can be reached."
            .formatted(catalog, said(deepest(cause)), catalog),
        cause);
  }

  /** An object that keeps failing although it is left out. */
  public static S3IngestException noProgress(String table, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.BAD_OBJECTS,
        "Cannot sync into %s: objects fail again and again without a new one being named. Nothing of this slice was committed; the cause says which."
            .formatted(table),
        cause);
  }

  private static Throwable deepest(Throwable failure) {
    Throwable at = failure;
    for (int i = 0; i < CAUSES && at.getCause() != null; i++) {
      at = at.getCause();
    }
    return at;
  }

  /** Iceberg and drivers name the JDBC URL, whose parameters may hold the password. */
  private static String said(Throwable failure) {
    return JDBC_PARAMETERS.matcher(String.valueOf(failure)).replaceAll("$1?...");
  }
}
