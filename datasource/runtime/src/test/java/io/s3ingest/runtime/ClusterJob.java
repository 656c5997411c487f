package io.s3ingest.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What {@link ClusterIT} submits: reads each format with the options of a properties file and
 * writes what it saw, a line for each, to the result file. Knows Spark only.
 */
public final class ClusterJob {
  private ClusterJob() {}

  /** Runs the job: {@code <options.properties> <bucket> <result file>}. */
  public static void main(String[] args) throws IOException {
    Map<String, String> options = new TreeMap<>();
    Properties given = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of(args[0]), StandardCharsets.UTF_8)) {
      given.load(in);
    }
    given.forEach((key, value) -> options.put((String) key, (String) value));
    StringBuilder result = new StringBuilder();
    try (SparkSession spark = SparkSession.builder().appName("cluster-job").getOrCreate()) {
      for (String table : new String[] {"csv", "csvgz", "json", "parquet"}) {
        Dataset<Row> rows =
            spark
                .read()
                .format("s3ingest")
                .options(options)
                .load("s3://" + args[1] + "/data/" + table + "/");
        rows.explain(true);
        Row sum = rows.selectExpr("count(*)", "sum(id)", "max(name)").first();
        result.append(table).append(' ').append(sum).append('\n');
      }
      long executors = spark.sparkContext().statusTracker().getExecutorInfos().length - 1L;
      result.append("executors ").append(executors).append('\n');
    }
    Files.writeString(Path.of(args[2]), result, StandardCharsets.UTF_8);
  }
}
