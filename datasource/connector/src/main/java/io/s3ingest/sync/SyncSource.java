package io.s3ingest.sync;

import io.s3ingest.cursor.ObjectListing;
import io.s3ingest.discovery.DiscoveredTable;
import io.s3ingest.discovery.TableListing;
import io.s3ingest.discovery.TableScope;
import io.s3ingest.listing.ObjectFilter;
import io.s3ingest.options.ReadOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A stream as sync takes it: what lies there and with which columns it is read. The columns are
 * inferred when something is to be read, so that a look at an unchanged place opens no object. Not
 * thread-safe.
 */
public final class SyncSource {
  /**
   * How the objects are read.
   *
   * @param schema data columns, then partition columns; ours are not among them
   */
  private record Shape(String format, StructType schema, List<String> partitionColumns) {
    Shape only(Predicate<String> wanted) {
      StructField[] kept =
          Arrays.stream(schema.fields())
              .filter(field -> wanted.test(field.name()))
              .toArray(StructField[]::new);
      return new Shape(
          format, new StructType(kept), partitionColumns.stream().filter(wanted).toList());
    }
  }

  private final String stream;
  private final String bucket;
  private final String prefix;
  private final String base;
  private final String naming;
  private final ObjectListing listing;
  private final Map<String, String> options;
  private final Supplier<Shape> inference;
  private Shape shape;

  private SyncSource(
      String stream,
      String bucket,
      String prefix,
      String base,
      String naming,
      ObjectListing listing,
      Map<String, String> options,
      Supplier<Shape> inference) {
    this.stream = stream;
    this.bucket = bucket;
    this.prefix = prefix;
    this.base = base;
    this.naming = naming;
    this.listing = listing;
    this.options = Map.copyOf(options);
    this.inference = inference;
  }

  /**
   * Takes a table.
   *
   * @param read the parsed options of the source
   * @param raw the same as the user set them; goes on to {@code format("s3ingest")}
   */
  public static SyncSource of(TableListing listing, ReadOptions read, Map<String, String> raw) {
    return of(listing.scope(), listing, read, raw, () -> shape(listing.describe()));
  }

  /** Takes a table that is described already. */
  public static SyncSource of(
      DiscoveredTable table, ObjectListing listing, ReadOptions read, Map<String, String> raw) {
    return of(table.scope(), listing, read, raw, () -> shape(table));
  }

  private static SyncSource of(
      TableScope scope,
      ObjectListing listing,
      ReadOptions read,
      Map<String, String> raw,
      Supplier<Shape> inference) {
    List<String> bases = scope.bases();
    return new SyncSource(
        scope.name(),
        scope.bucket(),
        read.paths().isEmpty() ? read.prefix() : String.join(",", read.paths()),
        bases.size() == 1 ? bases.get(0) : "",
        String.valueOf(read.tableNaming()),
        listing,
        raw,
        inference);
  }

  private static Shape shape(DiscoveredTable table) {
    return new Shape(table.format(), table.schema(), List.of(table.partitionSchema().fieldNames()));
  }

  /** Leaves objects out that are no data; before the first walk. */
  void leaveOut(ObjectFilter filter) {
    if (listing instanceof TableListing table) {
      table.leaveOut(filter);
    }
  }

  /** Returns this source with other objects. */
  SyncSource over(ObjectListing other) {
    return new SyncSource(stream, bucket, prefix, base, naming, other, options, this::shape);
  }

  /** Returns this source with some of its columns. */
  public SyncSource withColumns(Predicate<String> wanted) {
    return new SyncSource(
        stream, bucket, prefix, base, naming, listing, options, () -> shape().only(wanted));
  }

  /** Returns this source for a sync that reads no object. */
  SyncSource unread() {
    Shape nothing = new Shape("", new StructType(), List.of());
    return new SyncSource(stream, bucket, prefix, base, naming, listing, options, () -> nothing);
  }

  private Shape shape() {
    if (shape == null) {
      shape = inference.get();
    }
    return shape;
  }

  /** Returns the name by the naming rule. */
  public String stream() {
    return stream;
  }

  /** Returns the bucket. */
  public String bucket() {
    return bucket;
  }

  /** Returns the prefix (or the paths) that the user gave; part of the default pipeline id. */
  public String prefix() {
    return prefix;
  }

  /** Returns the folder that partition columns are read below; empty if there are several. */
  public String base() {
    return base;
  }

  /** Returns the naming rule; part of the default pipeline id. */
  public String naming() {
    return naming;
  }

  /** Returns the objects, listed anew each time that they are walked. */
  public ObjectListing listing() {
    return listing;
  }

  /** Returns what the user set for the source. */
  public Map<String, String> options() {
    return options;
  }

  /** Returns the format; may open objects. */
  public String format() {
    return shape().format();
  }

  /** Returns data columns, then partition columns, ours not among them; may open objects. */
  public StructType schema() {
    return shape().schema();
  }

  /** Returns the columns that are read from folders; may open objects. */
  public List<String> partitionColumns() {
    return shape().partitionColumns();
  }

  /** Returns where the stream lies, for messages. */
  public String where() {
    return "s3://" + bucket + "/" + base;
  }
}
