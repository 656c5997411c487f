package io.s3ingest.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The same rows in every shape, from a fixed formula. */
final class SampleData {
  private SampleData() {}

  /** Returns {@code rows} rows of eleven columns of the usual types. */
  static Dataset<Row> rows(SparkSession spark, long rows) {
    return spark
        .range(rows)
        .selectExpr(
            "id",
            "cast(pmod(hash(id, 1), 100000) as int) as customer",
            "concat('order-', lpad(cast(pmod(hash(id, 2), 1000000) as string), 9, '0')) as code",
            "element_at(array('open','paid','sent','returned'), 1 + pmod(hash(id, 3), 4)) as status",
            "cast(pmod(hash(id, 4), 10000000) / 100.0 as double) as amount",
            "cast(pmod(hash(id, 5), 100) as int) as quantity",
            "cast(pmod(hash(id, 6), 2) as boolean) as express",
            "date_add(date'2020-01-01', pmod(hash(id, 7), 2000)) as ordered",
            "timestamp_seconds(1577836800 + pmod(hash(id, 8), 150000000)) as changed",
            "concat('Street ', pmod(hash(id, 9), 500), ', Town ', pmod(hash(id, 10), 9000)) as address",
            "if(pmod(hash(id, 11), 10) = 0, null, concat('note ', hash(id, 12))) as note");
  }

  /** Writes {@code data} as {@code kind} into the bucket. */
  static void upload(Dataset<Row> data, Kind kind, String bucket, Path scratch) throws IOException {
    Path local = scratch.resolve(kind.folder());
    DataFrameWriter<Row> writer = data.repartition(kind.files()).write();
    if (kind.format().equals("csv")) {
      writer = writer.option("header", "true").option("escape", "\"");
    }
    if (kind.folder().endsWith("gz")) {
      writer = writer.option("compression", "gzip");
    }
    writer.format(kind.format()).save(local.toString());
    Configuration conf = data.sparkSession().sparkContext().hadoopConfiguration();
    org.apache.hadoop.fs.Path target =
        new org.apache.hadoop.fs.Path("s3a://" + bucket + "/" + kind.folder());
    FileSystem store = target.getFileSystem(conf);
    List<Path> files;
    try (Stream<Path> listed = Files.list(local)) {
      files = listed.filter(file -> file.getFileName().toString().startsWith("part-")).toList();
    }
    for (Path file : files) {
      store.copyFromLocalFile(
          true,
          true,
          new org.apache.hadoop.fs.Path(file.toUri()),
          new org.apache.hadoop.fs.Path(target, file.getFileName().toString()));
    }
  }
}
