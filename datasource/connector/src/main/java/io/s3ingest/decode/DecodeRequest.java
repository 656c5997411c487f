package io.s3ingest.decode;

import io.s3ingest.cursor.FileSplit;
import io.s3ingest.metric.RecordCounts;
import io.s3ingest.store.ObjectStore;
import java.util.List;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/**
 * What is wanted of one split.
 *
 * @param dataSchema all data columns of the table, without partition and metadata columns;
 *     raggedness and corruption are judged on these
 * @param requiredSchema the columns to return, a pruned {@code dataSchema} in any order
 * @param filters may be used to skip data that cannot match; returned rows may still fail them.
 *     Where they are given, row indexes are asked for only if the format's pieces know them
 * @param counts where framed, emitted and rejected records are counted
 * @param misfits is told of records that do not fit
 * @param parts what this split may use of those before it; all else in their requests is the same
 */
public record DecodeRequest(
    ObjectStore store,
    FileSplit split,
    StructType dataSchema,
    StructType requiredSchema,
    List<Filter> filters,
    DecodeOptions options,
    RecordCounts counts,
    MisfitListener misfits,
    TaskParts parts) {
  public DecodeRequest {
    filters = List.copyOf(filters);
  }

  /** A request that is alone. */
  public DecodeRequest(
      ObjectStore store,
      FileSplit split,
      StructType dataSchema,
      StructType requiredSchema,
      List<Filter> filters,
      DecodeOptions options,
      RecordCounts counts) {
    this(
        store,
        split,
        dataSchema,
        requiredSchema,
        filters,
        options,
        counts,
        MisfitListener.NONE,
        new TaskParts());
  }

  /** Returns the object and its store, to be read to the end. */
  public ObjectContent content() {
    return new ObjectContent(store, split.object(), options.inflateBytes(), parts);
  }
}
