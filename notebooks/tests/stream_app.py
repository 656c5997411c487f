"""A streaming query of its own process, which a test kills and starts again: bucket to Iceberg, or to Parquet."""

import json
import os
import sys

from pyspark.sql import SparkSession

job = json.loads(sys.argv[1])

builder = (
    SparkSession.builder.master("local[2]")
    .config("spark.jars", job["jars"])
    .config("spark.driver.extraClassPath", job["jars"].replace(",", ":"))
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog")
    .config("spark.sql.catalog.ice.type", "hadoop")
    .config("spark.sql.catalog.ice.warehouse", job["warehouse"])
)
if os.environ.get("S3INGEST_TEST_STOP_AT"):
    builder = builder.config("spark.sql.streaming.checkpointFileManagerClass", "io.s3ingest.testing.StopAtFile")
spark = builder.getOrCreate()

rows = (
    spark.readStream.format("s3ingest").options(**job["options"]).schema("id INT, note STRING").load(job["path"])
    .selectExpr("id", "note", "_metadata.file_path AS path")
)
spark.sql("CREATE TABLE IF NOT EXISTS ice.lake.orders (id INT, note STRING, path STRING) USING iceberg")
query = (
    rows.writeStream.option("checkpointLocation", job["checkpoint"]).trigger(availableNow=True)
    .toTable("ice.lake.orders")
)
query.awaitTermination()
