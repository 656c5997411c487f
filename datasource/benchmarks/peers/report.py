"""The tables and the chart of a run."""

import os
import pathlib
import statistics

APPEND = "s3ingest append"
PEERS = ["Spark", "DuckDB", "Polars", "pyarrow", "chDB"]
HEAD = """# Benchmarks

s3ingest beside Spark's own readers over s3a, DuckDB, Polars, pyarrow and chDB: every engine in a process of its own, begun anew for each
kind, all on one MinIO on the same machine, taking turns. `noop`: all columns of all rows into Spark's noop sink. `max`: count and max() of
every column, the same question to every engine. `sync`: into a new Iceberg table on the local disk, by s3ingest's sync and by Spark's
reader with Iceberg's append.
Before a kind is timed, row count and a hash over all columns must be the same from both readers in Spark, and all engines must answer
`max` alike. An engine is warm when five runs on end gain less than 5 % on the one before them (at most 20 runs). Seconds are medians of {rounds} rounds; a ratio is
the median over the rounds of the other's time ÷ ours, so above 1 s3ingest is faster.
"""


def median(times: list) -> str:
    return f"{statistics.median(times):.2f}"


def ratio(theirs: list, ours: list) -> float:
    return statistics.median(a / b for a, b in zip(theirs, ours))


def table(head: list, lines: list) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def append(one: dict) -> str:
    """Parts the reading from the landing: a sync writes three columns more than an append."""
    theirs, ours = one["sync"]["Spark"], one["sync"][APPEND]
    return (
        f"\nThe sync writes `_source_key`, `_source_version` and `_last_modified_time` beside the columns of the data; Spark's append does not."
        f" Of {one['kind']}, s3ingest's reader with the same append of the same columns, in the same turns, took {median(ours)} s:"
        f" ratio **{ratio(theirs, ours):.2f}**.\n"
    )


def text(found: list, where: dict) -> str:
    out = [HEAD.format(**where)]
    if any("noop" in one for one in found):
        out.append("\n## Reading: noop\n")
        out.append(table(
            ["kind", "rows", "files", "MB", "Spark s", "s3ingest s", "ratio"],
            [[one["kind"], f"{one['rows']:,}", f"{one['files']:,}", f"{one['bytes'] / 1e6:,.0f}", median(one["noop"]["Spark"]),
              median(one["noop"]["s3ingest"]), f"**{ratio(one['noop']['Spark'], one['noop']['s3ingest']):.2f}**"]
             for one in found if "noop" in one],
        ))
        out += [
            f"\nListing and fetching the {one['files']:,} objects of {one['kind']} alone, by the same client with nothing decoded, took"
            f" {median(one['get']['s3ingest'])} s.\n" for one in found if "get" in one
        ]
    if any("stages" in one for one in found):
        out.append("\n### What the tasks spend\n\nOne warm `noop`, seconds of all tasks together: in the task, and of that waiting for the store, inflating and decoding.")
        out.append(" The rest is Spark's: turning columns into rows for its sink. Fetching ahead runs beside it. Spark's own parser read none of the records.\n\n")
        lines = []
        for one in found:
            if "stages" in one:
                ours = one["stages"]["s3ingest"]
                parts = [ours.get(part, 0) for part in ("runMillis", "waitMillis", "inflateMillis", "decodeMillis")]
                parts.append(max(0, parts[0] - sum(parts[1:])))
                spark = one["stages"]["Spark"]
                lines.append([one["kind"], f"{spark['tasks']}", f"{spark['runMillis'] / 1e3:.2f}", f"{ours['tasks']}", *[f"{part / 1e3:.2f}" for part in parts]])
        out.append(table(["kind", "Spark's tasks", "s", "s3ingest's tasks", "s", "wait", "inflate", "decode", "rest"], lines))
    if any("max" in one for one in found):
        out.append("\n## Reading: max of every column\n\nSeconds, and in brackets the ratio to s3ingest.\n")
        lines = []
        for one in found:
            if "max" not in one:
                continue
            ours = one["max"]["s3ingest"]
            cells = [one["kind"], median(ours)]
            for peer in PEERS:
                theirs = one["max"].get(peer)
                cells.append(f"{median(theirs)} ({ratio(theirs, ours):.2f})" if theirs else "–")
            lines.append(cells)
        out.append(table(["kind", "s3ingest", *PEERS], lines))
        for one in found:
            for engine, error in one["errors"].items():
                out.append(f"\n{engine} could not read {one['kind']}: {error.splitlines()[0]}\n")
    if any("sync" in one for one in found):
        out.append("\n## Landing in Iceberg\n")
        out.append(table(
            ["kind", "Spark + append s", "s3ingest sync s", "ratio"],
            [[one["kind"], median(one["sync"]["Spark"]), median(one["sync"]["s3ingest"]),
              f"**{ratio(one['sync']['Spark'], one['sync']['s3ingest']):.2f}**"] for one in found if "sync" in one],
        ))
        out += [append(one) for one in found if APPEND in one.get("sync", {})]
    if any("cores" in one for one in found):
        out.append("\n## One object on one core and on all\n\n`noop` by s3ingest: session and MinIO together on one core, and both on all of them.\n\n")
        out.append(table(
            ["kind", "one core s", "all cores s", "ratio"],
            [[one["kind"], median(one["cores"]["s3ingest-1"]), median(one["cores"]["s3ingest"]),
              f"**{ratio(one['cores']['s3ingest-1'], one['cores']['s3ingest']):.2f}**"] for one in found if "cores" in one],
        ))
    out.append(
        f"\nMade by `datasource/benchmarks/run.sh --rows {where['rows']} --rounds {where['rounds']}` on {where['system']}, {os.cpu_count()} processors.\n"
    )
    return "".join(out)


def write(report: pathlib.Path, content: str, found: list) -> None:
    """Replaces the head of the report; what other scripts wrote behind it stays."""
    begin = "\n## A sync with nothing new\n"
    before = report.read_text() if report.exists() else ""
    chart(report.with_suffix(".svg"), found)
    picture = "\n![Seconds of max() by kind and engine](benchmarks.svg)\n"
    report.write_text(content + picture + (before[before.index(begin):] if begin in before else ""))


def chart(file: pathlib.Path, found: list) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "s3ingest"
    import matplotlib.pyplot as plt

    found = [one for one in found if "max" in one]
    kinds = [one["kind"] for one in found]
    figure, axes = plt.subplots(figsize=(10, 4.5), layout="constrained")
    width = 0.8 / (len(PEERS) + 1)
    for place, engine in enumerate(["s3ingest", *PEERS]):
        heights = [statistics.median(one["max"][engine]) if engine in one["max"] else 0 for one in found]
        axes.bar([i + place * width for i in range(len(kinds))], heights, width, label=engine)
    axes.set_xticks([i + 2.5 * width for i in range(len(kinds))], kinds)
    axes.set_ylabel("seconds, less is better")
    axes.set_title("count and max() of every column")
    axes.legend()
    figure.savefig(file, metadata={"Date": None})
