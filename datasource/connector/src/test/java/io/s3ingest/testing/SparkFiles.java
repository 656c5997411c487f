package io.s3ingest.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterator;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads files with Spark's own file source, all columns of a schema: in a job, or by the code that
 * the source runs in a task, without the job around it, which takes a hundredth of the time.
 */
public final class SparkFiles {
  private static final scala.collection.immutable.Map<String, Object> NO_METADATA =
      Map$.MODULE$.<String, Object>empty();

  private final SparkSession session;
  private final FileFormat format;
  private final Map<String, String> options;
  private final StructType schema;
  private final scala.Function1<PartitionedFile, Iterator<InternalRow>> reader;
  private final scala.Function1<Object, Object> toRow;

  private SparkFiles(
      SparkSession session, FileFormat format, Map<String, String> options, StructType schema) {
    this.session = session;
    this.format = format;
    this.options = Map.copyOf(options);
    this.schema = schema;
    this.toRow = CatalystTypeConverters.createToScalaConverter(schema);
    scala.collection.immutable.Map<String, String> given =
        Map$.MODULE$.from(CollectionConverters.asScala(this.options));
    // Without the thousand defaults, which Hadoop copies for each file.
    Configuration hadoop = new Configuration(false);
    hadoop.set("fs.file.impl", RawLocalFileSystem.class.getName());
    scala.collection.immutable.Seq<Filter> none =
        CollectionConverters.asScala(List.<Filter>of()).toSeq();
    this.reader =
        active(
            () ->
                format.buildReader(session, schema, new StructType(), schema, none, given, hadoop));
  }

  /** Reads as {@code session.read().options(options).schema(schema).csv} does. */
  public static SparkFiles csv(
      SparkSession session, Map<String, String> options, StructType schema) {
    return new SparkFiles(session, new CSVFileFormat(), options, schema);
  }

  /** Reads as {@code session.read().options(options).schema(schema).json} does. */
  public static SparkFiles json(
      SparkSession session, Map<String, String> options, StructType schema) {
    return new SparkFiles(session, new JsonFileFormat(), options, schema);
  }

  /** Returns the rows of one file, read without a job. */
  public List<Row> rows(Path file) {
    long length = file.toFile().length();
    PartitionedFile whole =
        new PartitionedFile(
            InternalRow.empty(),
            SparkPath.fromUri(file.toUri()),
            0,
            length,
            new String[0],
            0,
            length,
            NO_METADATA);
    return active(
        () -> {
          List<Row> out = new ArrayList<>();
          for (Iterator<InternalRow> found = reader.apply(whole); found.hasNext(); ) {
            out.add((Row) toRow.apply(found.next().copy()));
          }
          return out;
        });
  }

  /** Runs with the settings of the session. */
  private <T> T active(Supplier<T> read) {
    scala.Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    try {
      return read.get();
    } finally {
      if (before.isEmpty()) {
        SparkSession.clearActiveSession();
      } else {
        SparkSession.setActiveSession(before.get());
      }
    }
  }

  /** Returns the rows of each file of a folder by its name, in their order, all read in one job. */
  public Map<String, List<Row>> rowsOfFolder(Path folder) {
    // One task, so that no file is cut and each keeps its order.
    session.conf().set("spark.sql.files.openCostInBytes", "0");
    session.conf().set("spark.sql.files.minPartitionNum", "1");
    session.conf().set("spark.sql.codegen.wholeStage", "false");
    List<Row> found;
    try {
      found =
          session
              .read()
              .options(options)
              .schema(schema)
              .format(format instanceof JsonFileFormat ? "json" : "csv")
              .load(folder.toString())
              .select("*", "_metadata.file_name")
              .collectAsList();
    } finally {
      session.conf().unset("spark.sql.files.openCostInBytes");
      session.conf().unset("spark.sql.files.minPartitionNum");
      session.conf().unset("spark.sql.codegen.wholeStage");
    }
    Map<String, List<Row>> out = new HashMap<>();
    for (Row row : found) {
      int last = row.length() - 1;
      Object[] values = new Object[last];
      for (int i = 0; i < last; i++) {
        values[i] = row.get(i);
      }
      out.computeIfAbsent(row.getString(last), file -> new ArrayList<>())
          .add(RowFactory.create(values));
    }
    return out;
  }
}
