package io.s3ingest.spark.read;

import io.s3ingest.schema.IngestColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that s3ingest adds to those of the data. */
final class OurColumns {
  /** When the object was last modified, by the listing. */
  static final String LAST_MODIFIED_TIME = IngestColumns.LAST_MODIFIED_TIME;

  /** The hidden struct of everything known about a row's object. */
  static final String METADATA = "_metadata";

  static final String FILE_PATH = "file_path";

  /** The key of the object; where an object is one record, a column of its own. */
  static final String KEY = "key";

  static final String FILE_NAME = "file_name";
  static final String FILE_SIZE = "file_size";
  static final String FILE_BLOCK_START = "file_block_start";
  static final String FILE_BLOCK_LENGTH = "file_block_length";
  static final String FILE_MODIFICATION_TIME = "file_modification_time";
  static final String ETAG = "etag";
  static final String VERSION_ID = "version_id";
  static final String ROW_INDEX = "row_index";

  /** The position token of an object that is one record. */
  static final String POSITION = "position";

  /** insert, update or delete. */
  static final String CHANGE_TYPE = "_change_type";

  /** The version of the object, of a delete that of its marker; null without versions. */
  static final String CHANGE_VERSION = "_version_id";

  /** The key of the object that a row of a feed of changes comes from. */
  static final String SOURCE_KEY = IngestColumns.SOURCE_KEY;

  /** The position token of such a row. */
  static final String SOURCE_POSITION = "_position";

  /** What a feed of changes adds to decoded rows. */
  static final List<String> OF_CHANGES =
      List.of(CHANGE_TYPE, CHANGE_VERSION, SOURCE_KEY, SOURCE_POSITION);

  static final StructType METADATA_TYPE =
      new StructType()
          .add(FILE_PATH, DataTypes.StringType, false)
          .add(KEY, DataTypes.StringType, false)
          .add(FILE_NAME, DataTypes.StringType, false)
          .add(FILE_SIZE, DataTypes.LongType, false)
          .add(FILE_BLOCK_START, DataTypes.LongType, false)
          .add(FILE_BLOCK_LENGTH, DataTypes.LongType, false)
          .add(FILE_MODIFICATION_TIME, DataTypes.TimestampType, false)
          .add(ETAG, DataTypes.StringType, false)
          .add(VERSION_ID, DataTypes.StringType, true)
          .add(ROW_INDEX, DataTypes.LongType, false);

  /** The key in a field's metadata that tells our columns from the data's of the same name. */
  private static final String MARK = "s3ingest";

  private static final String MODIFIED_TIME_MARK = "lastModifiedTime";
  private static final String CHANGE_MARK = "change";
  private static final String PARTITION_MARK = "partition";

  private OurColumns() {}

  /** Returns {@code _last_modified_time} as a column of an inferred schema. */
  static StructField lastModifiedTime() {
    return new StructField(
        LAST_MODIFIED_TIME, DataTypes.TimestampType, false, mark(MODIFIED_TIME_MARK));
  }

  /** Returns a column of a feed of changes; it has one value for all rows of an object. */
  static StructField change(String name) {
    boolean nullable = name.equals(CHANGE_VERSION);
    return new StructField(name, DataTypes.StringType, nullable, mark(CHANGE_MARK));
  }

  static boolean isChange(StructField field) {
    return hasMark(field, CHANGE_MARK);
  }

  /** Returns a column marked as coming from {@code key=value} folders. */
  static StructField partition(StructField field) {
    Metadata metadata =
        new MetadataBuilder()
            .withMetadata(field.metadata())
            .putString(MARK, PARTITION_MARK)
            .build();
    return new StructField(field.name(), field.dataType(), field.nullable(), metadata);
  }

  /**
   * Returns a column of the data without our mark: Parquet files that Spark wrote from one of our
   * tables still have it.
   */
  static StructField data(StructField field) {
    if (!field.metadata().contains(MARK)) {
      return field;
    }
    Metadata metadata = new MetadataBuilder().withMetadata(field.metadata()).remove(MARK).build();
    return new StructField(field.name(), field.dataType(), field.nullable(), metadata);
  }

  static boolean isLastModifiedTime(StructField field) {
    return hasMark(field, MODIFIED_TIME_MARK) && field.name().equals(LAST_MODIFIED_TIME);
  }

  static boolean isPartition(StructField field) {
    return hasMark(field, PARTITION_MARK);
  }

  /** Returns the hidden columns of a table with these columns: those that it does not own. */
  static MetadataColumn[] hidden(StructType schema, boolean caseSensitive, boolean changes) {
    List<Hidden> all = new ArrayList<>();
    all.add(new Hidden(METADATA, METADATA_TYPE, false, "What is known about the row's object."));
    all.add(
        new Hidden(
            LAST_MODIFIED_TIME,
            DataTypes.TimestampType,
            false,
            "When the row's object was last modified."));
    if (changes) {
      for (String name : OF_CHANGES) {
        boolean nullable = change(name).nullable();
        all.add(new Hidden(name, DataTypes.StringType, nullable, "What the row's object became."));
      }
    }
    return all.stream()
        .filter(column -> !owns(schema, column.name(), caseSensitive))
        .toArray(MetadataColumn[]::new);
  }

  /** Returns whether a schema has a column of this name. */
  static boolean owns(StructType schema, String name, boolean caseSensitive) {
    for (StructField field : schema.fields()) {
      if (caseSensitive ? field.name().equals(name) : field.name().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private static Metadata mark(String value) {
    return new MetadataBuilder().putString(MARK, value).build();
  }

  private static boolean hasMark(StructField field, String value) {
    return field.metadata().contains(MARK) && value.equals(field.metadata().getString(MARK));
  }

  private record Hidden(String name, DataType dataType, boolean isNullable, String comment)
      implements MetadataColumn {}
}
