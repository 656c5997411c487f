"""Batch reads of each format and SQL through PySpark with the runtime jar alone."""

import datetime
import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS = [
    {"id": 1, "name": "ann", "paid": 1.5, "day": datetime.date(2024, 1, 1)},
    {"id": 2, "name": "bob, jr", "paid": 2.25, "day": datetime.date(2024, 2, 29)},
]
CSV = 'id,name,paid,day\n1,ann,1.5,2024-01-01\n2,"bob, jr",2.25,2024-02-29\n'
JSON_ROWS = [dict(row, day=row["day"].isoformat()) for row in ROWS]


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), out)
    return out.getvalue()


FILES = {
    "csv": ("a.csv", CSV.encode()),
    "csvgz": ("a.csv.gz", gzip.compress(CSV.encode())),
    "jsonl": ("a.jsonl", "".join(json.dumps(row) + "\n" for row in JSON_ROWS).encode()),
    "jsongz": ("a.json.gz", gzip.compress(json.dumps(JSON_ROWS).encode())),
    "array": ("a.json", json.dumps(JSON_ROWS, indent=2).encode()),
    "parquet": ("a.parquet", parquet()),
}


@pytest.fixture(scope="module")
def bucket(store):
    name = store.new_bucket()
    for table, (file, body) in FILES.items():
        store.put(name, f"data/{table}/2024-01-01/{file}", body)
    store.put(name, "data/object/2024-01-01/a.json", json.dumps(JSON_ROWS[0]).encode())
    return name


@pytest.mark.parametrize("table", FILES)
def test_reads_every_format(spark, store, bucket, table):
    frame = spark.read.format("s3ingest").options(**store.options()).load(f"s3://{bucket}/data/{table}/")
    assert "_last_modified_time" in frame.columns
    rows = sorted((row.id, row.name, row.paid, str(row.day)) for row in frame.collect())
    assert rows == [(row["id"], row["name"], row["paid"], row["day"].isoformat()) for row in ROWS]


def test_reads_a_single_object_as_one_row(spark, store, bucket):
    frame = spark.read.format("s3ingest").options(**store.options()).load(f"s3://{bucket}/data/object/")
    assert [row.name for row in frame.collect()] == ["ann"]


def test_reads_by_bucket_prefix_and_table(spark, store, bucket):
    frame = (
        spark.read.format("s3ingest")
        .options(**store.options())
        .option("bucket", bucket)
        .option("prefix", "data/")
        .option("table", "csv")
        .option("fileFormat", "csv")
        .load()
    )
    assert frame.count() == 2


def test_reads_with_a_given_schema_and_hidden_metadata(spark, store, bucket):
    frame = (
        spark.read.format("s3ingest")
        .schema("id BIGINT, name STRING")
        .options(**store.options())
        .load(f"s3://{bucket}/data/csv/")
    )
    assert frame.columns == ["id", "name"]
    keys = {row.file_path for row in frame.select("_metadata.file_path").collect()}
    assert keys == {f"s3://{bucket}/data/csv/2024-01-01/a.csv"}


def test_reads_in_sql(spark, store, bucket):
    options = ", ".join(f"`{key}` '{value}'" for key, value in store.options().items())
    spark.sql(f"CREATE TEMPORARY VIEW orders USING s3ingest OPTIONS (path 's3://{bucket}/data/csvgz/', {options})")
    assert spark.sql("SELECT sum(paid) AS paid FROM orders WHERE id > 1").first().paid == 2.25


def test_shows_folders_as_tables_of_a_catalog(spark, store, bucket):
    spark.conf.set("spark.sql.catalog.lake", "io.s3ingest.S3IngestCatalog")
    for key, value in dict(store.options(), bucket=bucket, prefix="data/").items():
        spark.conf.set(f"spark.sql.catalog.lake.{key}", value)
    tables = sorted(row.tableName for row in spark.sql("SHOW TABLES IN lake").collect())
    assert tables == sorted([*FILES, "object"])
    assert spark.sql("SELECT count(*) AS n FROM lake.parquet").first().n == 2


def test_an_unknown_option_names_the_nearest(spark, store, bucket):
    with pytest.raises(Exception, match=r"S3INGEST_UNKNOWN_OPTION.*'endpiont'.*Did you mean 'endpoint'"):
        spark.read.format("s3ingest").option("endpiont", "x").load(f"s3://{bucket}/data/csv/").count()
