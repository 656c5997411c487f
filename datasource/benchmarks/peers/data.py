"""The same rows in every kind of file, from a fixed seed: made locally, then copied into the bucket."""

import gzip
import pathlib
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy
import polars
import pyarrow.fs

# Column, its type for Spark, for DuckDB and for ClickHouse.
COLUMNS = [
    ("id", "BIGINT", "BIGINT", "Int64"),
    ("customer", "INT", "INTEGER", "Int32"),
    ("quantity", "INT", "INTEGER", "Int32"),
    ("views", "BIGINT", "BIGINT", "Int64"),
    ("amount", "DOUBLE", "DOUBLE", "Float64"),
    ("discount", "DOUBLE", "DOUBLE", "Float64"),
    ("latitude", "DOUBLE", "DOUBLE", "Float64"),
    ("weight", "DOUBLE", "DOUBLE", "Float64"),
    ("ordered", "DATE", "DATE", "Date32"),
    ("shipped", "DATE", "DATE", "Date32"),
    ("created", "TIMESTAMP", "TIMESTAMP", "DateTime64(6, 'UTC')"),
    ("changed", "TIMESTAMP", "TIMESTAMP", "DateTime64(6, 'UTC')"),
    ("status", "STRING", "VARCHAR", "String"),
    ("code", "STRING", "VARCHAR", "String"),
    ("address", "STRING", "VARCHAR", "String"),
    ("note", "STRING", "VARCHAR", "Nullable(String)"),
]
WORDS = ["small", "red", "late", "urgent", "gift", "fragile", "second", "window", "garden", "north", "paper", "silver"]


MEASURES = ("noop", "max", "sync", "cores")
CHUNK_ROWS = 500_000


class Kind:
    """One shape of files: how many there are, and how many rows in all."""

    def __init__(self, name: str, suffix: str, rows: float, files: int, measures: tuple = MEASURES):
        self.name = name
        self.suffix = suffix
        self.files = files
        self.each = max(1, int(rows) // files)
        self.rows = self.each * files
        self.measures = measures
        self.format = {"csv": "csv", "jsonl": "json", "parquet": "parquet"}[suffix.split(".")[0]]


NAMES = ["csv-gz", "jsonl-gz", "csv", "jsonl", "parquet", "csv-one-gz", "csv-one", "csv-large", "csv-small-gz"]


def kinds(rows: int, names: list) -> list:
    """The kinds of these names, of which the first has so many rows."""
    small = max(1, min(5000, rows // 80))
    every = [
        Kind("csv-gz", "csv.gz", rows, 16),
        Kind("jsonl-gz", "jsonl.gz", rows / 2, 16),
        Kind("csv", "csv", rows, 16),
        Kind("jsonl", "jsonl", rows / 2, 16),
        Kind("parquet", "parquet", rows, 16),
        Kind("csv-one-gz", "csv.gz", rows, 1),
        Kind("csv-one", "csv", rows, 1),
        Kind("csv-large", "csv", rows * 3.5, 1, measures=("noop", "cores")),
        Kind("csv-small-gz", "csv.gz", small * 13, small),
    ]
    return [kind for kind in every if kind.name in names]


def frame(first: int, rows: int) -> polars.DataFrame:
    chance = numpy.random.default_rng(first)
    day = numpy.datetime64("2020-01-01")
    words = numpy.array(WORDS)

    def pick(count: int) -> numpy.ndarray:
        return words[chance.integers(0, len(words), count)]

    second = chance.integers(1_577_836_800, 1_727_836_800, rows)
    number = chance.integers(0, 1_000_000, rows)
    note = numpy.char.add(numpy.char.add(pick(rows), " "), pick(rows)).astype(object)
    note[chance.integers(0, 10, rows) == 0] = None
    return polars.DataFrame({
        "id": numpy.arange(first, first + rows),
        "customer": chance.integers(0, 100_000, rows).astype("int32"),
        "quantity": chance.integers(1, 100, rows).astype("int32"),
        "views": chance.integers(0, 10_000_000_000, rows),
        "amount": numpy.round(chance.random(rows) * 100_000, 2),
        "discount": numpy.round(chance.random(rows), 3),
        "latitude": numpy.round(chance.random(rows) * 180 - 90, 6),
        "weight": numpy.round(chance.random(rows) * 50, 1),
        "ordered": day + chance.integers(0, 2000, rows),
        "shipped": day + chance.integers(0, 2000, rows),
        "created": second.astype("datetime64[s]").astype("datetime64[us]"),
        "changed": (second * 1000 + chance.integers(0, 1000, rows)).astype("datetime64[ms]").astype("datetime64[us]"),
        "status": numpy.array(["open", "paid", "sent", "returned"])[chance.integers(0, 4, rows)],
        "code": numpy.char.add("order-", numpy.char.zfill(number.astype(str), 9)),
        "address": numpy.char.add(numpy.char.add("Street ", (number % 500).astype(str)), ", Town"),
        "note": polars.Series("note", note.tolist(), dtype=polars.String),
    })


def write(kind: Kind, first: int, file: pathlib.Path) -> None:
    if kind.format == "parquet":
        frame(first, kind.each).write_parquet(file, compression="snappy", row_group_size=200_000)
        return
    packed = kind.suffix.endswith(".gz")
    with gzip.open(file, "wb", 6) if packed else open(file, "wb") as out:
        for begin in range(0, kind.each, CHUNK_ROWS):
            out.write(lines(kind, frame(first + begin, min(CHUNK_ROWS, kind.each - begin)), begin == 0).encode())


def lines(kind: Kind, data: polars.DataFrame, header: bool) -> str:
    if kind.format == "csv":
        return data.write_csv(datetime_format="%Y-%m-%d %H:%M:%S%.3f", include_header=header)
    # Null fields are left out, as most producers do.
    times = [polars.col(name).dt.strftime("%Y-%m-%d %H:%M:%S%.3f") for name in ("created", "changed")]
    return data.with_columns(times).write_ndjson().replace(',"note":null', "")


def make(folder: pathlib.Path, kinds: list) -> None:
    """Writes each kind below a folder; what is there already with as many rows stays."""
    for kind in kinds:
        target = folder / kind.name
        done = folder / f"{kind.name}.{kind.rows}"
        if done.exists():
            continue
        shutil.rmtree(target, ignore_errors=True)
        for old in folder.glob(f"{kind.name}.[0-9]*"):
            old.unlink()
        target.mkdir(parents=True)

        def one(number: int, kind=kind, target=target) -> None:
            write(kind, number * kind.each, target / f"part-{number:05d}.{kind.suffix}")

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, range(kind.files)))
        done.touch()


def upload(folder: pathlib.Path, store: dict, kinds: list) -> None:
    target = pyarrow.fs.S3FileSystem(
        endpoint_override=store["endpoint"].removeprefix("http://"),
        scheme="http",
        region="us-east-1",
        access_key=store["access_key"],
        secret_key=store["secret_key"],
        allow_bucket_creation=True,
    )
    target.create_dir(store["bucket"])
    for kind in kinds:
        pyarrow.fs.copy_files(
            str(folder / kind.name), f"{store['bucket']}/{kind.name}",
            source_filesystem=pyarrow.fs.LocalFileSystem(), destination_filesystem=target, use_threads=True,
        )


def size(folder: pathlib.Path, kind: Kind) -> int:
    return sum(file.stat().st_size for file in (folder / kind.name).iterdir())

