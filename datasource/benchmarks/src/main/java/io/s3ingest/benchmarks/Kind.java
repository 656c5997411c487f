package io.s3ingest.benchmarks;

import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** One shape of data, read by Spark's own reader over s3a and by s3ingest. */
record Kind(String folder, String format, Map<String, String> sparkOptions, int files) {
  Dataset<Row> throughSpark(SparkSession spark, String bucket, StructType schema) {
    DataFrameReader reader = spark.read().schema(schema);
    sparkOptions.forEach(reader::option);
    return reader.format(format).load("s3a://" + bucket + "/" + folder + "/");
  }

  Dataset<Row> throughS3Ingest(SparkSession spark, String bucket, StructType schema) {
    return spark
        .read()
        .schema(schema)
        .format("s3ingest")
        .option("fileFormat", format)
        .load("s3://" + bucket + "/" + folder + "/");
  }
}
