"""The past and the changes of a bucket, through the built jar."""

import time


def versioned(store) -> str:
    bucket = store.new_bucket()
    store.client().put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return bucket


def newest(store, bucket):
    page = store.client().list_object_versions(Bucket=bucket)
    return max(v["LastModified"] for v in page["Versions"])


def test_a_folder_is_read_as_it_was(spark, store):
    bucket = versioned(store)
    store.put(bucket, "t/a.csv", b"id\n1\n")
    then = newest(store, bucket)
    while newest(store, bucket) <= then:
        store.put(bucket, "aside", b"x")
        time.sleep(0.01)
    store.put(bucket, "t/a.csv", b"id\n2\n")
    reader = spark.read.format("s3ingest").options(**store.options())
    assert [r.id for r in reader.load(f"s3://{bucket}/t/").collect()] == [2]
    past = reader.option("timestampAsOf", then.isoformat()).load(f"s3://{bucket}/t/")
    assert [r.id for r in past.collect()] == [1]


def test_a_feed_gives_insert_update_and_delete_once_each(spark, store, tmp_path):
    bucket = versioned(store)
    store.put(bucket, "t/k", b"one")

    def run():
        (spark.readStream.format("s3ingest").options(**store.options())
            .option("recordShape", "object").load(f"s3://{bucket}/t/")
            .writeStream.format("parquet").option("path", str(tmp_path / "sink"))
            .option("checkpointLocation", str(tmp_path / "checkpoint"))
            .trigger(availableNow=True).start().awaitTermination())

    run()
    store.put(bucket, "t/k", b"two")
    store.client().delete_object(Bucket=bucket, Key="t/k")
    run()
    run()
    rows = spark.read.parquet(str(tmp_path / "sink")).collect()
    seen = sorted((r._change_type, None if r.payload is None else bytes(r.payload), r.metadata.get("action")) for r in rows)
    assert seen == [("delete", None, "delete"), ("insert", b"one", None), ("update", b"two", None)]
