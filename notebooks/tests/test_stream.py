"""Streams through PySpark: a query killed by SIGKILL at each step, and one of a Spark Connect client."""

import collections
import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

import pytest
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

# Folders of the checkpoint: a kill hits the one whose file was the last to be written.
KINDS = ["batches", "offsets", "commits", "deltas", "roots"]
RANDOM_KILLS = int(os.environ.get("S3INGEST_RANDOM_KILLS", "0"))


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

    def kill_behind(self, chance: random.Random, wanted: str, hit: collections.Counter) -> bool:
        """Kills the query at a moment up to half a second behind a file of its checkpoint; returns whether it did not finish."""
        files = {name: self.folder / name for name in ("steps", "stopped", "go-on")}
        for file in files.values():
            file.unlink(missing_ok=True)
        process = self.start(
            S3INGEST_TEST_STEPS=str(files["steps"]),
            S3INGEST_TEST_LINGER="100",
            S3INGEST_TEST_STOP_AT=f".*/{wanted}/[^/]*:{chance.randint(1, 2)}",
            S3INGEST_TEST_STOPPED=str(files["stopped"]),
            S3INGEST_TEST_GO_ON=str(files["go-on"]),
        )
        delay = chance.random() * 0.5
        try:
            while process.poll() is None and not files["stopped"].exists():
                time.sleep(0.02)
            files["go-on"].touch()
            time.sleep(delay)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.returncode == -signal.SIGKILL:
            hit[files["steps"].read_text().splitlines()[-1]] += 1
            print(f"kill {hit.total()}: {wanted}", flush=True)
            return True
        assert process.returncode == 0, self.log()
        return False

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


@pytest.mark.skipif(RANDOM_KILLS == 0, reason="S3INGEST_RANDOM_KILLS says how many")
def test_a_stream_killed_at_random_moments_loses_and_doubles_nothing(store, runtime_jar, tmp_path):
    """Draws a file of the checkpoint and then a moment behind it, and prints the histogram of what the kills hit."""
    seed = int(os.environ.get("S3INGEST_RANDOM_SEED", time.time_ns() % 1_000_000))
    chance = random.Random(seed)
    stream = Stream(store, tmp_path, runtime_jar)
    hit = collections.Counter()
    files = 0
    while hit.total() < RANDOM_KILLS:
        stream.generate(files, 3)
        files += 3
        stream.kill_behind(chance, chance.choice(KINDS), hit)
        if chance.random() < 0.1:
            assert stream.start().wait(300) == 0, stream.log()
            assert sorted(stream.landed()) == sorted(stream.manifest), f"seed {seed}, behind {hit}"

    assert stream.start().wait(300) == 0, stream.log()

    assert sorted(stream.landed()) == sorted(stream.manifest), f"seed {seed}"
    print(f"\nseed {seed}, {hit.total()} kills, {len(stream.manifest)} rows in {files} objects")
    for kind in sorted(hit | dict.fromkeys(KINDS, 0)):
        print(f"{kind:16} {hit[kind]:3} {'#' * hit[kind]}")
    assert not [kind for kind in KINDS if not hit[kind]], "no kill hit these"


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
