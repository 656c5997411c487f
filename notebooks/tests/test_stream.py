"""Streams through PySpark: a query killed by SIGKILL at each step, and one of a Spark Connect client."""

import collections
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

from pyiceberg.table import StaticTable

from conftest import ROOT, iceberg_jar

HERE = pathlib.Path(__file__).parent

# The file of the checkpoint ahead of which the query dies, one after the other in one stream.
STEPS = {
    "planned, not known to Spark": r".*/sources/0/batches/0000000002\.json",
    "known to Spark, not run": r".*/offsets/2",
    "landed, not known to be": r".*/commits/4",
    "moved into the ledger by half": r".*/sources/0/roots/.*",
}


class Stream:
    """Generates numbered rows into a bucket and streams them into an Iceberg table."""

    def __init__(self, store, folder: pathlib.Path, runtime_jar: str):
        tests = sorted((ROOT / "datasource/connector/target").glob("*-tests.jar"))[-1]
        self.store = store
        self.folder = folder
        self.bucket = store.new_bucket()
        self.manifest = []
        self.job = {
            "jars": f"{runtime_jar},{iceberg_jar()},{tests}",
            "warehouse": f"file:{folder}/warehouse",
            "checkpoint": f"file:{folder}/checkpoint",
            "path": f"s3://{self.bucket}/orders/",
            "options": dict(store.options(), maxFilesPerTrigger="1"),
        }

    def generate(self, first: int, files: int) -> None:
        for file in range(first, first + files):
            ids = range(file * 100, file * 100 + 20)
            key = f"orders/{file:03d}.csv"
            self.store.put(self.bucket, key, ("id,note\n" + "".join(f"{i},note {i}\n" for i in ids)).encode())
            self.manifest += [(i, f"note {i}", f"s3://{self.bucket}/{key}") for i in ids]

    def start(self, **more) -> subprocess.Popen:
        environment = dict(os.environ, **more)
        with open(self.folder / "stream.log", "ab") as log:
            return subprocess.Popen(
                [sys.executable, str(HERE / "stream_app.py"), json.dumps(self.job)],
                env=environment, stdout=log, stderr=log, start_new_session=True,
            )

    def log(self) -> str:
        return (self.folder / "stream.log").read_text()

    def kill_at(self, pattern: str) -> None:
        stopped = self.folder / "stopped"
        stopped.unlink(missing_ok=True)
        process = self.start(S3INGEST_TEST_STOP_AT=pattern, S3INGEST_TEST_STOPPED=str(stopped))
        try:
            deadline = time.monotonic() + 300
            while not stopped.exists():
                assert process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.1)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def landed(self) -> list:
        metadata = self.folder / "warehouse/lake/orders/metadata"
        version = (metadata / "version-hint.text").read_text().strip()
        rows = StaticTable.from_metadata(f"file:{metadata}/v{version}.metadata.json").scan().to_arrow().to_pylist()
        return [(row["id"], row["note"], row["path"]) for row in rows]


def test_a_killed_stream_loses_and_doubles_nothing(store, runtime_jar, tmp_path):
    stream = Stream(store, tmp_path, runtime_jar)
    killed = collections.Counter()
    files = 0
    for step, pattern in STEPS.items():
        stream.generate(files, 3)
        files += 3
        stream.kill_at(pattern)
        killed[step] += 1

    assert stream.start().wait(300) == 0, stream.log()

    assert sorted(stream.landed()) == sorted(stream.manifest)
    assert killed == dict.fromkeys(STEPS, 1)


def test_a_connect_client_streams(store, runtime_jar, tmp_path):
    bucket = store.new_bucket()
    store.put(bucket, "orders/a.csv", b"id,note\n1,one\n2,two\n")
    store.put(bucket, "orders/b.csv", b"id,note\n3,three\n")
    job = {
        "jars": runtime_jar,
        "checkpoint": f"file:{tmp_path}/checkpoint",
        "sink": f"file:{tmp_path}/sink",
        "path": f"s3://{bucket}/orders/",
        "options": store.options(),
    }
    result = subprocess.run(
        [sys.executable, str(HERE / "connect_app.py"), json.dumps(job)], capture_output=True, check=False, timeout=300
    )
    assert result.returncode == 0, result.stderr.decode()
    answer = json.loads(result.stdout.decode().split("RESULT ")[1])
    assert answer["client"].startswith("pyspark.sql.connect")
    assert sorted(answer["rows"]) == [[1, "one", "a.csv"], [2, "two", "a.csv"], [3, "three", "b.csv"]]
    assert answer["metrics"]["numFilesOutstanding"] == "0"
