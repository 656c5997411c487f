"""Reads the sample lake with PySpark.

    LAKE_ENDPOINT=http://localhost:9000 LAKE_BUCKET=lake AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... \
        spark-submit --jars s3ingest-spark-runtime-4.1_2.13-<version>.jar examples/python/read_lake.py
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F


def main() -> None:
    spark = SparkSession.builder.appName("read-lake").getOrCreate()
    lake = (
        spark.read.format("s3ingest")
        .option("bucket", os.environ.get("LAKE_BUCKET", "lake"))
        .option("prefix", os.environ.get("LAKE_PREFIX", "data/"))
    )
    if "LAKE_ENDPOINT" in os.environ:
        lake = lake.option("endpoint", os.environ["LAKE_ENDPOINT"])

    orders = lake.option("table", "orders").load()
    orders.printSchema()
    (
        orders.groupBy(F.to_date("ordered_at").alias("day"))
        .agg(F.count("*").alias("orders"), F.round(F.sum("amount"), 2).alias("total"))
        .orderBy("day")
        .show()
    )

    # Only objects that came after the newest one seen so far: nothing else is opened.
    newest = orders.agg(F.max("_last_modified_time")).first()[0]
    later = orders.where(F.col("_last_modified_time") > F.lit(newest))
    print(f"newest object: {newest}, rows of later ones: {later.count()}")
    spark.stop()


if __name__ == "__main__":
    main()
