"""Runs the engines in turns on the same bucket: first equal results, then warm times, then the report."""

import argparse
import json
import os
import pathlib
import platform
import shlex
import statistics
import subprocess
import sys

import data
import report

HERE = pathlib.Path(__file__).parent
PEERS = ["DuckDB", "Polars", "pyarrow", "chDB"]
JVM = ["Spark", "s3ingest"]
ONE_CORE = "s3ingest-1"
WARM_RUNS = 20
WARM = 0.05
CALM_RUNS = 5


class Engine:
    """A process that reads when it is told to, and rests otherwise."""

    def __init__(self, name: str, command: list, log: pathlib.Path):
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(log, "wb"), text=True
        )
        self.log = log
        self.answer("READY")

    def answer(self, prefix: str) -> str:
        for line in self.process.stdout:
            if line.startswith(prefix):
                return line[len(prefix):]
        raise SystemExit(f"{self.name} ended: see {self.log}")

    def run(self, what: str, kind: data.Kind) -> dict:
        command = {"do": what, "kind": kind.name, "format": kind.format, "suffix": kind.suffix}
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.answer("RESULT "))

    def seconds(self, what: str, kind: data.Kind) -> float:
        result = self.run(what, kind)
        if "error" in result:
            raise SystemExit(f"{self.name} failed at {what} of {kind.name}: {result['error']}")
        if result.get("rows", kind.rows) != kind.rows:
            raise SystemExit(f"{self.name} landed {result['rows']} of the {kind.rows} rows of {kind.name}")
        return result["seconds"]

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def spark(name: str, reader: str, options, store: dict, cores: str, logs: pathlib.Path) -> Engine:
    schema = ", ".join(f"{column} {type_}" for column, type_, *_ in data.COLUMNS)
    command = ["java", "-Xmx4g", *shlex.split(options.java_options), "-cp", options.class_path, "io.s3ingest.benchmarks.Engine"]
    return Engine(name, [*command, reader, json.dumps(store), schema, cores], logs / f"{name}.log")


def keep_on(pid: int, cores: set) -> None:
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            os.sched_setaffinity(int(thread.name), cores)
        except ProcessLookupError:
            pass  # It has ended.


class Appending:
    """An engine that lands a kind by a plain append of what it reads, without a sync."""

    def __init__(self, engine: Engine):
        self.engine = engine

    def seconds(self, what: str, kind: data.Kind) -> float:
        return self.engine.seconds("append", kind)


class OnOneCore:
    """An engine that has one core, and so has the server while it reads."""

    def __init__(self, start, server: int):
        self.all = os.sched_getaffinity(0)
        self.one = {min(self.all)}
        self.server = server
        os.sched_setaffinity(0, self.one)
        try:
            self.engine = start()
        finally:
            os.sched_setaffinity(0, self.all)

    def seconds(self, what: str, kind: data.Kind) -> float:
        keep_on(self.server, self.one)
        try:
            return self.engine.seconds(what, kind)
        finally:
            keep_on(self.server, self.all)

    def close(self) -> None:
        self.engine.close()


def engines(options, store: dict, logs: pathlib.Path) -> dict:
    out = {}
    for name in JVM:
        out[name] = spark(name, name, options, store, options.cores, logs)
    for name in options.peers:
        out[name] = Engine(name, [sys.executable, str(HERE / "engine.py"), name, json.dumps(store)], logs / f"{name}.log")
    return out


def close(running: dict) -> None:
    for engine in running.values():
        engine.close()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def verify(running: dict, kind: data.Kind, measures: list) -> dict:
    """Returns the errors of engines that cannot read the kind; stops on a wrong answer."""
    hashes = {name: running[name].run("hash", kind) for name in JVM}
    for name, result in hashes.items():
        if "error" in result:
            raise SystemExit(f"{name} cannot read {kind.name}: {result['error']}")
    if hashes["Spark"]["answer"] != hashes["s3ingest"]["answer"] or hashes["Spark"]["answer"][0] != kind.rows:
        raise SystemExit(f"{kind.name}: the rows differ: {hashes}, {kind.rows} were written")
    errors = {}
    if "max" not in measures:
        return errors
    truth = running["Spark"].run("max", kind)["answer"]
    for name, engine in running.items():
        result = engine.run("max", kind)
        if "error" in result:
            errors[name] = result["error"]
            say(f"  {name} cannot read it: {result['error']}")
        elif result["answer"] != truth:
            raise SystemExit(f"{kind.name}: {name} finds {result['answer']}, Spark {truth}")
    return errors


def warm(name: str, engine: Engine, what: str, kind: data.Kind, most: int) -> None:
    mark, calm = float("inf"), 0
    for _ in range(most):
        seconds = engine.seconds(what, kind)
        # Not against the last run: one that gains 4 % each time would seem calm.
        calm = calm + 1 if seconds > (1 - WARM) * mark else 0
        if calm == CALM_RUNS:
            return
        if calm == 0:
            mark = seconds
    say(f"  {name} was not calm after {most} runs of {what}")


def measure(running: dict, what: str, kind: data.Kind, rounds: int, errors: dict, most: int) -> dict:
    able = {name: engine for name, engine in running.items() if name not in errors}
    for name, engine in able.items():
        warm(name, engine, what, kind, most)
    times = {name: [] for name in able}
    for _ in range(rounds):
        for name, engine in able.items():
            times[name].append(engine.seconds(what, kind))
    medians = ", ".join(f"{name} {statistics.median(seconds):.2f} s" for name, seconds in times.items())
    say(f"  {what:4} {medians}")
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("endpoint", "access-key", "secret-key", "data", "class-path", "java-options"):
        parser.add_argument(f"--{name}", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--bucket", default="bench", help=argparse.SUPPRESS)
    parser.add_argument("--server-pid", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--rows", type=int, default=3_200_000, help="rows of each CSV and Parquet kind, half as many of JSON")
    parser.add_argument("--rounds", type=int, default=5, help="timed rounds of each measure")
    parser.add_argument("--warm-runs", type=int, default=WARM_RUNS, help="most runs before the timed ones")
    parser.add_argument("--kinds", nargs="*", choices=data.NAMES, default=data.NAMES, help="which kinds")
    parser.add_argument("--peers", nargs="*", default=PEERS, help="which engines beside Spark and s3ingest")
    parser.add_argument("--measures", nargs="*", default=list(data.MEASURES), help="noop, max, sync, cores")
    parser.add_argument("--cores", default="*", help="cores of the two Spark sessions")
    parser.add_argument("--one-session", action="store_true", help="all kinds in the same processes, not in new ones for each")
    parser.add_argument("--report", default="docs/benchmarks.md", help="written by a whole run only")
    parser.add_argument("--quick", action="store_true", help="100,000 rows, 2 rounds, hardly warm, without sync; writes no report")
    parser.add_argument("--smoke", action="store_true", help="does it still run: 6,000 rows, one round; writes no report")
    options = parser.parse_args()
    if options.quick:
        options.rows, options.rounds, options.warm_runs, options.measures = 100_000, 2, 2, ["noop", "max"]
    if options.smoke:
        options.rows, options.rounds, options.warm_runs = 6_000, 1, 2
    options.one_session |= options.quick or options.smoke
    store = {"endpoint": options.endpoint, "access_key": options.access_key, "secret_key": options.secret_key, "bucket": options.bucket}
    kinds = data.kinds(options.rows, options.kinds)
    folder = pathlib.Path(options.data)
    say(f"making {options.rows:,} rows of {len(kinds)} kinds below {folder}")
    data.make(folder, kinds)
    data.upload(folder, store, kinds)
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    running = {}
    found = []
    for kind in kinds:
        if not (running and options.one_session):
            close(running)
            running = engines(options, store, logs)
        say(f"{kind.name}: {kind.rows:,} rows, {kind.files:,} files, {data.size(folder, kind) / 1e6:,.0f} MB")
        measures = [what for what in options.measures if what in kind.measures]
        errors = verify(running, kind, measures)
        both = {name: running[name] for name in JVM}
        result = {"kind": kind.name, "rows": kind.rows, "files": kind.files, "bytes": data.size(folder, kind), "errors": errors}
        taking_part = {"noop": both, "max": running, "sync": both}
        if kind.format == "parquet":
            taking_part["sync"] = {**both, report.APPEND: Appending(running["s3ingest"])}
        for what in [what for what in measures if what != "cores"]:
            result[what] = measure(taking_part[what], what, kind, options.rounds, errors, options.warm_runs)
        if "noop" in measures:
            result["stages"] = {name: running[name].run("stages", kind) for name in JVM}
            ours = result["stages"]["s3ingest"]
            counted = [ours.get(name, 0) for name in ("recordsFramed", "recordsHandedOver", "recordsMalformed")]
            if counted != [kind.rows, 0, 0]:
                raise SystemExit(
                    f"Of the {kind.rows} records of {kind.name}, s3ingest found {counted[0]},"
                    f" left {counted[1]} to Spark's parser, and took {counted[2]} for malformed"
                )
        if kind.files > 1000:
            result["get"] = measure({"s3ingest": running["s3ingest"]}, "get", kind, options.rounds, {}, options.warm_runs)
        found.append(result)
    close(running)
    if "cores" in options.measures and options.server_pid and hasattr(os, "sched_setaffinity"):
        for one in [one for one in found if one["files"] == 1]:
            kind = next(kind for kind in kinds if kind.name == one["kind"])
            say(f"{kind.name}: on one core and on all")
            both = {
                ONE_CORE: OnOneCore(lambda: spark(ONE_CORE, "s3ingest", options, store, "1", logs), options.server_pid),
                "s3ingest": spark("s3ingest-all", "s3ingest", options, store, options.cores, logs),
            }
            one["cores"] = measure(both, "noop", kind, options.rounds, {}, options.warm_runs)
            close(both)
    where = {"system": f"{platform.system()} {platform.machine()}", "rounds": options.rounds, "rows": options.rows}
    text = report.text(found, where)
    print(text)
    if not (options.quick or options.smoke or options.kinds != data.NAMES):
        report.write(pathlib.Path(options.report), text, found)


if __name__ == "__main__":
    main()
