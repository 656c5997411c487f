#!/usr/bin/env bash
# Times a sync that finds nothing new beside the listing alone, on one MinIO; writes its part of docs/benchmarks.md.
# usage: datasource/benchmarks/nothing-new.sh [OBJECTS=100000] [PAIRS=9]     needs a `minio` on the PATH or in the cache of the tests
set -euo pipefail
cd "$(dirname "$0")/../.."
objects=${1:-100000}
pairs=${2:-9}
cache="${XDG_CACHE_HOME:-$HOME/.cache}/s3ingest"
minio=$(command -v minio || echo "$cache/bin/minio")
[ -x "$minio" ] || { echo "No MinIO: run ./verify.sh once, it fetches one into $cache/bin." >&2; exit 2; }

mvn -B -q package dependency:build-classpath -pl datasource/benchmarks -am -Dmaven.test.skip=true -Dchecks.skip=true \
  -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime
work=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
MINIO_ROOT_USER=benchaccess MINIO_ROOT_PASSWORD=benchsecret MINIO_BROWSER=off \
  "$minio" server "$work/data" --address "127.0.0.1:$port" >"$work/minio.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.2; done

opens=$(sed -n 's:.*<spark.jvm.args>\(.*\)</spark.jvm.args>.*:\1:p' pom.xml)
# shellcheck disable=SC2086
java -Xmx6g $opens -cp "datasource/benchmarks/target/classes:$(cat datasource/benchmarks/target/classpath.txt)" \
  io.s3ingest.benchmarks.NothingNew "http://127.0.0.1:$port" benchaccess benchsecret "$objects" "$pairs" docs/benchmarks.md
