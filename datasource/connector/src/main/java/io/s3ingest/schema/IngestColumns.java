package io.s3ingest.schema;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** Names the columns that s3ingest adds to the data. */
public final class IngestColumns {
  /** When the object was last modified, by the listing. */
  public static final String LAST_MODIFIED_TIME = "_last_modified_time";

  /** The key of the object, in tables that sync writes. */
  public static final String SOURCE_KEY = "_source_key";

  /** The version id, else the ETag of the object, in tables that sync writes. */
  public static final String SOURCE_VERSION = "_source_version";

  /** All of them. */
  public static final List<String> ALL = List.of(LAST_MODIFIED_TIME, SOURCE_KEY, SOURCE_VERSION);

  private IngestColumns() {}

  /** Returns those of our names that the data owns itself, case aside, in the data's spelling. */
  public static List<String> ownedBy(StructType data) {
    List<String> out = new ArrayList<>();
    for (String name : data.fieldNames()) {
      if (ALL.stream().anyMatch(name::equalsIgnoreCase)) {
        out.add(name);
      }
    }
    return out;
  }
}
