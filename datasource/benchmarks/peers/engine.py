"""One Python engine in a process of its own: answers {"do", "kind", "format", "suffix"} lines with seconds and result."""

import datetime
import json
import sys
import time

from data import COLUMNS

NAMES = [name for name, *_ in COLUMNS]


class DuckDb:
    def __init__(self, store: dict):
        import duckdb
        import duckdb_extension_httpfs  # noqa: F401: the wheel has the extension that DuckDB would fetch
        import pathlib

        extension = next(pathlib.Path(duckdb_extension_httpfs.__file__).parent.rglob("httpfs.duckdb_extension*"))
        self.db = duckdb.connect()
        self.db.execute(f"LOAD '{extension}'")
        self.db.execute("SET TimeZone='UTC'")
        self.db.execute(
            f"CREATE SECRET (TYPE s3, KEY_ID '{store['access_key']}', SECRET '{store['secret_key']}', REGION 'us-east-1',"
            f" ENDPOINT '{store['endpoint'].removeprefix('http://')}', URL_STYLE 'path', USE_SSL false)"
        )
        self.bucket = store["bucket"]

    def max(self, kind: str, form: str, suffix: str) -> list:
        files = f"s3://{self.bucket}/{kind}/*.{suffix}"
        columns = "{" + ", ".join(f"'{name}': '{duck}'" for name, _, duck, _ in COLUMNS) + "}"
        source = {
            "csv": f"read_csv('{files}', header=true, delim=',', columns={columns})",
            "json": f"read_json('{files}', format='newline_delimited', columns={columns})",
            "parquet": f"read_parquet('{files}')",
        }[form]
        select = ", ".join(f"max({name})" for name in NAMES)
        return list(self.db.execute(f"SELECT count(*), {select} FROM {source}").fetchone())


class Polars:
    def __init__(self, store: dict):
        import polars

        self.polars = polars
        types = {"BIGINT": polars.Int64, "INT": polars.Int32, "DOUBLE": polars.Float64, "DATE": polars.Date,
                 "TIMESTAMP": polars.Datetime("us"), "STRING": polars.String}
        self.schema = {name: types[spark] for name, spark, *_ in COLUMNS}
        self.bucket = store["bucket"]
        self.options = {
            "aws_access_key_id": store["access_key"], "aws_secret_access_key": store["secret_key"],
            "aws_region": "us-east-1", "aws_endpoint_url": store["endpoint"], "aws_allow_http": "true",
        }

    def max(self, kind: str, form: str, suffix: str) -> list:
        pl = self.polars
        files = f"s3://{self.bucket}/{kind}/*.{suffix}"
        if form == "parquet":
            scan = pl.scan_parquet(files, storage_options=self.options)
        elif form == "csv":
            scan = pl.scan_csv(files, schema=self.schema, try_parse_dates=True, storage_options=self.options)
        else:
            texts = {name: pl.String if kind in (pl.Date, pl.Datetime("us")) else kind for name, kind in self.schema.items()}
            scan = pl.scan_ndjson(files, schema=texts, storage_options=self.options).with_columns(
                [pl.col(name).str.to_date() for name in ("ordered", "shipped")]
                + [pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us") for name in ("created", "changed")]
            )
        row = scan.select(pl.len().alias("rows"), *[pl.col(name).max() for name in NAMES]).collect()
        return list(row.row(0))


class PyArrow:
    def __init__(self, store: dict):
        import pyarrow
        import pyarrow.fs

        self.pyarrow = pyarrow
        types = {"BIGINT": pyarrow.int64(), "INT": pyarrow.int32(), "DOUBLE": pyarrow.float64(), "DATE": pyarrow.date32(),
                 "TIMESTAMP": pyarrow.timestamp("us"), "STRING": pyarrow.string()}
        self.schema = pyarrow.schema([(name, types[spark]) for name, spark, *_ in COLUMNS])
        self.files = pyarrow.fs.S3FileSystem(
            endpoint_override=store["endpoint"].removeprefix("http://"), scheme="http", region="us-east-1",
            access_key=store["access_key"], secret_key=store["secret_key"],
            request_timeout=60, connect_timeout=10,
        )
        self.bucket = store["bucket"]

    def max(self, kind: str, form: str, suffix: str) -> list:
        import pyarrow.compute
        import pyarrow.csv
        import pyarrow.dataset

        forms = {"parquet": "parquet", "json": "json"}
        if form == "csv":
            convert = pyarrow.csv.ConvertOptions(column_types=self.schema, strings_can_be_null=True)
            shape = pyarrow.dataset.CsvFileFormat(convert_options=convert)
        else:
            shape = forms[form]
        schema = self.schema
        if form == "json":
            # Its JSON reader knows no dates; as texts they compare alike.
            dates = {name for name, spark, *_ in COLUMNS if spark == "DATE"}
            schema = pyarrow.schema([(f.name, pyarrow.string() if f.name in dates else f.type) for f in schema])
        data = pyarrow.dataset.dataset(f"{self.bucket}/{kind}", filesystem=self.files, format=shape, schema=schema)
        rows = 0
        most = dict.fromkeys(NAMES)
        for batch in data.to_batches():
            rows += batch.num_rows
            for name in NAMES:
                value = pyarrow.compute.max(batch.column(name)).as_py()
                if value is not None and (most[name] is None or value > most[name]):
                    most[name] = value
        return [rows, *most.values()]


class ChDb:
    def __init__(self, store: dict):
        import chdb.session

        self.session = chdb.session.Session()
        self.store = store

    def max(self, kind: str, form: str, suffix: str) -> list:
        store = self.store
        shape = {"csv": "CSVWithNames", "json": "JSONEachRow", "parquet": "Parquet"}[form]
        columns = ", ".join(f"{name} {house}" for name, _, _, house in COLUMNS).replace("'", "\\'")
        select = ", ".join(
            f"toUnixTimestamp64Micro(max({name}))" if spark == "TIMESTAMP" else f"max({name})" for name, spark, *_ in COLUMNS
        )
        answer = self.session.query(
            f"SELECT count(), {select} FROM s3('{store['endpoint']}/{store['bucket']}/{kind}/*.{suffix}', '{store['access_key']}',"
            f" '{store['secret_key']}', '{shape}', '{columns}') SETTINGS date_time_input_format='best_effort',"
            " input_format_null_as_default=1, session_timezone='UTC', output_format_json_quote_64bit_integers=0",
            "JSONCompactEachRow",
        )
        return json.loads(str(answer))


ENGINES = {"DuckDB": DuckDb, "Polars": Polars, "pyarrow": PyArrow, "chDB": ChDb}


def plain(value):
    """A value as every engine can say it: times as microseconds, dates as text."""
    if isinstance(value, datetime.datetime):
        epoch = datetime.datetime(1970, 1, 1, tzinfo=value.tzinfo)
        return (value - epoch) // datetime.timedelta(microseconds=1)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def main() -> None:
    engine = ENGINES[sys.argv[1]](json.loads(sys.argv[2]))
    print("READY", flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        begin = time.perf_counter()
        try:
            answer = engine.max(command["kind"], command["format"], command["suffix"])
            result = {"seconds": time.perf_counter() - begin, "answer": [plain(value) for value in answer]}
        except Exception as e:  # An engine that cannot read a kind is reported, not left out.
            result = {"error": f"{type(e).__name__}: {e}"[:300]}
        print("RESULT " + json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
