package io.s3ingest.spark;

import io.s3ingest.error.ReadErrors;
import io.s3ingest.spark.read.RawOptions;
import io.s3ingest.spark.read.ResolvedTable;
import io.s3ingest.spark.read.TableResolver;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.connector.catalog.SessionConfigSupport;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Makes {@code format("s3ingest")} known to Spark. Also answers a write, which Spark would
 * otherwise refuse in words that name none of the ways out.
 */
public final class S3IngestSource
    implements TableProvider, DataSourceRegister, SessionConfigSupport, CreatableRelationProvider {
  private ResolvedTable resolved;

  @Override
  public String shortName() {
    return "s3ingest";
  }

  @Override
  public String keyPrefix() {
    return "s3ingest";
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    resolved = TableResolver.of(RawOptions.of(options.asCaseSensitiveMap())).infer();
    return resolved.schema();
  }

  /** Returns nothing: where columns come from is marked in the schema, or seen in the folders. */
  @Override
  public Transform[] inferPartitioning(CaseInsensitiveStringMap options) {
    return new Transform[0];
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    long knownBytes = resolved != null && resolved.schema().equals(schema) ? resolved.bytes() : -1;
    return TableResolver.of(RawOptions.of(properties)).table(schema, partitioning, knownBytes);
  }

  @Override
  public BaseRelation createRelation(
      SQLContext context,
      SaveMode mode,
      scala.collection.immutable.Map<String, String> parameters,
      Dataset<Row> data) {
    throw ReadErrors.readOnly("write to format(\"s3ingest\")");
  }
}
