#!/usr/bin/env bash
# Measures the stages of reading text, each alone and in memory, with JMH; prints MB of text per second of processor time and core.
# usage: datasource/benchmarks/stages.sh [JMH's arguments, such as -p stage="csv all,csv DATE" -wi 2 -i 3]     about three minutes
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=examples/lib/setup.sh
source examples/lib/setup.sh
require_java_and_maven

"$MVN" -B -q package -pl datasource/benchmarks -am -Dmaven.test.skip=true -Dchecks.skip=true
module=datasource/benchmarks
class_path="$module/target/classes:$(cat $module/target/class-path.txt)"
rm -rf "$module/target/stages"
mkdir -p "$module/target/stages"
javac -nowarn -proc:only -d "$module/target/stages" -s "$module/target/stages" -cp "$class_path" \
  -processor org.openjdk.jmh.generators.BenchmarkProcessor "$module"/src/main/java/io/s3ingest/benchmarks/stages/Stages.java
find "$module/target/stages" -name '*.java' -print0 |
  xargs -0 javac -nowarn -proc:none -d "$module/target/stages" -cp "$module/target/stages:$class_path"
opens=$(sed -n 's:.*<spark.jvm.args>\(.*\)</spark.jvm.args>.*:\1:p' pom.xml)
# shellcheck disable=SC2086
java -Xmx2g $opens -cp "$module/target/stages:$class_path" io.s3ingest.benchmarks.stages.Stages "$@"
