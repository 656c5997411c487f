#!/usr/bin/env bash
# Runs every test: Java on a real S3 server where one can be had, then PySpark and the notebooks where Python 3 is found.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=examples/lib/setup.sh
source examples/lib/setup.sh

python=yes
command -v python3 >/dev/null 2>&1 || python=no
if [ $python = no ] && [ "${CI:-false}" != false ]; then
  setup_say "Cannot run the PySpark and notebook tests: python3 was not found, and CI is set. Install Python 3.10 or later, or unset CI to go without them."
  exit 1
fi
require_java_and_maven

mvn -B verify "$@"

if [ $python = yes ]; then
  notebooks/tests/run.sh
else
  setup_say "python3 was not found: the PySpark and notebook tests did not run."
fi
