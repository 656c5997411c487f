# Builds the benchmarks with MVN and starts a MinIO for as long as the calling script runs: sets CLASS_PATH and ENDPOINT.
# shellcheck shell=bash
minio=$(command -v minio || echo "$S3INGEST_CACHE/bin/minio")
[ -x "$minio" ] || { echo "No MinIO: run ./verify.sh once, it fetches one into $S3INGEST_CACHE/bin." >&2; exit 2; }

"$MVN" -B -q package -pl datasource/benchmarks -am -Dmaven.test.skip=true -Dchecks.skip=true
CLASS_PATH="datasource/benchmarks/target/classes:$(cat datasource/benchmarks/target/class-path.txt)"
work=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
ENDPOINT="http://127.0.0.1:$port"
MINIO_ROOT_USER=benchaccess MINIO_ROOT_PASSWORD=benchsecret MINIO_BROWSER=off \
  "$minio" server "$work/data" --address "127.0.0.1:$port" >"$work/minio.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.2; done
