"""The Parquet files that conformance.py asks about, made by pyarrow alone.

    python conformance_data.py FOLDER

writes one folder per dataset, to be imported under the name of the folder.
"""

import datetime
import decimal
import os
import sys

import pyarrow as pa
import pyarrow.parquet as pq

UTC = datetime.timezone.utc


def types():
    """Every type that the viewer names, with the values at which encodings differ."""
    moments = [
        datetime.datetime(1999, 12, 31, 23, 59, 59, 999999),
        datetime.datetime(2024, 2, 29),
        None,
        datetime.datetime(1969, 12, 31, 23, 0, 0, 5),
    ]
    zoned = [moment and moment.replace(tzinfo=UTC) for moment in moments]
    columns = {
        "i8": pa.array([-128, 127, None, 0], pa.int8()),
        "u8": pa.array([0, 255, 1, None], pa.uint8()),
        "i16": pa.array([-32768, 32767, None, 0], pa.int16()),
        "i32": pa.array([-(2**31), 2**31 - 1, None, 0], pa.int32()),
        "i64": pa.array([-(2**53), 2**53, None, 0], pa.int64()),
        "u64": pa.array([0, 2**53, None, 1], pa.uint64()),
        "f32": pa.array([0.1, float("nan"), None, -1e-7], pa.float32()),
        "f64": pa.array([0.1, float("inf"), None, -2.5e300], pa.float64()),
        "flag": pa.array([True, False, None, True], pa.bool_()),
        "text": pa.array(["naïve café", "", None, 'a "quoted" \\ line\nof 東京 \U0001f9ea'], pa.string()),
        "large": pa.array(["a", "b", None, "c"], pa.large_string()),
        "bytes": pa.array([b"\x00\xff", b"", None, b"abc"], pa.binary()),
        "day": pa.array([datetime.date(1969, 7, 20), datetime.date(2024, 2, 29), None, datetime.date(1, 1, 1)], pa.date32()),
        "naive_us": pa.array(moments, pa.timestamp("us")),
        "naive_ms": pa.array([m and m.replace(microsecond=0) for m in moments], pa.timestamp("ms")),
        "naive_s": pa.array([m and m.replace(microsecond=0) for m in moments], pa.timestamp("s")),
        "utc": pa.array(zoned, pa.timestamp("us", tz="UTC")),
        "fixed": pa.array([m and m.replace(microsecond=0) for m in zoned], pa.timestamp("s", tz="+02:00")),
        "berlin": pa.array(zoned, pa.timestamp("us", tz="Europe/Berlin")),
        "time": pa.array([datetime.time(1, 2, 3), datetime.time(23, 59, 59, 1), None, datetime.time(0)], pa.time64("us")),
        "money": pa.array([decimal.Decimal("1.50"), decimal.Decimal("-0.01"), None, decimal.Decimal("12345678.90")], pa.decimal128(10, 2)),
        "list": pa.array([["a", None], [], None, ["b"]], pa.list_(pa.string())),
        "ints": pa.array([[1, 2, 3], [], None, [4]], pa.list_(pa.int32())),
        "nested": pa.array([[[1], []], [], None, [[2, 3]]], pa.list_(pa.list_(pa.int64()))),
        "object": pa.array(
            [{"a": 1, "b": ["x"]}, {"a": None, "b": []}, None, {"a": 3, "b": None}],
            pa.struct([("a", pa.int64()), ("b", pa.list_(pa.string()))]),
        ),
        "two words": pa.array(["x", "y", "z", None]),
        'quo"ted': pa.array([1, 2, 3, None], pa.int64()),
        "do.tted": pa.array([1.5, 2.5, 3.5, None], pa.float64()),
    }
    return pa.table(columns)


def numbers():
    """Columns at the edges of the rules of histograms, 50 rows."""
    n = 50
    moments = [datetime.datetime(2024, 1, 1, tzinfo=UTC) + datetime.timedelta(hours=7 * i) for i in range(n)]
    years = [str(1990 + i % 30) for i in range(n)]
    return pa.table(
        {
            "zero_one": pa.array([i % 2 for i in range(n)], pa.int64()),
            "zero_to_nine": pa.array([i % 10 for i in range(n)], pa.int32()),
            "constant": pa.array([7] * n, pa.int64()),
            "large": pa.array([i * 1_000_003 - 25_000_000 for i in range(n)], pa.int64()),
            "with_nulls": pa.array([None if i % 3 == 0 else i for i in range(n)], pa.int64()),
            "one_value": pa.array([5 if i == 3 else None for i in range(n)], pa.int64()),
            "no_int": pa.array([None] * n, pa.int64()),
            "float": pa.array([(i * 37 % 50) / 7 for i in range(n)], pa.float64()),
            "float_nan": pa.array([float("nan") if i % 5 == 0 else i / 3 for i in range(n)], pa.float64()),
            "float32": pa.array([i / 10 for i in range(n)], pa.float32()),
            "no_float": pa.array([None] * n, pa.float64()),
            "flag": pa.array([None if i % 7 == 0 else i % 3 == 0 for i in range(n)], pa.bool_()),
            "words": pa.array([None if i % 11 == 0 else ["w"] * (i % 6) for i in range(n)], pa.list_(pa.string())),
            "no_words": pa.array([None] * n, pa.list_(pa.string())),
            "label_10": pa.array([f"v{i % 10}" for i in range(n)]),
            "label_10_and_null": pa.array([None if i == 0 else f"v{i % 10}" for i in range(n)]),
            "text_11": pa.array([f"v{i % 11}" for i in range(n)]),
            "no_text": pa.array([None] * n, pa.string()),
            "year_text": pa.array(years),
            "wide_text": pa.array(["é" * (i % 20) + f"\U0001f9ea{i}" for i in range(n)]),
            "moment": pa.array([datetime.datetime(2020, 1, 1) + datetime.timedelta(days=i, seconds=i * i) for i in range(n)], pa.timestamp("us")),
            "moment_utc": pa.array(moments, pa.timestamp("ms", tz="UTC")),
            "moment_fixed": pa.array(moments, pa.timestamp("s", tz="-03:30")),
            "moment_text": pa.array([f"2024-01-{1 + i % 28:02} 00:00:00+0200" for i in range(n)]),
            "bytes": pa.array([b"x"] * n, pa.binary()),
            "object": pa.array([{"a": i} for i in range(n)]),
        }
    )


def labels():
    """At 5,000 rows the rule of a fifth and the rule of a thousand meet."""
    n = 5000
    return pa.table(
        {
            "label_1000": pa.array([f"v{i % 1000}" for i in range(n)]),
            "text_1001": pa.array([f"v{i % 1001}" for i in range(n)]),
            "id": pa.array(range(n), pa.int64()),
        }
    )


def wide():
    """What /first-rows must cut: long cells, of which 31 % of one column are addresses."""
    n = 120
    return pa.table(
        {
            "id": pa.array(range(n), pa.int64()),
            "long": pa.array([f"é{i}" * 2000 for i in range(n)]),
            "urls_31": pa.array([("https://e.org/" if i % 100 < 31 else "no: ") + "x" * 150 for i in range(n)]),
            "urls_30": pa.array([("http://e.org/" if i % 100 < 30 else "no: ") + "x" * 150 for i in range(n)]),
            "exact": pa.array(["y" * 98 if i % 2 else "y" * 99 for i in range(n)]),
            "list": pa.array([list(range(i, i + 60)) for i in range(n)], pa.list_(pa.int64())),
        }
    )


def middling():
    """Rows that fit, until the budget is used up."""
    n = 120
    return pa.table({"id": pa.array(range(n), pa.int64()), "text": pa.array(["z" * (100 + 60 * i) for i in range(n)])})


def giant():
    return pa.table({"text": pa.array(["g" * 300_000, "small"]), "id": pa.array([0, 1], pa.int64())})


def one_row():
    return pa.table({"n": pa.array([3], pa.int64()), "x": pa.array([0.5], pa.float64()), "t": pa.array(["only"])})


def search():
    return pa.table(
        {
            "title": pa.array(["3D scenes", "Café culture", "the of and", "Plain models", "modelling café 3D 3D", "nothing here", None]),
            "tags": pa.array([["alpha"], ["models"], [], None, ["beta"], ["gamma"], ["alpha"]], pa.list_(pa.string())),
            "year": pa.array([2019, 2020, 2021, 2022, 2023, 2024, None], pa.int64()),
        }
    )


DATASETS = [types, numbers, labels, wide, middling, giant, one_row, search]

if __name__ == "__main__":
    for make in DATASETS:
        folder = os.path.join(sys.argv[1], make.__name__)
        os.makedirs(folder, exist_ok=True)
        pq.write_table(make(), os.path.join(folder, "train.parquet"))
