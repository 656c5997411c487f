#!/usr/bin/env bash
# Reads one gzip object, 10 GB when inflated, with -Xmx512m and prints the resident memory that the system saw.
# usage: datasource/benchmarks/memory.sh [GIGABYTES=10]     needs a `minio` on the PATH or in the cache of the tests, Linux, and 3 GB of disk
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=examples/lib/setup.sh
source examples/lib/setup.sh
require_java_and_maven
# shellcheck source=datasource/benchmarks/minio.sh
source datasource/benchmarks/minio.sh

opens=$(sed -n 's:.*<spark.jvm.args>\(.*\)</spark.jvm.args>.*:\1:p' pom.xml)
large() {
  # shellcheck disable=SC2086
  java "$1" $opens -cp "$CLASS_PATH" io.s3ingest.benchmarks.LargeGzip "$2" "$ENDPOINT" benchaccess benchsecret "$GIGABYTES"
}
GIGABYTES=${1:-10}
large -Xmx1g write
large -Xmx512m read
