package io.s3ingest.spark.read;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.store.ObjectRef;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.unsafe.types.UTF8String;

/** What {@code _metadata} says about a split, as Spark's internal values. */
final class FileFacts {
  private FileFacts() {}

  /** Returns the value of a field; {@code row_index} is not known for a whole split. */
  static Object value(FileSplit split, String field) {
    ObjectRef object = split.object();
    return switch (field) {
      case OurColumns.FILE_PATH -> UTF8String.fromString(object.uri());
      case OurColumns.FILE_NAME -> UTF8String.fromString(object.name());
      case OurColumns.FILE_SIZE -> object.size();
      case OurColumns.FILE_BLOCK_START -> split.start();
      case OurColumns.FILE_BLOCK_LENGTH -> split.length();
      case OurColumns.FILE_MODIFICATION_TIME -> micros(object.lastModified());
      case OurColumns.ETAG -> UTF8String.fromString(object.etag());
      case OurColumns.VERSION_ID -> UTF8String.fromString(object.versionId());
      case OurColumns.KEY, OurColumns.SOURCE_KEY -> UTF8String.fromString(object.key());
      case OurColumns.POSITION, OurColumns.SOURCE_POSITION ->
          UTF8String.fromString(object.key() + "_" + split.change().mark());
      case OurColumns.CHANGE_TYPE -> UTF8String.fromString(split.change().type().toString());
      case OurColumns.CHANGE_VERSION -> UTF8String.fromString(object.versionId());
      default -> throw new IllegalArgumentException(field);
    };
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
