"""The benchmark still runs, and still looks at the results before it takes a time."""

import pathlib
import re
import subprocess
import sys

from conftest import ROOT

FOLDER = ROOT / "datasource/benchmarks"


def compare(store, folder: pathlib.Path, *more: str) -> subprocess.CompletedProcess:
    opens = re.search("<spark.jvm.args>(.*)</spark.jvm.args>", (ROOT / "pom.xml").read_text()).group(1)
    class_path = f"{FOLDER}/target/classes:{(FOLDER / 'target/class-path.txt').read_text().strip()}"
    return subprocess.run(
        [
            sys.executable, str(FOLDER / "peers/compare.py"), "--smoke", "--endpoint", store.endpoint,
            "--access-key", store.access_key, "--secret-key", store.secret_key, "--bucket", store.new_bucket(),
            "--data", str(folder), "--class-path", class_path, f"--java-options={opens}", *more,
        ],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=1800,
    )


def test_the_benchmark_compares_equal_results_of_all_engines(store, tmp_path):
    done = compare(store, tmp_path, "--kinds", "csv-gz", "jsonl", "parquet", "csv-one", "--peers", "Polars", "pyarrow")

    assert done.returncode == 0, done.stderr
    assert "could not read" not in done.stdout
    rows = re.findall(r"^\| (csv-gz|jsonl|parquet) \| ([\d,]+) \| 16 \| .* \| \*\*[\d.]+\*\* \|$", done.stdout, re.MULTILINE)
    assert rows == [("csv-gz", "6,000"), ("jsonl", "2,992"), ("parquet", "6,000")]
    landed = done.stdout[done.stdout.index("## Landing in Iceberg"):]
    assert re.search(r"^\| parquet \| [\d.]+ \| [\d.]+ \| \*\*[\d.]+\*\* \|$", landed, re.MULTILINE)
    assert re.search(r"Of parquet, s3ingest's reader with the same append .* took [\d.]+ s: ratio \*\*[\d.]+\*\*", landed)
    assert re.search(r"^\| csv-gz \| \d+ \| [\d.]+ \| \d+ \|( [\d.]+ \|){5}$", done.stdout, re.MULTILINE)
    assert re.search(r"^\| csv-one \| [\d.]+ \| [\d.]+ \| \*\*[\d.]+\*\* \|$", done.stdout, re.MULTILINE)
