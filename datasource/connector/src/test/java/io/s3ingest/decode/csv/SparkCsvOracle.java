package io.s3ingest.decode.csv;

import io.s3ingest.testing.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVHeaderChecker;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.csv.CSVDataSource$;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's own CSV reader of one file: the code that its file source runs in a task, without the job
 * around it, all columns read.
 */
final class SparkCsvOracle {
  private SparkCsvOracle() {}

  static Path file(String name, byte[] body) {
    try {
      Path file = Files.createTempDirectory("s3ingest-csv").resolve(name);
      return Files.write(file, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads as {@code spark.read.schema(schema).csv(file)} does. */
  static List<Row> rows(Path file, Map<String, String> options, StructType schema) {
    TestSpark.session();
    CSVOptions csv =
        new CSVOptions(
            scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(options)),
            false,
            "UTC",
            "_corrupt_record");
    StructType data =
        new StructType(
            Arrays.stream(schema.fields())
                .filter(field -> !field.name().equals(csv.columnNameOfCorruptRecord()))
                .toArray(StructField[]::new));
    UnivocityParser parser = new UnivocityParser(data, data, csv);
    long length = file.toFile().length();
    PartitionedFile part =
        new PartitionedFile(
            InternalRow.empty(),
            SparkPath.fromUri(file.toUri()),
            0,
            length,
            new String[0],
            0,
            length,
            scala.collection.immutable.Map$.MODULE$.empty());
    Iterator<InternalRow> found =
        CSVDataSource$.MODULE$
            .apply(csv)
            .readFile(
                new Configuration(),
                part,
                parser,
                new CSVHeaderChecker(data, csv, "test", true),
                schema);
    scala.Function1<Object, Object> toScala = CatalystTypeConverters.createToScalaConverter(schema);
    List<Row> out = new ArrayList<>();
    while (found.hasNext()) {
      out.add((Row) toScala.apply(found.next().copy()));
    }
    return out;
  }

  /** Infers as {@code spark.read.csv(file)} does. */
  static StructType schema(Path file, Map<String, String> options) {
    return TestSpark.session().read().options(options).csv(file.toString()).schema();
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
