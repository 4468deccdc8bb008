"""Random tables, written as people's files are, imported, and read back by every way out.

    VITRINE_URL=... python round_trips.py FOLDER COUNT FIRST_SEED [SEED_ALONE]

A table is made from its seed alone: columns of every type with nulls, odd names, one of the formats (CSV, JSON,
Parquet, Arrow, NumPy, SQLite, Excel) with one of its dialects, encodings and compressions, split over files that order
their columns differently or lack one. It is imported by a running server and read as NDJSON, CSV and Parquet and by
SQL; every cell is compared with the value that was written, and the statistics with what Python counts. A difference prints the seed, and `python round_trips.py FOLDER 1 SEED` makes the same table again.
"""

import base64
import concurrent.futures
import csv
import datetime
import decimal
import gzip
import io
import json
import math
import os
import random
import sqlite3
import struct
import sys
import time
import zipfile
from xml.sax.saxutils import escape

import numpy
import polars
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import requests

URL = os.environ["VITRINE_URL"]
SESSION = requests.Session()
SESSION.headers["Authorization"] = "Bearer " + os.environ.get("VITRINE_TOKEN", "")
csv.field_size_limit(1 << 24)

LETTERS = "abcdefgXYZ 0123456789-_.:/äöüßéñ日本語한국🙂\"'"
MARKS = ",;|\t\n\r"
WORDS = ["NA", "null", "true", "007", "1.10", "2024-01-05", "03/04/2024", "1E10", "#tag", "", "-", "0x1F", "+49", " padded ", '""', "nan"]


class Column:
    """A name, a kind, and values as Python and as JSON has them; None is null."""

    def __init__(self, name, kind, values):
        self.name, self.kind, self.values = name, kind, values


def text(rng, marks=MARKS):
    if rng.random() < 0.25:
        return rng.choice(WORDS)
    return "".join(rng.choice(LETTERS + marks) for _ in range(rng.choice([0, 1, 3, 10, 40])))


def moment(rng):
    return datetime.datetime(rng.choice([1, 1582, 1900, 1969, 1970, 2024, 9999]), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23),
                             rng.randint(0, 59), rng.randint(0, 59), rng.choice([0, 1, 120000, 999999]))


def number(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return struct.unpack("<d", rng.randbytes(8))[0]
    if kind == 1:
        return rng.uniform(-1, 1) * 10.0 ** rng.randint(-300, 300)
    return round(rng.uniform(-1000, 1000), rng.randint(1, 6))


def finite(rng):
    while True:
        value = number(rng)
        if math.isfinite(value):
            return value


SCALARS = {
    "int": lambda rng: rng.choice([0, 1, -1, 2**63 - 1, -2**63, rng.randint(-1000, 1000), rng.randint(-2**53, 2**53)]),
    "uint": lambda rng: rng.choice([0, 2**64 - 1, rng.randint(2**63, 2**64 - 1)]),
    "big": lambda rng: decimal.Decimal(rng.choice([0, 10**38 - 1, -10**37 - 1, rng.randint(-10**30, 10**30)])),
    "float": finite,
    "bool": lambda rng: rng.random() < 0.5,
    "text": text,
    "date": lambda rng: moment(rng).date(),
    "moment": moment,
}
NESTED = {
    "ints": lambda rng: [rng.randint(-5, 10**6) for _ in range(rng.randrange(4))],
    "texts": lambda rng: [None if rng.random() < 0.1 else text(rng) for _ in range(rng.randrange(3))],
    "vector": lambda rng: [rng.uniform(-1, 1) for _ in range(17)],
    "struct": lambda rng: {"a": rng.randint(0, 9), "b c": None if rng.random() < 0.2 else text(rng), "l": [rng.random() for _ in range(rng.randrange(3))]},
    "structs": lambda rng: [{"k": text(rng), "n": None if rng.random() < 0.2 else rng.randint(0, 99)} for _ in range(rng.randrange(3))],
}
TYPED = {
    "number": lambda rng: rng.choice([0, 1, -1, rng.randint(-1000, 1000), rng.randint(-10**15, 10**15)]),
    "int8": lambda rng: rng.randint(-128, 127),
    "uint16": lambda rng: rng.randint(0, 65535),
    "float32": lambda rng: struct.unpack("<f", struct.pack("<f", rng.uniform(-1e6, 1e6)))[0],
    "decimal": lambda rng: decimal.Decimal(rng.randint(-10**9, 10**9)).scaleb(-3),
    "wide": lambda rng: decimal.Decimal(rng.randint(-10**37, 10**37)).scaleb(-5),
    "bytes": lambda rng: rng.randbytes(rng.randrange(5)),
    "nanos": lambda rng: rng.randint(-10**18, 4 * 10**18),
    "time": lambda rng: datetime.time(rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59), rng.choice([0, 1, 5000])),
    "duration": lambda rng: datetime.timedelta(microseconds=rng.randint(-10**14, 10**14)),
}
ARROW = {
    "int": pa.int64(), "uint": pa.uint64(), "big": pa.decimal128(38, 0), "float": pa.float64(), "bool": pa.bool_(), "text": pa.string(),
    "number": pa.int64(), "date": pa.date32(), "moment": pa.timestamp("us"), "ints": pa.list_(pa.int64()), "texts": pa.list_(pa.string()),
    "vector": pa.list_(pa.float64()), "struct": pa.struct([("a", pa.int64()), ("b c", pa.string()), ("l", pa.list_(pa.float64()))]),
    "structs": pa.list_(pa.struct([("k", pa.string()), ("n", pa.int64())])), "int8": pa.int8(), "uint16": pa.uint16(), "float32": pa.float32(),
    "decimal": pa.decimal128(12, 3), "wide": pa.decimal128(38, 5), "bytes": pa.binary(), "nanos": pa.timestamp("ns"), "time": pa.time64("us"),
    "duration": pa.duration("us"),
}


def names(rng, count):
    out, taken = [], set()
    while len(out) < count:
        name = rng.choice(["id", "title", "Größe", "a b", "x.y", 'quo"te', "semi;colon", "comma,", "a/b", "select", "日付", "filename", "year", "_", "k" * 70]) + rng.choice(["", "", str(len(out))])
        if name.lower() not in taken:
            taken.add(name.lower())
            out.append(name)
    return out


def make_table(rng, kinds, marks):
    rows = rng.choice([1, 2, 3, 10, 50, 50, 300, 2500])
    columns = []
    for name in names(rng, rng.randint(1, 7)):
        kind = rng.choice(kinds)
        make = {**SCALARS, **NESTED, **TYPED}[kind]
        nulls = rng.choice([0, 0, 0.1, 0.5, 1])
        values = [None if rng.random() < nulls else (text(rng, marks) if kind == "text" else make(rng)) for _ in range(rows)]
        if kind == "text":
            values[rng.randrange(rows)] = "plainly a text"
        columns.append(Column(name, kind, values))
    return columns, rows


def as_json(kind, value):
    """The value as the API writes it."""
    if value is None:
        return None
    if kind == "big":
        return str(value)
    if kind in ("decimal", "wide"):
        return str(value)
    if kind == "bytes":
        return base64.b64encode(value).decode()
    if kind == "date":
        return value.isoformat()
    if kind == "moment":
        return value.isoformat()
    if kind == "time":
        return value.isoformat()
    if kind == "duration":
        return str(value)
    if kind == "nanos":
        whole = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=value // 10**9)
        rest = value % 10**9
        return whole.isoformat() + ("" if rest == 0 else f".{rest // 1000:06}" if rest % 1000 == 0 else f".{rest:09}")
    return value


def cut(rng, rows):
    """One to three ranges of rows: the files."""
    ends = sorted({rng.randint(1, rows) for _ in range(rng.choice([0, 0, 1, 2]))} | {rows})
    return list(zip([0, *ends[:-1]], ends))


def shards(rng, columns, rows):
    """Each file's columns, in an order of its own; a column that is all null in a file may be missing there."""
    out = []
    for begin, end in cut(rng, rows):
        own = [Column(c.name, c.kind, c.values[begin:end]) for c in columns]
        if out and rng.random() < 0.5:
            rng.shuffle(own)
            lacking = [c for c in own if all(v is None for v in c.values)]
            if lacking and len(own) > 2:
                own.remove(lacking[0])
        out.append(own)
    return out


def packed(rng, path, data):
    choice = rng.randrange(5)
    if choice == 0:
        path, data = path + ".gz", gzip.compress(data)
    with open(path, "wb") as out:
        out.write(data)
    return path


# Text ----------------------------------------------------------------------------------------------------------------

def as_text(kind, value):
    if value is None:
        return None
    if kind == "bool":
        return "true" if value else "false"
    if kind == "float":
        return repr(value)
    if kind == "moment":
        return value.isoformat(" ")
    return str(value)


def field(rng, value, delimiter, quote_all):
    if value is None:
        return ""
    if quote_all or value == "" or value != value.strip() or any(c in value for c in '"\r\n#') or delimiter in value:
        return '"' + value.replace('"', '""') + '"'
    return value


def write_csv(rng, folder):
    delimiter = rng.choice([",", ",", ";", "\t", "|"])
    others = "".join(mark for mark in MARKS if mark in "\n\r" + delimiter)
    columns, rows = make_table(rng, list(SCALARS), others)
    for column in columns:
        if delimiter != "," or len(columns) == 1:  # a header alone would be evidence for its own marks
            column.name = column.name.replace(",", "_").replace(";", "_")
    quote_all, end = rng.random() < 0.3, rng.choice(["\n", "\r\n"])
    encoding = rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
    files = shards(rng, columns, rows)
    for number, own in enumerate(files):
        lines = [delimiter.join(field(rng, c.name, delimiter, quote_all) for c in own)]
        for row in range(len(own[0].values)):
            lines.append(delimiter.join(field(rng, as_text(c.kind, c.values[row]), delimiter, quote_all) for c in own))
        # The last row of one column that is null needs its line.
        last = end if len(own) == 1 and own[0].values[-1] is None else rng.choice(["", end])
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        data = (mark + end.join(lines) + last).encode(encoding)
        packed(rng, f"{folder}/part-{number}.{'tsv' if delimiter == chr(9) else 'csv'}", data)
    return columns, rows


# JSON ----------------------------------------------------------------------------------------------------------------

def json_cell(kind, value):
    if isinstance(value, decimal.Decimal):
        return int(value)
    return as_json(kind, value)


def write_json(rng, folder):
    columns, rows = make_table(rng, [*SCALARS, *NESTED], MARKS)
    form = rng.choice(["lines", "array", "concatenated", "wrapped"])
    ascii_only, drop = rng.random() < 0.5, rng.random() < 0.5
    # An object that is the only one may be a table by itself.
    if form == "concatenated" and rows == 1:
        form = "array"
    files = [columns] if form == "wrapped" else shards(rng, columns, rows)
    for number, own in enumerate(files):
        records = []
        for row in range(len(own[0].values)):
            cells = {c.name: json_cell(c.kind, c.values[row]) for c in own}
            # A record keeps one key at least; every column is seen in the first record of a file.
            records.append({k: v for k, v in cells.items() if v is not None or row == 0 or not drop} or cells)
        texts = [json.dumps(record, ensure_ascii=ascii_only) for record in records]
        if form == "lines":
            data = "\n".join(texts) + rng.choice(["", "\n", "\r\n\r\n"])
        elif form == "array":
            data = "[" + rng.choice([",", ",\n ", " , "]).join(texts) + "]\n"
        elif form == "concatenated":
            data = rng.choice(["", " ", "\n"]).join(texts)
        else:
            data = '{"version": 1, "data": [' + ", ".join(texts) + "]}"
        ending = "jsonl" if form == "lines" else "json"
        packed(rng, f"{folder}/part-{number}.{ending}", (rng.choice(["", "\ufeff"]) + data).encode())
    return columns, rows


# Parquet and Arrow ---------------------------------------------------------------------------------------------------

def arrow_table(own):
    arrays = [pa.array(c.values, ARROW[c.kind]) for c in own]
    return pa.Table.from_arrays(arrays, names=[c.name for c in own])


def write_parquet(rng, folder):
    columns, rows = make_table(rng, [*SCALARS, *NESTED, *TYPED], MARKS)
    for number, own in enumerate(shards(rng, columns, rows)):
        table, path = arrow_table(own), f"{folder}/part-{number}.parquet"
        pq.write_table(table, path, compression=rng.choice(["none", "snappy", "gzip", "zstd", "brotli", "lz4"]), row_group_size=rng.choice([7, 1000, None]),
                       use_dictionary=rng.random() < 0.5, data_page_version=rng.choice(["1.0", "2.0"]), store_schema=True,
                       write_statistics=rng.random() < 0.7, data_page_size=rng.choice([64, 1 << 20]))
    return columns, rows


def write_polars(rng, folder):
    columns, rows = make_table(rng, [*SCALARS, *NESTED, "int8", "uint16", "float32", "decimal", "bytes", "nanos", "time", "duration"], MARKS)
    for number, own in enumerate(shards(rng, columns, rows)):
        frame = polars.from_arrow(arrow_table(own))
        frame.write_parquet(f"{folder}/part-{number}.parquet", compression=rng.choice(["zstd", "snappy", "uncompressed"]))
    return columns, rows


def write_arrow(rng, folder):
    columns, rows = make_table(rng, [*SCALARS, *NESTED, *TYPED], MARKS)
    for number, own in enumerate(shards(rng, columns, rows)):
        table = arrow_table(own)
        options = pa.ipc.IpcWriteOptions(compression=rng.choice([None, "lz4", "zstd"]))
        new = rng.choice([pa.ipc.new_file, pa.ipc.new_stream])
        with pa.OSFile(f"{folder}/part-{number}.arrow", "wb") as sink, new(sink, table.schema, options=options) as out:
            out.write_table(table, max_chunksize=rng.choice([3, 1000]))
    return columns, rows


# NumPy, SQLite, Excel ------------------------------------------------------------------------------------------------

NUMPY = {"int": "<i8", "uint": "<u8", "float": "<f8", "int8": "i1", "uint16": "<u2", "float32": "<f4", "bool": "?", "text": "U"}


def full_table(rng, kinds, rename=lambda name: name):
    """Without nulls: these formats have none."""
    rows, columns = rng.choice([1, 2, 50, 300]), []
    for name in names(rng, rng.randint(1, 5)):
        kind = rng.choice(kinds)
        make = {**SCALARS, **TYPED, **NESTED}[kind]
        values = [make(rng) for _ in range(rows)]
        if kind == "text":
            # Padding with NUL is all that an array knows of a text's end.
            values = [value.rstrip("\0") for value in values]
        columns.append(Column(rename(name), kind, values))
    return columns, rows


def write_npy(rng, folder):
    """One array: numbers or texts in the column "value", or a field a column."""
    if rng.random() < 0.5:
        columns, rows = full_table(rng, list(NUMPY))
        columns = columns[:1]
        columns[0].name = "value"
        array = numpy.array(columns[0].values, NUMPY[columns[0].kind])
    else:
        columns, rows = full_table(rng, list(NUMPY))
        widest = {c.name: f"U{max(map(len, c.values)) or 1}" if c.kind == "text" else NUMPY[c.kind] for c in columns}
        array = numpy.zeros(rows, [(c.name, widest[c.name]) for c in columns])
        for column in columns:
            array[column.name] = column.values
    numpy.save(f"{folder}/array.npy", array)
    return columns, rows


def write_npz(rng, folder):
    columns, rows = full_table(rng, [*NUMPY, "vector"], rename=lambda name: name.replace("/", "_"))
    arrays = {c.name: numpy.array(c.values, NUMPY.get(c.kind, "<f8")) for c in columns}
    rng.choice([numpy.savez, numpy.savez_compressed])(f"{folder}/arrays.npz", **arrays)
    return columns, rows


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def write_sqlite(rng, folder):
    columns, rows = make_table(rng, ["int", "float", "text", "bytes"], MARKS)
    types = {"int": "INTEGER", "float": "REAL", "text": "TEXT", "bytes": "BLOB"}
    database = sqlite3.connect(f"{folder}/{rng.choice(['a.db', 'a.sqlite', 'a.sqlite3'])}")
    database.execute(f"PRAGMA page_size = {rng.choice([512, 4096, 65536])}")
    made = ", ".join(f"{quoted(c.name)} {types[c.kind]}" for c in columns)
    database.execute(f"CREATE TABLE {quoted(rng.choice(['t', 'select', 'a b']))} ({made})")
    (table,) = database.execute("SELECT name FROM sqlite_master").fetchone()
    marks = ", ".join("?" * len(columns))
    database.executemany(f"INSERT INTO {quoted(table)} VALUES ({marks})", zip(*[c.values for c in columns]))
    database.commit()
    database.close()
    return columns, rows


def excel_cell(place, kind, value):
    if value is None:
        return ""
    if kind == "bool":
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if kind == "text":
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def write_excel(rng, folder):
    """Numbers of Excel are doubles, so integers stay below 2^53; XML has no lone carriage return."""
    columns, rows = make_table(rng, ["number", "float", "bool", "text"], ",;|\t\n")
    # A sheet ends with its last cell.
    if all(c.values[-1] is None for c in columns):
        columns[0].values[-1] = {"text": "x", "bool": True, "float": 1.5, "number": 1}[columns[0].kind]
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    lines = []
    for row in range(-1, rows):
        cells = [("text", c.name) if row < 0 else (c.kind, c.values[row]) for c in columns]
        body = "".join(excel_cell(f"{chr(65 + i)}{row + 2}", kind, value) for i, (kind, value) in enumerate(cells))
        lines.append(f'<row r="{row + 2}">{body}</row>')
    last = f"{chr(64 + len(columns))}{rows + 1}"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                               '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations.replace("officeDocument", "package")}">'
                       f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{relations}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations.replace("officeDocument", "package")}">'
                                      f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet {main}><dimension ref="A1:{last}"/><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(f"{folder}/book.xlsx", "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as out:
        for name, text_of in parts.items():
            out.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text_of)
    return columns, rows


WRITERS = [write_csv, write_csv, write_json, write_json, write_parquet, write_polars, write_arrow, write_npy, write_npz, write_sqlite, write_excel]


# Reading back --------------------------------------------------------------------------------------------------------

def get(path, **parameters):
    answer = SESSION.get(URL + path, params=parameters)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:300]}"
    return answer


def imported(folder, name):
    answer = SESSION.post(URL + "/api/v1/imports", json={"source": folder, "name": name})
    assert answer.status_code == 202, answer.text
    number = answer.json()["id"]
    while True:
        state = next(i for i in get("/api/v1/imports").json()["imports"] if i["id"] == number)
        if state["state"] in ("done", "failed"):
            SESSION.delete(f"{URL}/api/v1/imports/{number}")
            assert state["state"] == "done", state["error"]
            return
        time.sleep(0.005)


def differs(kind, got, wanted):
    """Compares a cell of JSON; floats bit by bit, decimals by their value."""
    if wanted is None or got is None:
        return got is not wanted
    if kind in ("big", "decimal", "wide"):
        return decimal.Decimal(str(got)) != decimal.Decimal(wanted)
    if isinstance(wanted, float):
        return float(got) != wanted
    # Texts inside of JSON's lists and objects are dates where all of them are.
    if isinstance(got, datetime.date) and isinstance(wanted, str):
        return got.isoformat() != wanted
    if isinstance(wanted, list):
        return not isinstance(got, list) or len(got) != len(wanted) or any(differs("", a, b) for a, b in zip(got, wanted))
    if isinstance(wanted, dict):
        return not isinstance(got, dict) or any(differs("", got.get(k), v) for k, v in wanted.items())
    return got != wanted or isinstance(got, bool) != isinstance(wanted, bool)


def exact(kind, value):
    """The least or greatest value as statistics write it."""
    if kind in ("moment", "nanos"):
        return as_json(kind, value).replace("T", " ")
    return value.isoformat() if kind == "date" else value


def check_statistics(columns, rows, answer):
    """Nulls, range, mean and the number of distinct values of the kinds that have them, counted anew by Python."""
    read = {column["name"]: column for column in answer["columns"]}
    for column in columns:
        own = read[column.name]
        values = [v for v in column.values if v is not None]
        ranged = column.kind in ("int", "number", "uint", "int8", "uint16", "float", "float32", "moment", "nanos", "date")
        block = own["extra"].get("date") if column.kind == "date" else own["statistics"]
        wanted, got = {}, {**(own["extra"] or {}), **(block or {})}
        if block:
            wanted["nan_count"] = rows - len(values)
        if ranged and values:
            wanted["min"], wanted["max"] = exact(column.kind, min(values)), exact(column.kind, max(values))
        if "n_distinct" in got:
            wanted["n_distinct"] = len({repr(v) if v != 0 else "0" for v in values})
        if column.kind == "text":
            wanted["n_empty"] = sum(v == "" for v in values)
        for name, value in wanted.items():
            assert got.get(name) == value, f"statistics: {column.kind} column {column.name!r}: {name} is {got.get(name)!r}, not {value!r}"
        if column.kind in ("int", "number", "uint", "int8", "uint16", "float", "float32") and values:
            scale = max(abs(decimal.Decimal(v)) for v in values)
            mean = sum(map(decimal.Decimal, values)) / len(values)
            off = abs(decimal.Decimal(got["mean"]) - mean)
            assert off <= scale * decimal.Decimal("1e-12"), f"statistics: {column.kind} column {column.name!r}: mean is {got['mean']}, not {mean}"


def check(way, columns, rows, read):
    assert len(read) == rows, f"{way}: {len(read)} rows, not {rows}"
    for column in columns:
        for row in range(rows):
            wanted = as_json(column.kind, column.values[row])
            got = read[row].get(column.name)
            if differs(column.kind, got, wanted):
                raise AssertionError(f"{way}: {column.kind} column {column.name!r} row {row} is {got!r:.200}, not {wanted!r:.200}")


def from_csv(column, cell):
    """A field of a CSV as JSON has it."""
    if cell == "":
        return None
    if column.kind in ("int", "number", "uint", "int8", "uint16", "bool", *NESTED):
        return json.loads(cell)
    if column.kind in ("float", "float32"):
        return float(cell)
    return cell


def check_csv(columns, rows, body):
    lines = list(csv.reader(io.StringIO(body, newline="")))
    assert lines[0][0] == "row_idx", lines[0]
    places = {name: i for i, name in enumerate(lines[0])}
    read = [{c.name: from_csv(c, line[places[c.name]]) for c in columns} for line in lines[1:]]
    # "" and null are one to a reader of CSV.
    plain = [Column(c.name, c.kind, [None if v in ("", b"") else v for v in c.values]) for c in columns]
    check("csv", plain, rows, read)


def check_parquet(columns, rows, body):
    table = pq.read_table(io.BytesIO(body))
    assert table.num_rows == rows, f"parquet: {table.num_rows} rows"
    for column in columns:
        got = table[column.name]
        if column.kind == "nanos":
            values = [None if v is None else v for v in got.cast(pa.int64()).to_pylist()]
        elif column.kind == "duration":
            values = [None if v is None else datetime.timedelta(microseconds=v) if isinstance(v, int) else v for v in got.to_pylist()]
        else:
            values = got.to_pylist()
        for row, (a, b) in enumerate(zip(values, column.values)):
            if isinstance(b, decimal.Decimal) and a is not None:
                a = decimal.Decimal(a)
            if isinstance(b, (float, int, list, dict)) and not isinstance(b, bool):
                wrong = differs("", a, b)
            else:
                wrong = a != b
            if wrong:
                raise AssertionError(f"parquet: {column.kind} column {column.name!r} row {row} is {a!r:.200}, not {b!r:.200}")


def round_trip(folder, seed):
    rng = random.Random(seed)
    own = f"{folder}/t{seed}"
    os.makedirs(own)
    columns, rows = rng.choice(WRITERS)(rng, own)
    name = f"local/t{seed}"
    imported(own, name)
    (of,) = get("/splits", dataset=name).json()["splits"]
    split = {"dataset": name, "config": of["config"], "split": of["split"], "offset": 0, "length": 10000}
    lines = get("/rows", format="ndjson", **split).content.decode().split("\n")
    check("ndjson", columns, rows, [json.loads(line)["row"] for line in lines if line])
    check_csv(columns, rows, get("/rows", format="csv", **split).content.decode())
    check_parquet(columns, rows, get("/rows", format="parquet", **split).content)
    check_statistics(columns, rows, get(f"/api/v1/datasets/{name}/columns", config=of["config"], split=of["split"]).json())
    answer = get(f"/api/v1/datasets/{name}/sql", config=of["config"], sql="SELECT * FROM train", limit=10000).json()
    labels = [column["name"] for column in answer["columns"]]
    # SQL has no durations: it counts their microseconds.
    timed = [Column(c.name, "int", [None if v is None else v // datetime.timedelta(microseconds=1) for v in c.values]) if c.kind == "duration" else c for c in columns]
    check("sql", timed, rows, [dict(zip(labels, row)) for row in answer["rows"]])
    SESSION.delete(f"{URL}/api/v1/datasets/{name}")


def main(folder, count, first):
    def attempt(seed):
        try:
            round_trip(folder, seed)
        except AssertionError as error:
            return f"seed {seed}: {error}"

    # One is imported while another is asked for.
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        failures = [failure for failure in pool.map(attempt, range(first, first + count)) if failure]
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{count} tables from seed {first} on, {len(failures)} differ")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
