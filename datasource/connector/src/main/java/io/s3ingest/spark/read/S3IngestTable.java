package io.s3ingest.spark.read;

import io.s3ingest.options.ReadOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.CatalogV2Util;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A table over objects of a store. Holds no client and asks the store nothing by itself. */
public final class S3IngestTable implements SupportsRead, SupportsMetadataColumns {
  private final String name;
  private final StructType schema;
  private final Transform[] partitioning;
  private final RawOptions raw;
  private final FileFinder files;
  private final long knownBytes;
  private final boolean caseSensitive;

  /**
   * A table.
   *
   * @param name for people; shown in plans
   * @param partitioning as declared by the user; what the schema marks need not be in it
   * @param knownBytes stored bytes by a listing that was just made; -1 if there was none
   */
  S3IngestTable(
      String name,
      StructType schema,
      Transform[] partitioning,
      RawOptions raw,
      FileFinder files,
      long knownBytes) {
    this.name = name;
    this.schema = schema;
    this.partitioning = partitioning.clone();
    this.raw = raw;
    this.files = files;
    this.knownBytes = knownBytes;
    this.caseSensitive = SessionSettings.caseSensitive();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Column[] columns() {
    return CatalogV2Util.structTypeToV2Columns(schema);
  }

  @Override
  public Transform[] partitioning() {
    return partitioning.clone();
  }

  @Override
  public Map<String, String> properties() {
    return Map.of("provider", "s3ingest");
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ);
  }

  @Override
  public MetadataColumn[] metadataColumns() {
    boolean changes = raw.parse().stream().readChangeFeed();
    return OurColumns.hidden(schema, caseSensitive, changes);
  }

  /** Options of the query (SQL's {@code WITH}) win over those of the table. */
  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    ReadOptions read = raw.with(options.asCaseSensitiveMap()).parse();
    List<String> declared =
        Arrays.stream(partitioning)
            .filter(transform -> transform.name().equals("identity"))
            .map(transform -> transform.references()[0].fieldNames()[0])
            .toList();
    return new S3IngestScanBuilder(
        new ScanTarget(
            name,
            TableColumns.of(schema, declared),
            read,
            TableResolver.decoding(read),
            caseSensitive,
            files,
            knownBytes));
  }

  @Override
  public String toString() {
    return "S3IngestTable[" + name + "]";
  }
}
