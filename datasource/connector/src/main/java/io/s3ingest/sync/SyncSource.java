package io.s3ingest.sync;

import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.options.ReadOptions;
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
 * @param listing its objects, listed anew each time that it is walked
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
    ObjectListing listing,
    Map<String, String> options) {
  public SyncSource {
    partitionColumns = List.copyOf(partitionColumns);
    options = Map.copyOf(options);
  }

  /**
   * Takes a discovered table.
   *
   * @param listing the table's objects
   * @param read the parsed options of the source
   * @param raw the same as the user set them
   */
  public static SyncSource of(
      DiscoveredTable table, ObjectListing listing, ReadOptions read, Map<String, String> raw) {
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
        listing,
        raw);
  }

  /** Returns this source with other objects. */
  SyncSource over(ObjectListing other) {
    return new SyncSource(
        stream, bucket, prefix, base, naming, format, schema, partitionColumns, other, options);
  }

  /** Returns where the stream lies, for messages. */
  public String where() {
    return "s3://" + bucket + "/" + base;
  }
}
