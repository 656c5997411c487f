#!/usr/bin/env bash
# Reads every kind of data with s3ingest, Spark's own readers over s3a, DuckDB, Polars, pyarrow and chDB on one MinIO, side by side;
# writes docs/benchmarks.md and its chart.   usage: datasource/benchmarks/run.sh [--quick | --smoke] [--help for the rest]
# Needs a `minio` on the PATH or in the cache of the tests, and 10 GB of disk.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=examples/lib/setup.sh
source examples/lib/setup.sh
require_java_and_maven
find_python || { echo "Python of at least 3.10 with venv was not found." >&2; exit 2; }
make_venv benchmarks datasource/benchmarks/peers/requirements.txt
# shellcheck source=datasource/benchmarks/minio.sh
source datasource/benchmarks/minio.sh

opens=$(sed -n 's:.*<spark.jvm.args>\(.*\)</spark.jvm.args>.*:\1:p' pom.xml)
"$VENV_PYTHON" datasource/benchmarks/peers/compare.py --endpoint "$ENDPOINT" --access-key benchaccess --secret-key benchsecret \
  --server-pid "$server" --data "$S3INGEST_CACHE/benchmark-data" --class-path "$CLASS_PATH" --java-options="$opens" "$@"
