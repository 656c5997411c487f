package io.s3ingest.sync;

import io.s3ingest.cursor.ExclusionReason;
import io.s3ingest.cursor.ListingView;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.ObjectRef;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;

/**
 * A stream as sync takes it: what was listed and with which columns it is read.
 *
 * @param stream name by the naming rule
 * @param prefix the prefix (or the paths) that the user gave; part of the default pipeline id
 * @param base the folder that partition columns are read below; empty if there are several
 * @param naming the naming rule; part of the default pipeline id
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

  /**
   * Takes a discovered table.
   *
   * @param read the parsed options of the source
   * @param raw the same as the user set them
   */
  public static SyncSource of(DiscoveredTable table, ReadOptions read, Map<String, String> raw) {
    boolean complete = read.modifiedAfter() == null && read.modifiedBefore() == null;
    List<String> bases = table.scope().bases();
    return new SyncSource(
        table.name(),
        table.bucket(),
        read.paths().isEmpty() ? read.prefix() : String.join(",", read.paths()),
        bases.size() == 1 ? bases.get(0) : "",
        String.valueOf(read.tableNaming()),
        table.format(),
        table.schema(),
        List.of(table.partitionSchema().fieldNames()),
        table.objects(),
        table.excluded(),
        complete ? ListingView.COMPLETE : ListingView.PARTIAL,
        raw);
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
