package io.s3ingest.spark.read;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.options.BadObjectPolicy;
import io.s3ingest.options.StoreOptions;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What every task of a scan is to do; travels to executors.
 *
 * @param dataSchema all data columns of the table
 * @param requiredData the data columns to decode
 * @param output the columns of a batch
 */
record ReaderSpec(
    StoreOptions store,
    String format,
    StructType dataSchema,
    StructType requiredData,
    List<OutputColumn> output,
    List<Filter> filters,
    DecodeOptions decoding,
    long prefetchBytes,
    BadObjectPolicy onMissing,
    BadObjectPolicy onChanged,
    BadObjectPolicy onCorrupt,
    Failing failing)
    implements Serializable {
  /** When a task fails that meets bad objects. */
  enum Failing {
    AT_ONCE,
    /** At its end, so that one failure names all of them. */
    TOGETHER
  }

  ReaderSpec {
    output = List.copyOf(output);
    filters = List.copyOf(filters);
  }

  /**
   * One column of a batch.
   *
   * @param ordinal its place among the decoded or the partition columns
   */
  record OutputColumn(TableColumns.Origin origin, int ordinal, StructField field)
      implements Serializable {}
}
