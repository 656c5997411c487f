package io.s3ingest.examples;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;

import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads a table of the sample lake: a job for {@code spark-submit}.
 *
 * <pre>spark-submit --jars s3ingest-spark-runtime-4.1_2.13-VERSION.jar \
 *     --class io.s3ingest.examples.ReadLake s3ingest-examples-VERSION.jar lake http://localhost:9000
 * </pre>
 */
public final class ReadLake {
  private ReadLake() {}

  /** Takes the bucket and, outside AWS, the endpoint; keys come from AWS_* variables. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("read-lake").getOrCreate();
    DataFrameReader reader = spark.read().format("s3ingest");
    if (args.length > 1) {
      reader = reader.option("endpoint", args[1]);
    }
    Dataset<Row> customers = reader.load("s3://" + args[0] + "/data/customers/");
    customers.printSchema();
    customers
        .groupBy("country")
        .agg(count(lit(1)).as("customers"), round(avg("credit"), 2).as("credit"))
        .orderBy("country")
        .show();
    spark.stop();
  }
}
