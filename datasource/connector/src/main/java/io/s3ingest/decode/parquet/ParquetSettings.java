package io.s3ingest.decode.parquet;

import io.s3ingest.decode.DecodeOptions;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** The session's settings in the two shapes that Spark's Parquet classes take. */
record ParquetSettings(SQLConf session, Configuration hadoop) {

  static ParquetSettings of(DecodeOptions options) {
    SQLConf session = options.sessionConf();
    Configuration hadoop = new Configuration(false);
    hadoop.setClassLoader(ParquetSettings.class.getClassLoader());
    hadoop.set("fs.s3.impl", UnopenedFileSystem.class.getName());
    hadoop.setBoolean("fs.s3.impl.disable.cache", true);
    hadoop.set(ParquetInputFormat.READ_SUPPORT_CLASS, ParquetReadSupport.class.getName());
    // Spark leaves it off; a page whose bits have turned must not become rows.
    hadoop.setBoolean(ParquetInputFormat.PAGE_VERIFY_CHECKSUM_ENABLED, true);
    for (Map.Entry<String, String> setting : options.sqlConf().entrySet()) {
      String key = setting.getKey();
      if (key.startsWith("spark.sql.parquet.") || key.startsWith("spark.sql.legacy.parquet.")) {
        hadoop.set(key, setting.getValue());
      }
    }
    // What Spark's ParquetScan hands on, by the session's value or its default.
    hadoop.set(SQLConf.SESSION_LOCAL_TIMEZONE().key(), session.sessionLocalTimeZone());
    hadoop.setBoolean(
        SQLConf.NESTED_SCHEMA_PRUNING_ENABLED().key(), session.nestedSchemaPruningEnabled());
    hadoop.setBoolean(SQLConf.CASE_SENSITIVE().key(), session.caseSensitiveAnalysis());
    hadoop.setBoolean(SQLConf.PARQUET_BINARY_AS_STRING().key(), session.isParquetBinaryAsString());
    hadoop.setBoolean(
        SQLConf.PARQUET_INT96_AS_TIMESTAMP().key(), session.isParquetINT96AsTimestamp());
    hadoop.setBoolean(
        SQLConf.PARQUET_INFER_TIMESTAMP_NTZ_ENABLED().key(),
        session.parquetInferTimestampNTZEnabled());
    hadoop.setBoolean(
        SQLConf.LEGACY_PARQUET_NANOS_AS_LONG().key(), session.legacyParquetNanosAsLong());
    hadoop.setBoolean(
        SQLConf.PARQUET_READER_RESPECT_UNKNOWN_TYPE_ANNOTATION().key(),
        session.parquetReaderRespectUnknownTypeAnnotation());
    return new ParquetSettings(session, hadoop);
  }

  ParquetToSparkSchemaConverter converter() {
    return new ParquetToSparkSchemaConverter(hadoop);
  }

  void request(StructType schema) {
    hadoop.set(ParquetReadSupport.SPARK_ROW_REQUESTED_SCHEMA(), schema.json());
  }

  ParquetReadOptions readOptions(Path path, long start, long end) {
    return HadoopReadOptions.builder(hadoop, path).withRange(start, end).build();
  }
}
