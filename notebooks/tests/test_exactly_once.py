"""Syncs killed by SIGKILL and run again: PyIceberg finds exactly what was generated."""

import contextlib
import gzip
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter

import pytest
from pyiceberg.table import StaticTable

ROOT = pathlib.Path(__file__).resolve().parents[2]
# FENCED comes to pass behind STAGED only: there have to be staged files to fence off.
STEPS = [
    "STARTED", "LISTED", "TABLE_READY", "CLEANED", "PLANNED", "STAGED", "FENCED", "COUNTED", "LEDGER_WRITTEN", "COMMITTED",
    "PLAN_DELETED", "SWEPT", "DONE",
]
REFRESH_STEPS = ["BRANCH_CREATED", "STAGED", "FENCED", "SLICE_COMMITTED:2", "LEDGER_WRITTEN", "PUBLISHED"]
RANDOM_KILLS = int(os.environ.get("S3INGEST_RANDOM_KILLS", "0"))


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
        self.mode("incremental")

    def mode(self, mode: str, files_per_commit: int = 2) -> None:
        self.write("catalog.json", [{"stream": "orders", "sync_mode": mode, "cursor_field": "_last_modified_time"}])
        self.write("destination.json", {
            "type": "ICEBERG",
            "writer": {
                "catalog_type": "jdbc",
                "jdbc_url": f"jdbc:sqlite:{self.folder}/catalog.db",
                "iceberg_s3_path": f"file:{self.folder}/warehouse",
                "iceberg_db": "lake",
                "max_files_per_commit": files_per_commit,
                "clean_after": "0s",
            },
        })

    def write(self, name: str, content) -> None:
        (self.folder / name).write_text(json.dumps(content))

    def generate(self, first: int, files: int, rows: int) -> None:
        for file in range(first, first + files):
            key = f"data/orders/2024-{file // 28 + 1:02d}-{file % 28 + 1:02d}/part.csv.gz"
            ids = [file * 1_000 + row for row in range(rows)]
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
        stopped.unlink(missing_ok=True)
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
        """What PyIceberg finds in the table; nothing while there is none."""
        if not (self.folder / "catalog.db").exists():
            return []
        with sqlite3.connect(self.folder / "catalog.db") as catalog:
            tables = "SELECT count(*) FROM sqlite_master WHERE name = 'iceberg_tables'"
            if catalog.execute(tables).fetchone() == (0,):
                return []
            found = catalog.execute(
                "SELECT metadata_location FROM iceberg_tables WHERE table_namespace = 'lake' AND table_name = 'orders'"
            ).fetchone()
        if found is None:
            return []
        rows = StaticTable.from_metadata(found[0]).scan().to_arrow().to_pylist()
        return sorted((row["id"], row["note"], row["_source_key"]) for row in rows)

    def check_part(self, at: str) -> None:
        """Whole objects of the manifest, each once: no row twice, none of half an object."""
        landed = self.landed()
        keys = {key for _, _, key in landed}
        assert landed == sorted(row for row in self.manifest if row[2] in keys), at

    def overwrite(self, files: int, rows: int) -> list:
        """Puts other rows under the first keys; returns the manifest as it was."""
        before = self.manifest
        self.manifest = []
        for file in range(files):
            key = f"data/orders/2024-01-{file + 1:02d}/part.csv.gz"
            ids = [1_000_000 + file * 10_000 + row for row in range(rows)]
            body = "id,note\n" + "".join(f"{i},again {i}\n" for i in ids)
            self.store.put(self.bucket, key, gzip.compress(body.encode()))
            self.manifest += [(i, f"again {i}", key) for i in ids]
        return before

    def newest(self) -> str:
        listed = self.store.client().list_objects_v2(Bucket=self.bucket)["Contents"]
        return max(item["LastModified"] for item in listed).strftime("%Y-%m-%dT%H:%M:%S")


def test_a_sync_killed_at_every_step_loses_and_doubles_nothing(store, runtime_jar, tmp_path):
    """Each run meets what the kills before it left behind."""
    pipeline = Pipeline(store, tmp_path, runtime_jar)
    for number, step in enumerate(STEPS):
        pipeline.generate(first=2 * number, files=2 if step != "FENCED" else 0, rows=20)
        pipeline.kill_at(step)
        pipeline.check_part(step)

    pipeline.sync()

    assert pipeline.landed() == sorted(pipeline.manifest)
    state = json.loads((tmp_path / "state.json").read_text())
    assert state["orders"]["_last_modified_time"][:19] == pipeline.newest()


def test_a_full_refresh_killed_at_its_steps_is_never_seen_in_part(store, runtime_jar, tmp_path):
    pipeline = Pipeline(store, tmp_path, runtime_jar)
    pipeline.generate(first=0, files=6, rows=20)
    pipeline.sync()
    before = pipeline.overwrite(files=6, rows=20)
    pipeline.mode("full_refresh")
    for step in REFRESH_STEPS:
        pipeline.kill_at(step)
        assert pipeline.landed() == sorted(pipeline.manifest if step == "PUBLISHED" else before), step

    pipeline.mode("incremental")
    pipeline.sync()

    assert pipeline.landed() == sorted(pipeline.manifest)


@pytest.mark.skipif(RANDOM_KILLS == 0, reason="S3INGEST_RANDOM_KILLS says how many")
def test_a_sync_killed_at_random_moments_loses_and_doubles_nothing(store, runtime_jar, tmp_path):
    """
    Each step has its turn, in a drawn order: killed at it in every other round, else at a moment behind it. Prints the histogram of
    the steps that the kills hit.
    """
    seed = int(os.environ.get("S3INGEST_RANDOM_SEED", time.time_ns() % 1_000_000))
    chance = random.Random(seed)
    pipeline = Pipeline(store, tmp_path, runtime_jar)
    only_refresh = ["BRANCH_CREATED", "SLICE_COMMITTED", "PUBLISHED"]
    every = STEPS + only_refresh
    hit = Counter()
    files = 0
    turns = []
    rounds = 0
    while hit.total() < RANDOM_KILLS:
        if not turns:
            at_once = rounds % 2 == 0
            turns = [(step, at_once) for step in chance.sample(every, len(every))]
            rounds += 1
        wanted, at_once = turns.pop(0)
        refresh = wanted in only_refresh or (wanted != "COMMITTED" and chance.random() < 0.2)
        pipeline.mode("full_refresh" if refresh else "incremental", max(2, files // 3) if refresh else 2)
        pipeline.generate(first=files, files=3, rows=5)
        files += 3
        killed = kill_behind(pipeline, chance, wanted, at_once, hit)
        if killed and not refresh:
            pipeline.check_part(f"seed {seed}, behind {hit}")
        if not killed and len(turns) > 2:
            # It did not come to that step, to FENCED for instance without staged files to fence off.
            turns.insert(2, (wanted, at_once))
        if chance.random() < 0.1:
            pipeline.mode("incremental", files)
            pipeline.sync()
            assert pipeline.landed() == sorted(pipeline.manifest), f"seed {seed}, behind {hit}"
    pipeline.mode("incremental", files)
    pipeline.sync()
    assert pipeline.landed() == sorted(pipeline.manifest), f"seed {seed}"
    print(f"\nseed {seed}, {hit.total()} kills, {len(pipeline.manifest)} rows in {files} objects")
    for step in every:
        print(f"{step:16} {hit[step]:3} {'#' * hit[step]}")
    assert not [step for step in every if not hit[step]], "no kill hit these"


def kill_behind(pipeline: Pipeline, chance: random.Random, wanted: str, at_once: bool, hit: Counter) -> bool:
    """Kills a run at a step or up to half a second behind it, if it comes to it; returns whether it did not finish."""
    files = {name: pipeline.folder / name for name in ("steps", "stopped", "go-on")}
    for file in files.values():
        file.unlink(missing_ok=True)
    again = wanted in ("PLANNED", "STAGED", "COUNTED", "LEDGER_WRITTEN", "COMMITTED", "SLICE_COMMITTED", "PLAN_DELETED")
    process = pipeline.start(
        S3INGEST_TEST_STEPS=str(files["steps"]),
        S3INGEST_TEST_LINGER="150",
        S3INGEST_TEST_STOP_AT=f"{wanted}:{chance.randint(1, 2) if again else 1}",
        S3INGEST_TEST_STOPPED=str(files["stopped"]),
        S3INGEST_TEST_GO_ON=str(files["go-on"]),
    )
    delay = chance.random() * 0.5
    try:
        while process.poll() is None and not files["stopped"].exists():
            time.sleep(0.02)
        if not at_once:
            files["go-on"].touch()
            time.sleep(delay)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode == -signal.SIGKILL:
        step = files["steps"].read_text().splitlines()[-1]
        hit[step] += 1
        print(f"kill {hit.total()}: {step}", flush=True)
        return True
    assert process.returncode == 0, pipeline.log()
    return False
