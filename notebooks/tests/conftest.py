"""A real S3 server and the built runtime jar for the Python tests."""

import http.client
import os
import pathlib
import shutil
import socket
import subprocess
import time
import uuid
from dataclasses import dataclass

import boto3
import pytest
from pyspark.sql import SparkSession

ROOT = pathlib.Path(__file__).resolve().parents[2]
ICEBERG_IN_REPOSITORY = "org/apache/iceberg/iceberg-spark-runtime-4.1_2.13/1.12.0/iceberg-spark-runtime-4.1_2.13-1.12.0.jar"


@dataclass(frozen=True)
class Store:
    """An S3 server and the keys of its user."""

    endpoint: str
    access_key: str
    secret_key: str

    def client(self):
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
        )

    def new_bucket(self) -> str:
        bucket = f"py-{uuid.uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=bucket)
        return bucket

    def put(self, bucket: str, key: str, body: bytes) -> None:
        self.client().put_object(Bucket=bucket, Key=key, Body=body)

    def options(self) -> dict:
        return {
            "endpoint": self.endpoint,
            "region": "us-east-1",
            "accessKeyId": self.access_key,
            "secretAccessKey": self.secret_key,
        }


def iceberg_jar() -> pathlib.Path:
    """Lies in the local repository of the build, which need not be below HOME."""
    built = (ROOT / "datasource/embedded-s3/target/class-path.txt").read_text()
    s3mock = next(jar for jar in built.strip().split(os.pathsep) if "/com/adobe/testing/s3mock/" in jar)
    return pathlib.Path(s3mock.split("/com/adobe/testing/s3mock/")[0]) / ICEBERG_IN_REPOSITORY


def cache() -> pathlib.Path:
    if "S3INGEST_CACHE" in os.environ:
        return pathlib.Path(os.environ["S3INGEST_CACHE"])
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "s3ingest"


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    given = os.environ.get("S3INGEST_TEST_ENDPOINT")
    if given:
        yield Store(given, os.environ["S3INGEST_TEST_ACCESS_KEY"], os.environ["S3INGEST_TEST_SECRET_KEY"])
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tmp_path_factory.mktemp("s3")
    environment = dict(os.environ, MINIO_ROOT_USER="testaccess", MINIO_ROOT_PASSWORD="testsecret123", MINIO_BROWSER="off")
    with open(data / "server.log", "wb") as log:
        server = subprocess.Popen(server_command(port, data / "data"), env=environment, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 180
        while not is_ready(port):
            if server.poll() is not None or time.monotonic() > end:
                pytest.fail((data / "server.log").read_text())
            time.sleep(0.1)
        yield Store(f"http://127.0.0.1:{port}", "testaccess", "testsecret123")
    finally:
        server.kill()
        server.wait()


def is_ready(port: int) -> bool:
    """MinIO listens before it has its disks, and says 503 till then."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/minio/health/cluster")
        return connection.getresponse().status != 503
    except (OSError, http.client.HTTPException):
        return False


def server_command(port: int, data: pathlib.Path) -> list:
    """MinIO where there is one, else the embedded server; CI wants MinIO."""
    for minio in [shutil.which("minio"), str(cache() / "bin" / "minio")]:
        if minio and os.access(minio, os.X_OK):
            print(f"S3 server for tests: {minio}")
            return [minio, "server", str(data), "--address", f"127.0.0.1:{port}"]
    embedded = ROOT / "datasource/embedded-s3/target"
    if os.environ.get("CI") == "true" or not (embedded / "class-path.txt").exists():
        pytest.fail(f"no MinIO on the PATH or in {cache()}/bin: `mvn verify` fetches one where Go is installed")
    print("S3 server for tests: embedded")
    java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java" if "JAVA_HOME" in os.environ else "java"
    path = f"{embedded}/classes:{(embedded / 'class-path.txt').read_text().strip()}"
    return [str(java), "-cp", path, "io.s3ingest.embedded.EmbeddedS3", str(port), str(data)]


@pytest.fixture(scope="session")
def runtime_jar() -> str:
    given = os.environ.get("S3INGEST_JAR")
    if given:
        return given
    jars = sorted((ROOT / "datasource/runtime/target").glob("s3ingest-spark-runtime-4.1_2.13-*.jar"))
    jars = [jar for jar in jars if not jar.name.startswith("original-")]
    if not jars:
        pytest.fail("the runtime jar is not built: run `mvn package`")
    return str(jars[-1])


@pytest.fixture(scope="session")
def spark(runtime_jar):
    """PySpark as from PyPI, with the runtime jar and nothing else of ours."""
    session = (
        SparkSession.builder.master("local[2]")
        .appName("s3ingest-python-tests")
        .config("spark.jars", runtime_jar)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    yield session
    session.stop()
