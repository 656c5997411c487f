#!/usr/bin/env bash
# The main job from end to end on this machine: an S3 server, sample data of every kind, discover, query, sync to Iceberg,
# new files, sync again; then one file is overwritten and one deleted, and the tables follow.
#   examples/quickstart.sh                  with an S3 server of its own
#   examples/quickstart.sh --endpoint URL   on a given store; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY hold the keys,
#                                           LAKE_BUCKET the bucket (s3ingest-quickstart), which is created if need be;
#                                           all goes below a new folder in it, nothing else is touched
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=examples/lib/setup.sh
. examples/lib/setup.sh

endpoint=
while [ $# -gt 0 ]; do
  case $1 in
    --endpoint) endpoint=${2:?--endpoint needs a URL}; shift 2 ;;
    --endpoint=*) endpoint=${1#*=}; shift ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) setup_say "Cannot use '$1': quickstart.sh takes only --endpoint URL."; exit 1 ;;
  esac
done

step() { printf '\n== %s\n' "$*"; }

work=$root/examples/work
server=
cleanup() {
  local code=$?
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  if [ "$code" -ne 0 ]; then
    setup_say "The quickstart stopped with exit code $code. docs/troubleshooting.md explains the messages; the server's log is $work/server.log."
  fi
  exit "$code"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step "Build"
require_java_and_maven
jar=$(ls -t datasource/runtime/target/s3ingest-spark-runtime-*.jar 2>/dev/null | grep -v -e -sources -e -tests | head -n 1 || true)
stamp=examples/target/quickstart.stamp
if [ -n "$jar" ] && [ -f "$stamp" ] && [ -f datasource/embedded-s3/target/class-path.txt ] &&
  [ -z "$(find pom.xml datasource/pom.xml datasource/*/pom.xml datasource/{connector,runtime,embedded-s3}/src/main examples/pom.xml examples/src/main -newer "$stamp" -type f -print 2>/dev/null | head -n 1)" ]; then
  echo "Up to date."
else
  echo "Building (the first time fetches Spark and Iceberg and takes minutes)."
  "$MVN" -B -q -Dmaven.test.skip=true -Dchecks.skip=true -pl datasource/runtime,datasource/embedded-s3,examples -am package
  rm -f datasource/embedded-s3/target/classes.jsa
  jar=$(ls -t datasource/runtime/target/s3ingest-spark-runtime-*.jar | grep -v -e -sources -e -tests | head -n 1)
  mkdir -p examples/target
  touch "$stamp"
fi
# All that follows is small: compiling it to the end would take longer than running it.
export S3INGEST_JAVA_OPTS="-XX:TieredStopAtLevel=1 ${S3INGEST_JAVA_OPTS:-}"

mkdir -p "$work"
rm -rf "$work"/{bucket,port,warehouse,catalog.db,state.json,catalog.json,source.json,destination.json}
if [ -z "$endpoint" ]; then
  step "Start an S3 server"
  export AWS_ACCESS_KEY_ID=quickstart AWS_SECRET_ACCESS_KEY=quickstart-secret
  unset AWS_SESSION_TOKEN AWS_PROFILE
  archive=datasource/embedded-s3/target/classes.jsa
  if [ -f "$archive" ]; then share=-XX:SharedArchiveFile=$archive; else share=-XX:ArchiveClassesAtExit=$archive; fi
  "$JAVA_HOME/bin/java" -Xmx512m -XX:TieredStopAtLevel=1 "$share" -Xlog:disable \
    -cp "$(ls datasource/embedded-s3/target/s3ingest-embedded-s3-*.jar):$(cat datasource/embedded-s3/target/class-path.txt)" \
    io.s3ingest.embedded.EmbeddedS3 0 "$work/bucket" >"$work/server.log" 2>&1 &
  server=$!
  tries=0
  until [ -f "$work/port" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then
      setup_say "Cannot start the S3 server: see $work/server.log."
      exit 2
    fi
    sleep 0.2
  done
  endpoint=http://127.0.0.1:$(cat "$work/port")
  echo "It answers at $endpoint."
  export LAKE_PREFIX=data/
else
  # In a store that is somebody's, each run has a folder of its own and deletes nothing.
  export LAKE_PREFIX=quickstart-$(date +%Y%m%d-%H%M%S)/data/
fi
export AWS_REGION="${AWS_REGION:-us-east-1}"
export LAKE_ENDPOINT=$endpoint LAKE_BUCKET=${LAKE_BUCKET:-s3ingest-quickstart}

step "Write sample data: CSV, gzipped CSV, JSON lines, array and object, Parquet; three tables of each, in dated folders"
./s3ingest --class io.s3ingest.examples.SampleLake --endpoint "$endpoint" --bucket "$LAKE_BUCKET" --prefix "$LAKE_PREFIX" --days 2

cat >"$work/source.json" <<JSON
{
  "bucket_name": "$LAKE_BUCKET",
  "region": "$AWS_REGION",
  "path_prefix": "$LAKE_PREFIX",
  "endpoint": "$endpoint"
}
JSON
cat >"$work/destination.json" <<JSON
{
  "type": "ICEBERG",
  "writer": {
    "catalog_type": "jdbc",
    "jdbc_url": "jdbc:sqlite:$work/catalog.db",
    "iceberg_s3_path": "file:$work/warehouse",
    "iceberg_db": "lake",
    "onOverwrite": "replace",
    "onDelete": "delete",
    "maxDeleteFraction": 0.5
  }
}
JSON

step "./s3ingest check"
./s3ingest check --config "$work/source.json"

step "./s3ingest discover"
./s3ingest discover --config "$work/source.json" >"$work/catalog.json"

step "Query the folders with SQL, where they lie"
./s3ingest --class io.s3ingest.examples.RunSql examples/sql/lake.sql

sync() {
  ./s3ingest sync --config "$work/source.json" --catalog "$work/catalog.json" \
    --destination "$work/destination.json" --state "$work/state.json"
}
step "./s3ingest sync: everything lands in Iceberg"
sync

step "Add a day to three of the tables: 300 rows of orders and payments, twice as many events"
./s3ingest --class io.s3ingest.examples.SampleLake --endpoint "$endpoint" --bucket "$LAKE_BUCKET" --prefix "$LAKE_PREFIX" \
  --from 2024-01-03 --days 1 --rows 300 --tables orders,events,payments

step "./s3ingest sync again: exactly the new rows come"
# The first time it also keeps what it has loaded, so that later commands start faster.
S3INGEST_ARCHIVE=1 sync

step "Overwrite a file of payments with 50 rows instead of 100, and delete a file of orders"
./s3ingest --class io.s3ingest.examples.SampleLake --endpoint "$endpoint" --bucket "$LAKE_BUCKET" --prefix "$LAKE_PREFIX" \
  --days 1 --rows 50 --tables payments --delete orders/2024-01-02/part-0.csv.gz

step "./s3ingest sync as a mirror: onOverwrite=replace and onDelete=delete stand in destination.json"
sync

step "What Iceberg holds now, and that it is what the bucket holds"
./s3ingest --class io.s3ingest.examples.RunSql \
  --conf spark.sql.catalog.olake_iceberg=org.apache.iceberg.spark.SparkCatalog \
  --conf spark.sql.catalog.olake_iceberg.type=jdbc \
  --conf "spark.sql.catalog.olake_iceberg.uri=jdbc:sqlite:$work/catalog.db" \
  --conf "spark.sql.catalog.olake_iceberg.warehouse=file:$work/warehouse" \
  examples/sql/iceberg.sql

cat <<TEXT

Done. The tables are in $work/warehouse, their catalog is $work/catalog.db, the state is $work/state.json.
Try next:
  your own bucket      copy examples/source-csv.json, put your bucket and keys in, and run
                         ./s3ingest discover --config source.json > catalog.json
                         ./s3ingest sync --config source.json --catalog catalog.json \\
                           --destination examples/destination.json --state state.json
  Spark                spark-shell --jars $jar
                         spark.read.format("s3ingest").load("s3://bucket/folder/")
  a mirror             onOverwrite, onDelete and maxDeleteFraction: docs/mirror.md
  SQL on the bucket    examples/sql/lake.sql; PySpark: examples/python/read_lake.py
  PostgreSQL + MinIO   docker compose up -d, then examples/destination-postgres.json
  the guides           examples/README.md, examples/TESTING_GUIDE.md, docs/cli.md
TEXT
