package io.s3ingest.error;

import io.s3ingest.error.BadObjectsException.BadObject;
import java.util.List;
import java.util.Map;

/** Words the failures of reading and planning in Spark. */
public final class ReadErrors {
  private ReadErrors() {}

  /** The objects of one task that cannot be read; there is at least one. */
  public static BadObjectsException badObjects(List<BadObject> objects) {
    BadObject first = objects.get(0);
    String text =
        "Cannot read %d of the objects of one task, first %s: %s Put the objects right or leave them out, then run again."
            .formatted(objects.size(), first.key(), first.message());
    return new BadObjectsException(
        text, Map.of("objects", String.valueOf(objects.size()), "first", first.key()), objects);
  }

  /** A plan file that is not there. */
  public static S3IngestException planNotFound(String uri) {
    return new S3IngestException(
        ErrorCondition.INVALID_PLAN,
        "Cannot read plan %s: there is no such object. Set option 'plan' to a plan file, or leave it out to list the folder."
            .formatted(uri));
  }

  /** A format that a plan or an option names and that is not there. */
  public static S3IngestException unknownFormat(String format, List<String> known) {
    return new S3IngestException(
        ErrorCondition.UNKNOWN_FORMAT,
        "Cannot read files of format '%s': there is no such format. Set fileFormat to one of %s."
            .formatted(format, String.join(", ", known)));
  }

  /** Data that owns the name of a column of the feed of changes. */
  public static S3IngestException reservedColumn(String where, String column) {
    return new S3IngestException(
        ErrorCondition.RESERVED_COLUMN_NAME,
        "Cannot read the changes of %s: its data has a column '%s', which the feed of changes adds itself. Rename the column in the data, or set recordShape=object."
            .formatted(where, column));
  }

  /** A write; {@code what} is what was asked for. */
  public static S3IngestException readOnly(String what) {
    return new S3IngestException(
        ErrorCondition.UNSUPPORTED_SAVE_MODE,
        "Cannot %s: s3ingest only reads. Write with a format of Spark's own, or land the rows in Iceberg with './s3ingest sync'."
            .formatted(what));
  }

  /** A plan that a sync made and whose run is not open on this driver. */
  public static S3IngestException unknownRun(String runId) {
    return new S3IngestException(
        ErrorCondition.INVALID_PLAN,
        "Cannot read the plan of run '%s': no such run is open on this driver. Leave option 'runId' unset to read a plan by its URI alone."
            .formatted(runId));
  }
}
