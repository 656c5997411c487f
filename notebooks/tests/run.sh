#!/usr/bin/env bash
# Runs the PySpark and notebook tests against the built runtime jar, in a virtual environment of the cache.
# usage: notebooks/tests/run.sh [pytest arguments]: without any, all of them
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=examples/lib/setup.sh
source examples/lib/setup.sh
require_java
find_python || { echo "Python of at least 3.10 with venv was not found." >&2; exit 2; }
make_venv tests notebooks/tests/requirements.txt
if [ $# -eq 0 ]; then set -- notebooks/tests; fi
exec "$VENV_PYTHON" -m pytest -q "$@"
