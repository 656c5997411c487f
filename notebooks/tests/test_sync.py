"""What `./s3ingest sync` lands, read back by readers that have nothing to do with it."""

import gzip
import json
import os
import subprocess

import duckdb
import pyarrow.compute as pc
import pytest
from pyiceberg.catalog.sql import SqlCatalog

from conftest import ROOT

EXPECTED = {(i, f"name {i}") for i in range(1, 7)}


def csv(first, last):
    return ("id,name\n" + "".join(f"{i},name {i}\n" for i in range(first, last + 1))).encode()


@pytest.fixture()
def pipeline(store, tmp_path):
    bucket = store.new_bucket()
    store.put(bucket, "data/users/2024-01-01/a.csv", csv(1, 2))
    store.put(bucket, "data/users/2024-01-01/b.csv.gz", gzip.compress(csv(3, 4)))
    source = {
        "bucket_name": bucket,
        "region": "us-east-1",
        "path_prefix": "data/",
        "endpoint": store.endpoint,
        "access_key_id": store.access_key,
        "secret_access_key": store.secret_key,
        "file_format": "csv",
    }
    destination = {
        "type": "ICEBERG",
        "writer": {
            "catalog_type": "jdbc",
            "jdbc_url": f"jdbc:sqlite:{tmp_path}/catalog.db",
            "iceberg_s3_path": f"file:{tmp_path}/warehouse",
            "iceberg_db": "db",
        },
    }
    (tmp_path / "source.json").write_text(json.dumps(source))
    (tmp_path / "destination.json").write_text(json.dumps(destination))
    return bucket


def s3ingest(tmp_path, *arguments):
    # An empty environment shows that nothing is taken from it.
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME", "S3INGEST_CACHE") if name in os.environ}
    result = subprocess.run([ROOT / "s3ingest", *arguments], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout.decode("utf-8"), result.stderr.decode("utf-8")


def sync(tmp_path):
    out, _ = s3ingest(
        tmp_path, "sync", "--config", "source.json", "--catalog", "catalog.json",
        "--destination", "destination.json", "--state", "state.json", "--json",
    )
    return json.loads(out)


def test_lands_each_row_once_for_other_readers(store, tmp_path, pipeline):
    catalog, said = s3ingest(tmp_path, "discover", "--config", "source.json")
    assert [item["stream"]["name"] for item in json.loads(catalog)["streams"]] == ["users"]
    assert "STREAM" in said and store.secret_key not in said
    (tmp_path / "catalog.json").write_text(catalog)

    assert sync(tmp_path)["streams"][0]["rows"] == 4
    store.put(pipeline, "data/users/2024-01-02/c.csv", csv(5, 6))
    assert sync(tmp_path)["streams"][0]["rows"] == 2
    assert sync(tmp_path)["streams"][0]["commits"] == 0

    table = SqlCatalog("olake_iceberg", uri=f"sqlite:///{tmp_path}/catalog.db", warehouse=f"file://{tmp_path}/warehouse").load_table("db.users")
    rows = table.scan().to_arrow()
    assert sorted(zip(rows["id"].to_pylist(), rows["name"].to_pylist())) == sorted(EXPECTED)
    assert pc.count_distinct(rows["_source_key"]).as_py() == 3

    files = [task.file.file_path.removeprefix("file:") for task in table.scan().plan_files()]
    found = duckdb.execute("SELECT id, name FROM read_parquet($1)", [files]).fetchall()
    assert sorted(found) == sorted(EXPECTED)

    state = json.loads((tmp_path / "state.json").read_text())
    assert state.keys() == {"users"} and state["users"]["_last_modified_time"].endswith("Z")
