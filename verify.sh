#!/usr/bin/env bash
# Runs every test: Java on a real S3 server where one can be had, then PySpark and the notebooks where Python 3 is found.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=examples/lib/setup.sh
source examples/lib/setup.sh
require_java_and_maven

mvn -B verify "$@"

if command -v python3 >/dev/null 2>&1; then
  notebooks/tests/run.sh
else
  echo "python3 was not found: the PySpark and notebook tests did not run." >&2
fi
