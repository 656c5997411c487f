package io.s3ingest.error;

import java.util.Locale;

/** Words the failures about source objects that changed, went, or are to be taken again. */
public final class ChangeErrors {
  private ChangeErrors() {}

  /** Overwritten objects under {@code onOverwrite=fail}. */
  public static S3IngestException overwritten(String table, String uri, long others) {
    return new S3IngestException(
        ErrorCondition.OBJECT_OVERWRITTEN,
        "Cannot sync %s%s into %s: its rows are in the table and it was overwritten with other content since. Set onOverwrite=replace to put its rows in the place of the old ones, append to add them, ignore to leave the table as it is, or restore the object."
            .formatted(uri, more(others), table));
  }

  /** An object that is to be replaced or deleted, and that another tool took. */
  public static S3IngestException imported(String table, String uri, String what) {
    return new S3IngestException(
        ErrorCondition.OBJECT_OVERWRITTEN,
        "Cannot sync %s into %s: it was %s, and its rows, which another tool brought, do not say where they came from, so that they cannot be removed. Restore the object, or run with syncMode=full_refresh to take all objects again."
            .formatted(uri, table, what));
  }

  /** More objects gone than may be. */
  public static S3IngestException massDelete(
      String where, String table, long gone, long known, double most) {
    return new S3IngestException(
        ErrorCondition.MASS_DELETE,
        "Cannot sync %s into %s: %d of %d known objects (%s %%) are no longer there, and onDelete=delete would delete their rows; maxDeleteFraction allows %s %%. Nothing was changed. Check bucket, prefix and patterns; if the objects are meant to be gone, run once with maxDeleteFraction=%s."
            .formatted(
                where,
                table,
                gone,
                known,
                percent(gone, known),
                percent(most),
                atLeast(gone, known)));
  }

  /** Objects whose rows would be removed while others feed the table with rows of the same keys. */
  public static S3IngestException sharedKeys(String table, String uri, String other) {
    return new S3IngestException(
        ErrorCondition.PIPELINE_MISMATCH,
        "Cannot remove the rows of %s from %s: pipeline %s has brought rows of an object with the same key, which cannot be told apart. Sync into a table of its own, or set onOverwrite=fail and onDelete=ignore."
            .formatted(uri, table, other));
  }

  /** A folder that objects cannot be moved to. */
  public static S3IngestException moveTarget(String moveTo, String why) {
    return new S3IngestException(
        ErrorCondition.INVALID_OPTION,
        "Cannot use option 'cleanSourceMoveTo' = '%s': %s. Choose a folder of the same bucket outside the source."
            .formatted(moveTo, why));
  }

  /** A copy that is not what was copied. */
  public static S3IngestException copyNotProven(String from, String to) {
    return new S3IngestException(
        ErrorCondition.STORE_FAILED,
        "Cannot move %s: its copy %s is not there as it was written. The object stays; the next sync tries again."
            .formatted(from, to));
  }

  /** Names that no listed object has; {@code what} is a verb. */
  public static S3IngestException nothingNamed(String what, String where, String names) {
    return new S3IngestException(
        ErrorCondition.NO_MATCHING_FILES,
        "Cannot %s objects of %s: none that is there is %s. Correct the keys, globs or times; keys and globs are whole, from the root of the bucket on."
            .formatted(what, where, names));
  }

  /** A call that names no objects. */
  public static S3IngestException nothingGiven() {
    return new S3IngestException(
        ErrorCondition.MISSING_OPTION,
        "Cannot choose objects: neither a key nor a glob nor a time is given, nor that they are quarantined. Give one of them; the glob '*' names all objects.");
  }

  /** A range of times that holds none. */
  public static S3IngestException emptyTimeRange(String from, String to) {
    return new S3IngestException(
        ErrorCondition.INVALID_OPTION,
        "Cannot choose objects modified from %s and before %s: no time is both. Exchange them."
            .formatted(from, to));
  }

  private static String more(long others) {
    return others == 0 ? "" : " (and %d more)".formatted(others);
  }

  private static String percent(long part, long whole) {
    return percent(whole == 0 ? 1 : (double) part / whole);
  }

  private static String percent(double fraction) {
    String text = String.format(Locale.ROOT, "%.1f", fraction * 100);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String atLeast(long part, long whole) {
    double hundredths = Math.ceil(100.0 * part / Math.max(1, whole)) / 100;
    return hundredths >= 1 ? "1" : String.valueOf(hundredths);
  }
}
