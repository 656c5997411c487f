package io.s3ingest.sync;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.ListingView;
import io.s3ingest.store.ObjectRef;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;

/**
 * A stream as sync takes it: what was listed and with which columns it is read.
 *
 * @param stream name by the naming rule
 * @param prefix the prefix that the user gave; part of the default pipeline id
 * @param base the folder that partition columns are read below
 * @param schema data columns, then partition columns; ours are not among them
 * @param options what the user set for the source; goes on to {@code format("s3ingest")}
 */
public record SyncSource(
    String stream,
    String bucket,
    String prefix,
    String base,
    String naming,
    String format,
    StructType schema,
    List<String> partitionColumns,
    List<ObjectRef> objects,
    Map<ExclusionReason, Long> excluded,
    ListingView view,
    Map<String, String> options) {
  public SyncSource {
    partitionColumns = List.copyOf(partitionColumns);
    objects = List.copyOf(objects);
    excluded = Map.copyOf(excluded);
    options = Map.copyOf(options);
  }

  /** Returns where the stream lies, for messages. */
  public String where() {
    return "s3://" + bucket + "/" + base;
  }

  /** Returns how many objects take no part. */
  public long excludedCount() {
    return excluded.values().stream().mapToLong(Long::longValue).sum();
  }
}
