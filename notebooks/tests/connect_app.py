"""A Spark Connect client of its own process: a stream over a bucket into a table of the server's session."""

import json
import sys

from pyspark.sql import SparkSession

job = json.loads(sys.argv[1])

spark = (
    SparkSession.builder.remote("local[2]")
    .config("spark.jars", job["jars"])
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
rows = (
    spark.readStream.format("s3ingest").options(**job["options"]).load(job["path"])
    .selectExpr("id", "note", "_metadata.file_name AS name")
)
query = (
    rows.writeStream.format("parquet").option("path", job["sink"]).option("checkpointLocation", job["checkpoint"])
    .trigger(availableNow=True).start()
)
query.awaitTermination()
metrics = query.lastProgress["sources"][0]["metrics"] if query.lastProgress else {}
landed = [list(row) for row in spark.read.parquet(job["sink"]).collect()]
print("RESULT " + json.dumps({"client": type(spark).__module__, "rows": landed, "metrics": metrics}))
spark.stop()
