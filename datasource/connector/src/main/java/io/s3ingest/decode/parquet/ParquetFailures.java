package io.s3ingest.decode.parquet;

import io.s3ingest.error.DecodeErrors;
import io.s3ingest.error.ParquetErrors;
import io.s3ingest.error.S3IngestException;
import java.util.Locale;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Words what Spark's and Parquet's readers throw at an object. */
record ParquetFailures(String uri, StructType table) {

  S3IngestException worded(Throwable failure) {
    S3IngestException already = S3IngestException.in(failure);
    if (already != null) {
      return already;
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SchemaColumnConvertNotSupportedException mismatch) {
        String column = mismatch.getColumn().replaceAll("^\\[|\\]$", "").replace(", ", ".");
        return ParquetErrors.typeMismatch(
            uri, column, mismatch.getPhysicalType(), wanted(column, mismatch), failure);
      }
    }
    return DecodeErrors.corruptFile(
        uri,
        0,
        "Parquet's reader gave up (%s)".formatted(reason(failure)),
        "Upload the object again, or set onCorrupt=skip to leave it out",
        failure);
  }

  private String wanted(String column, SchemaColumnConvertNotSupportedException mismatch) {
    String top = column.split("\\.", 2)[0].toLowerCase(Locale.ROOT);
    for (StructField field : table.fields()) {
      if (field.name().toLowerCase(Locale.ROOT).equals(top)) {
        DataType type = field.dataType();
        return column.contains(".") ? mismatch.getLogicalType() : type.sql();
      }
    }
    return mismatch.getLogicalType();
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
