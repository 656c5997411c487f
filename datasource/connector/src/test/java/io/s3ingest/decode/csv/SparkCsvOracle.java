package io.s3ingest.decode.csv;

import io.s3ingest.testing.SparkFiles;
import io.s3ingest.testing.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Spark's own CSV reader of one file, all columns read. */
final class SparkCsvOracle {
  private SparkCsvOracle() {}

  /** Reads as {@code spark.read.schema(schema).csv(file)} does. */
  static List<Row> rows(byte[] body, Map<String, String> options, StructType schema) {
    return onFile(body, file -> rows(file, options, schema));
  }

  static List<Row> rows(Path file, Map<String, String> options, StructType schema) {
    return SparkFiles.csv(TestSpark.session(), options, schema).rows(file);
  }

  /** Infers as {@code spark.read.csv(file)} does. */
  static StructType schema(byte[] body, Map<String, String> options) {
    return onFile(body, file -> schema(file, options));
  }

  static StructType schema(Path file, Map<String, String> options) {
    return TestSpark.session().read().options(options).csv(file.toString()).schema();
  }

  private static <T> T onFile(byte[] body, Function<Path, T> read) {
    try {
      Path file = Files.createTempFile("s3ingest", ".csv");
      try {
        Files.write(file, body);
        return read.apply(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Spark turns a column of NULLs into STRING within a file; we leave that to the table. */
  static StructType nullsAsStrings(StructType schema) {
    return new StructType(
        Arrays.stream(schema.fields())
            .map(
                field ->
                    field.dataType().equals(DataTypes.NullType)
                        ? DataTypes.createStructField(field.name(), DataTypes.StringType, true)
                        : field)
            .toArray(StructField[]::new));
  }
}
