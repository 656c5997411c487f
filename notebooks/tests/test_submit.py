"""What users type around spark-submit and the launcher, with the Spark of PyPI's pyspark as SPARK_HOME."""

import json
import os
import pathlib
import shutil
import subprocess

import pyspark
import pytest

from conftest import ROOT

SPARK_HOME = pathlib.Path(pyspark.__file__).parent
POM = "{http://maven.apache.org/POM/4.0.0}"


@pytest.fixture(scope="module")
def lake(store):
    """The sample lake, written by the launcher in the Spark of SPARK_HOME; returns the environment of a user of it."""
    bucket = store.new_bucket()
    environment = dict(
        os.environ,
        SPARK_HOME=str(SPARK_HOME),
        AWS_ACCESS_KEY_ID=store.access_key,
        AWS_SECRET_ACCESS_KEY=store.secret_key,
        AWS_REGION="us-east-1",
        LAKE_BUCKET=bucket,
        LAKE_ENDPOINT=store.endpoint,
        SPARK_LOCAL_IP="127.0.0.1",
    )
    run(
        environment,
        ROOT / "s3ingest",
        *("--class", "io.s3ingest.examples.SampleLake", "--endpoint", store.endpoint, "--bucket", bucket),
    )
    return environment


def run(environment, *command) -> str:
    done = subprocess.run([str(word) for word in command], env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def submit(environment, *arguments) -> str:
    quick = ["--master", "local[1]", "--conf", "spark.ui.enabled=false", "--conf", "spark.sql.shuffle.partitions=1"]
    return run(environment, SPARK_HOME / "bin/spark-submit", *quick, *arguments)


def test_packages_resolve_and_bring_nothing_along(lake, runtime_jar, tmp_path):
    home = tmp_path / "home"
    version = install(runtime_jar, home / ".m2/repository")
    out = submit(
        lake,
        *("--driver-java-options", f"-Duser.home={home} -XX:TieredStopAtLevel=1"),
        *("--packages", f"io.s3ingest:s3ingest-spark-runtime-4.1_2.13:{version}"),
        ROOT / "examples/python/read_lake.py",
    )
    assert "|2024-01-01|   100|" in out and "|2024-01-02|   100|" in out
    assert "rows of later ones: 0" in out
    fetched = [file.name for file in home.glob(".ivy2*/jars/*")]
    assert fetched == [f"io.s3ingest_s3ingest-spark-runtime-4.1_2.13-{version}.jar"]


def install(jar: str, repository: pathlib.Path) -> str:
    """Does what `mvn install` does with the runtime jar, its pom and the poms above it; returns the version."""
    module = ROOT / "datasource/runtime"
    version = jar.rsplit("4.1_2.13-", 1)[1].removesuffix(".jar")
    for artifact, pom in {
        "s3ingest-parent": ROOT / "pom.xml",
        "s3ingest-datasource": ROOT / "datasource/pom.xml",
        "s3ingest-spark-runtime-4.1_2.13": module / "dependency-reduced-pom.xml",
    }.items():
        folder = repository / "io/s3ingest" / artifact / version
        folder.mkdir(parents=True)
        shutil.copy(pom, folder / f"{artifact}-{version}.pom")
    shutil.copy(jar, folder)
    return version


def test_spark_submit_runs_the_java_example(lake, runtime_jar):
    built = sorted((ROOT / "examples/target").glob("s3ingest-examples-*.jar"))
    if not built:
        pytest.fail("the examples are not built: run `mvn package`")
    out = submit(
        lake,
        *("--driver-java-options", "-XX:TieredStopAtLevel=1", "--jars", runtime_jar),
        *("--class", "io.s3ingest.examples.ReadLake", built[-1], lake["LAKE_BUCKET"], lake["LAKE_ENDPOINT"]),
    )
    assert "|country|customers|" in out
    assert "since: date" in out


def test_the_launcher_takes_the_spark_of_spark_home(lake, tmp_path):
    source, destination = tmp_path / "source.json", tmp_path / "destination.json"
    source.write_text(
        json.dumps(
            {"bucket_name": lake["LAKE_BUCKET"], "path_prefix": "data/", "endpoint": lake["LAKE_ENDPOINT"], "region": "us-east-1"}
        )
    )
    writer = {
        "catalog_type": "jdbc",
        "jdbc_url": f"jdbc:sqlite:{tmp_path}/catalog.db",
        "iceberg_s3_path": f"file:{tmp_path}/warehouse",
        "iceberg_db": "lake",
    }
    destination.write_text(json.dumps({"type": "ICEBERG", "writer": writer}))
    quick = dict(lake, S3INGEST_JAVA_OPTS="-XX:TieredStopAtLevel=1")
    out = run(quick, ROOT / "s3ingest", "sync", "--json", "--config", source, "--destination", destination)
    streams = json.loads(out)["streams"]
    assert {stream["stream"]: stream["rows"] for stream in streams} == {
        **dict.fromkeys(["customers", "orders", "payments", "sessions", "shipments", "stock"], 200),
        **dict.fromkeys(["events", "products"], 400),
        "devices": 2,
    }
