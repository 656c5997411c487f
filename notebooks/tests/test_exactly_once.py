"""A sync killed by SIGKILL at each step and run again: PyIceberg finds exactly what was generated."""

import gzip
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import time

import pytest
from pyiceberg.table import StaticTable

ROOT = pathlib.Path(__file__).resolve().parents[2]
STEPS = ["TABLE_READY", "PLANNED", "STAGED", "LEDGER_WRITTEN", "COMMITTED", "DONE"]


class Pipeline:
    """Generates numbered rows into a bucket and syncs them with the command line."""

    def __init__(self, store, folder: pathlib.Path, runtime_jar: str):
        self.store = store
        self.folder = folder
        self.jar = runtime_jar
        self.bucket = store.new_bucket()
        self.manifest = []
        self.write("source.json", {
            "bucket_name": self.bucket,
            "region": "us-east-1",
            "path_prefix": "data/",
            "file_format": "csv",
            "endpoint": store.endpoint,
            "access_key_id": store.access_key,
            "secret_access_key": store.secret_key,
        })
        self.write("destination.json", {
            "type": "ICEBERG",
            "writer": {
                "catalog_type": "jdbc",
                "jdbc_url": f"jdbc:sqlite:{folder}/catalog.db",
                "iceberg_s3_path": f"file:{folder}/warehouse",
                "iceberg_db": "lake",
            },
        })
        self.write("catalog.json", [
            {"stream": "orders", "sync_mode": "incremental", "cursor_field": "_last_modified_time"},
        ])

    def write(self, name: str, content) -> None:
        (self.folder / name).write_text(json.dumps(content))

    def generate(self, first: int, files: int, rows: int) -> None:
        for file in range(first, first + files):
            key = f"data/orders/2024-01-{file + 1:02d}/part.csv.gz"
            ids = [file * 10_000 + row for row in range(rows)]
            body = "id,note\n" + "".join(f"{i},note {i}\n" for i in ids)
            self.store.put(self.bucket, key, gzip.compress(body.encode()))
            self.manifest += [(i, f"note {i}", key) for i in ids]

    def start(self, **more) -> subprocess.Popen:
        tests = sorted((ROOT / "datasource/connector/target").glob("*-tests.jar"))[-1]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        environment.update(S3INGEST_JAR=f"{self.jar}:{tests}", **more)
        environment.pop("SPARK_HOME", None)
        command = [str(ROOT / "s3ingest"), "sync"]
        for name in ["config", "catalog", "destination", "state"]:
            file = {"config": "source"}.get(name, name)
            command += [f"--{name}", str(self.folder / f"{file}.json")]
        with open(self.folder / "sync.log", "ab") as log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)

    def log(self) -> str:
        return (self.folder / "sync.log").read_text()

    def sync(self) -> None:
        assert self.start().wait(300) == 0, self.log()

    def kill_at(self, step: str) -> None:
        stopped = self.folder / "stopped"
        process = self.start(S3INGEST_TEST_STOP_AT=step, S3INGEST_TEST_STOPPED=str(stopped))
        try:
            deadline = time.monotonic() + 300
            while not stopped.exists():
                assert process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.1)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert process.returncode == -signal.SIGKILL

    def landed(self) -> list:
        with sqlite3.connect(self.folder / "catalog.db") as catalog:
            (location,) = catalog.execute(
                "SELECT metadata_location FROM iceberg_tables WHERE table_namespace = 'lake' AND table_name = 'orders'"
            ).fetchone()
        rows = StaticTable.from_metadata(location).scan().to_arrow().to_pylist()
        return sorted((row["id"], row["note"], row["_source_key"]) for row in rows)


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_sync_loses_and_doubles_nothing(store, runtime_jar, tmp_path, step):
    pipeline = Pipeline(store, tmp_path, runtime_jar)
    pipeline.generate(first=0, files=3, rows=50)
    pipeline.kill_at(step)
    pipeline.generate(first=3, files=2, rows=50)

    pipeline.sync()

    assert pipeline.landed() == sorted(pipeline.manifest)
    newest = max(
        item["LastModified"]
        for item in store.client().list_objects_v2(Bucket=pipeline.bucket)["Contents"]
    )
    state = json.loads((tmp_path / "state.json").read_text())
    assert state["orders"]["_last_modified_time"][:19] == newest.strftime("%Y-%m-%dT%H:%M:%S")
