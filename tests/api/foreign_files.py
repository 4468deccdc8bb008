"""Files written by pyarrow, pandas, polars, numpy, openpyxl and sqlite3, imported, and compared value by value with what
those libraries hold: in the Parquet that the server has of them, and in its JSON.

    python foreign_files.py make FOLDER              writes the files
    VITRINE_URL=... python foreign_files.py check    compares what the server sends of local/NAME
"""

import base64
import csv
import datetime
import decimal
import io
import json
import math
import os
import sqlite3
import sys
import urllib.request
import uuid
import zoneinfo

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

ROWS = 600


def some(i, value):
    return None if i % 7 == 3 else value


def column(kind, make):
    return pa.array([some(i, make(i)) for i in range(ROWS)], kind)


def arrow_table():
    """Every type that comes as itself."""
    person = pa.struct([("name", pa.string()), ("tags", pa.list_(pa.string()))])
    day = datetime.date(2020, 1, 1)
    return pa.table({
        "i8": column(pa.int8(), lambda i: i % 100 - 50),
        "u16": column(pa.uint16(), lambda i: i),
        "i32": column(pa.int32(), lambda i: -i),
        "u64": column(pa.uint64(), lambda i: 2**63 + i),
        "f32": column(pa.float32(), lambda i: i / 4),
        "f64": column(pa.float64(), lambda i: i / 3),
        "b": column(pa.bool_(), lambda i: i % 3 == 0),
        "s": column(pa.string(), lambda i: f"naïve {i}" if i % 5 else ""),
        "large": column(pa.large_string(), lambda i: "x" * (i % 50)),
        "view": column(pa.string_view(), lambda i: "short" if i % 2 else f"a text of more than twelve bytes {i}"),
        "bytes": column(pa.binary(), lambda i: bytes([i % 256, 0])),
        "fixed": column(pa.binary(3), lambda i: bytes([i % 256, 1, 2])),
        "d32": column(pa.date32(), lambda i: day + datetime.timedelta(i)),
        "t64": column(pa.time64("us"), lambda i: datetime.time(1, 2, 3, i)),
        "at": column(pa.timestamp("us"), lambda i: datetime.datetime(2020, 1, 1) + datetime.timedelta(microseconds=i)),
        "dec": column(pa.decimal128(20, 2), lambda i: decimal.Decimal(i - 100) / 4),
        "small": column(pa.decimal128(4, 1), lambda i: decimal.Decimal(i % 100) / 2),
        "list": column(pa.list_(pa.string()), lambda i: [None if k == 1 else f"m{k}" for k in range(i % 4)]),
        "lists": column(pa.large_list(pa.list_(pa.int16())), lambda i: [[k] * (k + 1) for k in range(i % 3)]),
        "vector": column(pa.list_(pa.float32(), 16), lambda i: [i + k / 2 for k in range(16)]),
        "person": column(person, lambda i: {"name": some(i + 1, str(i)), "tags": ["x"] * (i % 3)}),
        "people": column(pa.list_(person), lambda i: [{"name": str(k), "tags": None} for k in range(i % 3)]),
        "dictionary": column(pa.string(), lambda i: f"class {i % 4}").dictionary_encode(),
        "bool8": pa.ExtensionArray.from_storage(pa.bool8(), column(pa.int8(), lambda i: i % 2)),
        "nothing": pa.nulls(ROWS),
    })


def odd_table():
    """Types that come as others; with what they come as."""
    month = pa.month_day_nano_interval()
    made = {
        "half": (column(pa.float16(), lambda i: np.float16(i / 8)), lambda i: float(np.float16(i / 8))),
        "uuid": (
            pa.ExtensionArray.from_storage(pa.uuid(), column(pa.binary(16), lambda i: uuid.UUID(int=i).bytes)),
            lambda i: str(uuid.UUID(int=i)),
        ),
        "wide": (column(pa.decimal256(60, 3), lambda i: decimal.Decimal(f"{10**40 + i}.125")), lambda i: f"{10**40 + i}.125"),
        "map": (
            column(pa.map_(pa.string(), pa.int64()), lambda i: [("k", i)] * (i % 2)),
            lambda i: [{"key": "k", "value": i}] * (i % 2),
        ),
        "run": (
            pa.RunEndEncodedArray.from_arrays(pa.array([1, 300, ROWS], pa.int32()), pa.array(["a", "b", None])),
            lambda i: "a" if i < 1 else "b" if i < 300 else None,
        ),
        "interval": (pa.array([(1, 2, i) for i in range(ROWS)], month), None),
        "zone": (
            column(pa.timestamp("ms", "Europe/Paris"), lambda i: i),
            lambda i: datetime.datetime.fromtimestamp(i / 1000, zoneinfo.ZoneInfo("Europe/Paris")),
        ),
        "pandas": (
            column(pa.timestamp("ns", "UTC"), lambda i: i * 1000),
            lambda i: datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(microseconds=i),
        ),
        "nat": (
            # As numpy leaves it, with no bit that says null.
            pa.Array.from_buffers(pa.timestamp("us"), ROWS, [None, pa.py_buffer(np.array([some(i, i) or (-(2**63) if i else 0) for i in range(ROWS)]).tobytes())]),
            lambda i: datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=i),
        ),
        "seconds": (column(pa.time32("s"), lambda i: datetime.time(0, i // 60, i % 60)), lambda i: datetime.time(0, i // 60, i % 60)),
        "d64": (column(pa.date64(), lambda i: datetime.date(2000, 1, 1) + datetime.timedelta(i)),
                lambda i: datetime.date(2000, 1, 1) + datetime.timedelta(i)),
    }
    values = {}
    for name, (array, make) in made.items():
        nulls = name in ("run", "interval")
        values[name] = [make(i) if nulls else some(i, make(i)) for i in range(ROWS)] if make else None
    values["interval"] = [f"P1M2DT{i / 1e9:.9f}".rstrip("0").rstrip(".") + "S" if i else "P1M2D" for i in range(ROWS)]
    return pa.table({name: array for name, (array, _) in made.items()}), values


def write_arrow(folder):
    table = arrow_table()
    odd, _ = odd_table()
    options = {None: "plain", "lz4": "lz4", "zstd": "zstd"}
    for codec, name in options.items():
        write = pa.ipc.IpcWriteOptions(compression=codec)
        with pa.OSFile(f"{folder}/file_{name}.arrow", "wb") as sink, pa.ipc.new_file(sink, table.schema, options=write) as out:
            out.write_table(table, max_chunksize=170)
    with pa.OSFile(f"{folder}/stream.arrow", "wb") as sink, pa.ipc.new_stream(sink, table.schema) as out:
        out.write_table(table, max_chunksize=250)
    with pa.OSFile(f"{folder}/odd.arrow", "wb") as sink, pa.ipc.new_file(sink, odd.schema) as out:
        out.write_table(odd)
    simple = table.drop_columns(["dictionary", "nothing", "view"])
    pyarrow.feather.write_feather(simple, f"{folder}/feather.feather")
    # A dictionary that grows, as a stream may have it.
    schema = pa.schema([("d", pa.dictionary(pa.int8(), pa.string()))])
    grow = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    with pa.OSFile(f"{folder}/delta.arrow", "wb") as sink, pa.ipc.new_stream(sink, schema, options=grow) as out:
        for words in (["a", "b"], ["a", "b", "c"], ["x", "y"]):
            array = pa.DictionaryArray.from_arrays(pa.array(range(len(words)), pa.int8()), pa.array(words))
            out.write_batch(pa.record_batch([array], schema=schema))


def arrays():
    return {
        "vectors": np.arange(64, dtype=np.float32).reshape(4, 16) / 3,
        "doubles": np.arange(6, dtype=np.float64) / 7,
        "cube": np.arange(24, dtype=np.int16).reshape(2, 3, 4),
        "names": np.array(["a", "é", "long text"]),
        "days": np.array(["2024-02-29", "1900-01-01"], dtype="datetime64[D]"),
        "moments": np.array(["2024-02-29T01:02:03.000004", "NaT"], dtype="datetime64[us]"),
        "flags": np.array([True, False]),
    }


def write_numpy(folder):
    for name, array in arrays().items():
        np.save(f"{folder}/{name}.npy", array)
    np.savez_compressed(f"{folder}/pair.npz", X=np.eye(17, dtype=np.float32), y=np.arange(17))


def write_sqlite(folder):
    database = sqlite3.connect(f"{folder}/shop.db")
    database.execute("CREATE TABLE orders(id INTEGER PRIMARY KEY, price REAL, note TEXT, raw BLOB, day DATE)")
    database.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", orders())
    database.execute("CREATE TABLE mixed(v)")
    database.executemany("INSERT INTO mixed VALUES (?)", [(1,), ("x",), (0.1 + 0.2,), (None,)])
    database.commit()
    database.close()


def orders():
    return [(i, some(i, i / 3), some(i, f"note {i}"), some(i, bytes([i % 256])), some(i, f"2024-01-{i % 28 + 1:02}")) for i in range(500)]


def write_parquet(folder):
    table = arrow_table()
    for codec in ("snappy", "zstd", "brotli", "gzip"):
        pq.write_table(table, f"{folder}/parquet_{codec}.parquet", compression=codec, row_group_size=250)
    pq.write_table(table, f"{folder}/parquet_v1.parquet", version="1.0", data_page_version="2.0", use_dictionary=False)
    plain().to_parquet(f"{folder}/pandas.parquet")
    plain().to_parquet(f"{folder}/zipped.parquet.gzip", compression="gzip")
    plain()[["id", "t"]].set_index(pd.Index([i * i for i in range(300)])).to_parquet(f"{folder}/indexed.parquet")
    pq.write_table(table, f"{folder}/parquet_paged.parquet", write_page_index=True, data_page_size=2000)
    pq.write_table(table, f"{folder}/parquet_items.parquet", use_compliant_nested_type=False)
    pl.from_pandas(plain()).write_parquet(f"{folder}/polars.parquet")


def plain():
    """What every format of text can hold, with texts that try its quotes."""
    texts = ["plain", "a, b; c|d", 'say "x"', "line\nbreak", "tab\there", "naïve – €", " blank ", "007", "NA"]
    return pd.DataFrame({
        "id": range(1, 301),
        "x": [None if i % 11 == 5 else i / 8 - 3 for i in range(300)],
        "small": [(i + 1) * 1e-7 for i in range(300)],
        "t": [texts[i % len(texts)] for i in range(300)],
        "b": [i % 3 == 0 for i in range(300)],
        "big": [2**62 + i for i in range(300)],
    })


CSV = {
    "comma": {},
    "semicolon": {"sep": ";", "decimal": ","},
    "tab": {"sep": "\t"},
    "bar": {"sep": "|"},
    "quoted": {"quoting": csv.QUOTE_NONNUMERIC},
    "crlf": {"lineterminator": "\r\n"},
    "bom": {"encoding": "utf-8-sig"},
    "utf16": {"encoding": "utf-16", "sep": "\t"},
    "cp1252": {"encoding": "cp1252"},
}


def texts_of(dialect):
    """With decimal commas pandas writes 1e-07 beside 1,1e-06, which stays text."""
    return plain().drop(columns="small") if "decimal" in CSV[dialect] else plain()


JSON = {
    "lines": {"orient": "records", "lines": True},
    "records": {"orient": "records"},
    "columns": {"orient": "columns"},
    "split": {"orient": "split", "index": False},
    "escaped": {"orient": "records", "lines": True, "force_ascii": True},
}
PACKED = {"gz": "gzip", "bz2": "bz2", "xz": "xz", "zip": "zip"}


def write_texts(folder):
    frame = plain()
    for name, options in CSV.items():
        texts_of(name).to_csv(f"{folder}/csv_{name}.csv", index=False, **options)
    for ending, compression in PACKED.items():
        frame.to_csv(f"{folder}/packed_{ending}.csv.{ending}", index=False, compression=compression)
    for name, options in JSON.items():
        # pandas writes 15 decimals at most, which 1.1e-06 is not in.
        frame.drop(columns="small").to_json(f"{folder}/json_{name}.json", double_precision=15, **options)
    pl.from_pandas(frame).write_ndjson(f"{folder}/polars_lines.jsonl")
    pl.from_pandas(frame).write_ipc(f"{folder}/polars_ipc.arrow")
    pl.from_pandas(frame).write_csv(f"{folder}/polars_csv.csv")


def shifts():
    """What Excel has kinds and formats for: days, moments, times, shares, errors."""
    return {
        "day": [some(i, datetime.date(1999, 12, 31) + datetime.timedelta(i)) for i in range(200)],
        "at": [some(i, datetime.datetime(2024, 2, 29, 13, 30) + datetime.timedelta(seconds=i)) for i in range(200)],
        "start": [datetime.time(i % 24, i % 60, i % 60) for i in range(200)],
        "took": [datetime.timedelta(hours=30, seconds=i) for i in range(200)],
        "share": [i / 8 for i in range(200)],
        "state": [None if i % 5 == 0 else f"s{i}" for i in range(200)],
        "mixed": [str(i) if i % 2 else "x" for i in range(200)],
    }


def write_excel(folder):
    exact_in_excel().to_excel(f"{folder}/excel_pandas.xlsx", index=False)
    for epoch in (1900, 1904):
        workbook = openpyxl.Workbook()
        if epoch == 1904:
            workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        sheet = workbook.active
        sheet.title = "shifts"
        columns = shifts()
        sheet.append(list(columns))
        for row in zip(*columns.values()):
            sheet.append(list(row))
        for i in range(200):
            sheet.cell(i + 2, 5).number_format = "0.00%"
            if i % 5 == 0:
                sheet.cell(i + 2, 6, "#N/A")
            if i % 2:
                sheet.cell(i + 2, 7, i)
        other = workbook.create_sheet("other")
        other.append(["a", "b"])
        other.append([1, 2])
        other.merge_cells("A2:B2")
        workbook.save(f"{folder}/excel_{epoch}.xlsx")


def exact_in_excel():
    """Its numbers are written with 15 digits or 16."""
    return plain().drop(columns=["big", "small"])


def make(folder):
    write_excel(folder)
    write_arrow(folder)
    write_parquet(folder)
    write_texts(folder)
    write_numpy(folder)
    write_sqlite(folder)


def fetched(path):
    with urllib.request.urlopen(os.environ["VITRINE_URL"] + path) as answer:
        return answer.read()


def imported(name, config="default"):
    facts = json.loads(fetched(f"/api/v1/datasets/local/{name}"))
    (split,) = next(one for one in facts["configs"] if one["config"] == config)["splits"]
    return pa.concat_tables([pq.read_table(io.BytesIO(fetched(file["url"]))) for file in split["parquet_files"]])


def sent_rows(name, config):
    """All rows as the Hub's route sends them."""
    rows = []
    while True:
        page = json.loads(fetched(f"/rows?dataset=local/{name}&config={config}&split=train&offset={len(rows)}&length=100"))
        rows += [row["row"] for row in page["rows"]]
        if len(rows) >= page["num_rows_total"]:
            return rows


def as_json(value):
    """The value as JSON has it."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat().removesuffix("+00:00") + ("Z" if value.utcoffset() == datetime.timedelta(0) else "")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, list):
        return [as_json(member) for member in value]
    if isinstance(value, dict):
        return {key: as_json(member) for key, member in value.items()}
    return value


def compare(name, read, values):
    assert len(read) == len(values), f"{name}: {len(read)} rows, not {len(values)}"
    for row, (a, b) in enumerate(zip(read, values)):
        assert a == b and type(a) is type(b), f"{name}[{row}] is {a!r}, not {b!r}"


def same(name, wanted, config="default"):
    got = imported(name, config)
    assert list(got.column_names) == list(wanted), f"{name}: columns {got.column_names}"
    rows = sent_rows(name, config)
    for column, values in wanted.items():
        compare(f"{name}.{column}", got[column].to_pylist(), values)
        compare(f"{name}.{column} in JSON", [row[column] for row in rows], [as_json(value) for value in values])


def check():
    table = arrow_table()
    wanted = {name: table[name].to_pylist() for name in table.column_names}
    for name in ("file_plain", "file_lz4", "file_zstd", "stream"):
        same(name, wanted)
    for name in ("snappy", "zstd", "brotli", "gzip", "v1", "paged", "items"):
        same(f"parquet_{name}", wanted)
    same("feather", {k: v for k, v in wanted.items() if k not in ("dictionary", "nothing", "view")})
    same("odd", odd_table()[1])
    same("delta", {"d": ["a", "b", "a", "b", "c", "x", "y"]})
    frame = pl.from_pandas(plain()).to_dict(as_series=False)
    for name in CSV:
        same(f"csv_{name}", {column: frame[column] for column in texts_of(name).columns})
    for name in JSON:
        same(f"json_{name}", {column: values for column, values in frame.items() if column != "small"})
    texts = [f"packed_{ending}" for ending in PACKED]
    for name in texts + ["polars_lines", "polars_ipc", "polars_csv", "pandas", "polars", "zipped"]:
        same(name, frame)
    same("indexed", {"id": frame["id"], "t": frame["t"], "__index_level_0__": [i * i for i in range(300)]})
    for name, array in arrays().items():
        same(name, {"value": array.tolist()})
    same("pair", {"X": np.eye(17).tolist(), "y": list(range(17))})
    same("excel_pandas", {name: values for name, values in frame.items() if name not in ("big", "small")})
    for epoch in (1900, 1904):
        same(f"excel_{epoch}", shifts(), "shifts")
        same(f"excel_{epoch}", {"a": [1], "b": [None]}, "other")
    rows = orders()
    columns = ["id", "price", "note", "raw", "day"]
    values = {column: [row[i] for row in rows] for i, column in enumerate(columns)}
    values["day"] = [None if day is None else datetime.date.fromisoformat(day) for day in values["day"]]
    same("shop", values, "orders")
    same("shop", {"v": ["1", "x", "0.30000000000000004", None]}, "mixed")


def make_refused(folder):
    """What no table can hold."""
    people = pa.array([{"Age": 1, "age": 2}], pa.struct([("Age", pa.int64()), ("age", pa.int64())]))
    pyarrow.feather.write_feather(pa.table({"person": people}), os.path.join(folder, "twice.arrow"))


if __name__ == "__main__":
    {"make": make, "make-refused": make_refused, "check": check}[sys.argv[1]](*sys.argv[2:])
