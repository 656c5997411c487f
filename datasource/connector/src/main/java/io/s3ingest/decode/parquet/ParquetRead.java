package io.s3ingest.decode.parquet;

import io.s3ingest.decode.DecodeRequest;
import io.s3ingest.metric.RecordCounts;
import java.time.ZoneId;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.RebaseDateTime.RebaseSpec;
import org.apache.spark.sql.execution.datasources.DataSourceUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/**
 * One split about to be read, and what its writer says about calendars and zones.
 *
 * @param schema the required columns, all nullable
 * @param convertZone null where INT96 timestamps are taken as they are
 */
record ParquetRead(
    OpenedObject opened,
    ParquetSettings settings,
    ParquetMetadata footer,
    ParquetFailures failures,
    StructType schema,
    long start,
    long length,
    ZoneId convertZone,
    RebaseSpec rebase,
    RebaseSpec int96Rebase,
    int batchRows,
    RecordCounts counts) {

  static ParquetRead of(
      DecodeRequest request,
      OpenedObject opened,
      ParquetSettings settings,
      ParquetMetadata footer) {
    SQLConf session = settings.session();
    Map<String, String> written = footer.getFileMetaData().getKeyValueMetaData();
    String createdBy = footer.getFileMetaData().getCreatedBy();
    boolean convert =
        session.isParquetINT96TimestampConversion()
            && (createdBy == null || !createdBy.startsWith("parquet-mr"));
    return new ParquetRead(
        opened,
        settings,
        footer,
        new ParquetFailures(opened.uri(), request.dataSchema()),
        request.requiredSchema().asNullable(),
        request.split().start(),
        request.split().length(),
        convert ? DateTimeUtils.getZoneId(session.sessionLocalTimeZone()) : null,
        DataSourceUtils.datetimeRebaseSpec(
            written::get, session.getConf(SQLConf.PARQUET_REBASE_MODE_IN_READ()).toString()),
        DataSourceUtils.int96RebaseSpec(
            written::get, session.getConf(SQLConf.PARQUET_INT96_REBASE_MODE_IN_READ()).toString()),
        request.options().batchRows(),
        request.counts());
  }
}
