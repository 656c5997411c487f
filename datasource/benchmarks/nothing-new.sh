#!/usr/bin/env bash
# Times a sync that finds nothing new beside the listing alone, on one MinIO; writes its part of docs/benchmarks.md.
# usage: datasource/benchmarks/nothing-new.sh [OBJECTS=100000] [PAIRS=9]     needs a `minio` on the PATH or in the cache of the tests
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=examples/lib/setup.sh
source examples/lib/setup.sh
require_java_and_maven
# shellcheck source=datasource/benchmarks/minio.sh
source datasource/benchmarks/minio.sh

opens=$(sed -n 's:.*<spark.jvm.args>\(.*\)</spark.jvm.args>.*:\1:p' pom.xml)
# shellcheck disable=SC2086
java -Xmx6g $opens -cp "$CLASS_PATH" io.s3ingest.benchmarks.NothingNew "$ENDPOINT" benchaccess benchsecret \
  "${1:-100000}" "${2:-9}" docs/benchmarks.md
