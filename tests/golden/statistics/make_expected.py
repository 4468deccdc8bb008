#!/usr/bin/env python3
"""Writes the tables of this folder and the statistics that they must have.

Independent of the code under test: numbers by numpy, in memory, the way the Hub's backend computes
them. Needs numpy. Run here: python3 make_expected.py (same files every time). For each table NAME:
  NAME.rows.jsonl     a JSON object per row; column i is called c{i}, because its real name may be ""
  NAME.expected.json  features (with the real names) and what each column's statistics are
"""
import datetime
import json
import random
from collections import Counter

import numpy as np

EPOCH = datetime.datetime(1970, 1, 1)


def rounded(x):
    return float(np.round(x, 5)) + 0.0


def nulls(values):
    n = sum(v is None for v in values)
    return {"nan_count": n, "nan_proportion": rounded(n / len(values)) if n else 0.0}


EMPTY = {"min": None, "max": None, "mean": None, "median": None, "std": None, "histogram": None}


def edges_of(lo, hi, is_float):
    if lo == hi:
        return [lo, hi]
    if is_float:
        step = (hi - lo) / 10
        return [lo + i * step for i in range(10)] + [hi]
    step = -(-(hi - lo + 1) // 10)
    return list(range(lo, hi, step)) + [hi]


def numeric(values, is_float=False):
    present = [v for v in values if v is not None]
    out = nulls(values)
    if not present:
        return {**out, **EMPTY}
    lo, hi = min(present), max(present)
    if is_float:
        lo, hi = rounded(lo), rounded(hi)
    edges = edges_of(lo, hi, is_float)
    hist = [0] * (len(edges) - 1)
    for v in present:
        i = sum(e <= v for e in edges[1:-1])  # Bins are [a, b), the last one [a, b].
        hist[i] += 1
    array = np.array(present, dtype=np.float64)
    return {**out, "min": lo, "max": hi, "mean": rounded(array.mean()), "median": rounded(np.median(array)),
            "std": rounded(array.std(ddof=1)) if len(present) > 1 else None,
            "histogram": {"hist": hist, "bin_edges": [rounded(e) for e in edges] if is_float else edges}}


def dates(values):
    present = [v for v in values if v is not None]
    if not present:
        return {**nulls(values), **EMPTY}
    first = min(present)
    seconds = [None if v is None else int((v - first) // datetime.timedelta(seconds=1)) for v in values]
    block = numeric(seconds)

    def text(s):
        return (first + datetime.timedelta(seconds=s)).strftime("%Y-%m-%d %H:%M:%S")

    block["histogram"]["bin_edges"] = [text(s) for s in block["histogram"]["bin_edges"]]
    for key in ("min", "max", "mean", "median"):
        block[key] = text(block[key])
    if block["std"] is not None:
        block["std"] = str(datetime.timedelta(seconds=block["std"]))
    return block


def int_column(values):
    present = [v for v in values if v is not None]
    return "int", numeric(values), {"n_distinct": len(set(present)), "n_zero": present.count(0),
                                    "n_negative": sum(v < 0 for v in present)}


def float_column(values):
    present = [v for v in values if v is not None]
    return "float", numeric(values, True), {
        "n_distinct": len(set(present)), "n_zero": present.count(0), "n_negative": sum(v < 0 for v in present),
        "n_infinite": 0}


def bool_column(values):
    counts = Counter(str(v) for v in values if v is not None)
    return "bool", {**nulls(values), "frequencies": dict(counts)}, {}


def class_column(values, names):
    none = values.count(-1)
    return "class_label", {
        **nulls(values), "no_label_count": none, "no_label_proportion": rounded(none / len(values)) if none else 0.0,
        "n_unique": len(names), "frequencies": {n: values.count(i) for i, n in enumerate(names)}}, {}


def text_column(values, parse=None):
    present = [v for v in values if v is not None]
    extra = {"n_distinct": len(set(present)), "n_empty": present.count("")}
    if parse and present:
        return "datetime", dates([None if v is None else parse(v) for v in values]), extra
    unique = len(set(values))
    if unique <= 10 or (unique <= 1000 and unique / len(values) <= 0.2):
        return "string_label", {**nulls(values), "no_label_count": 0, "no_label_proportion": 0.0,
                                "n_unique": len(set(present)), "frequencies": dict(Counter(present))}, extra
    return "string_text", numeric([None if v is None else len(v) for v in values]), extra


def list_column(values, members):
    extra = {}
    if members:
        flat = [m for v in values if v is not None for m in v if m is not None]
        counts = Counter(flat)
        order = (lambda kv: (-kv[1], kv[0].encode())) if flat and isinstance(flat[0], str) else (lambda kv: (-kv[1], kv[0]))
        extra = {"members": {"total": len(flat), "n_distinct": len(counts),
                             "most_frequent": [[k, n] for k, n in sorted(counts.items(), key=order)[:100]]}}
    return "list", numeric([None if v is None else len(v) for v in values]), extra


def vector_column(values, dimension):
    kind, block, _ = list_column(values, False)
    norms = [float(np.linalg.norm(np.array(v, dtype=np.float32).astype(np.float64))) for v in values if v is not None]
    extra = {"dimension": dimension, "norm_min": None, "norm_max": None, "norm_mean": None,
             "n_zero": norms.count(0.0), "n_not_finite": 0}
    if norms:
        extra |= {"norm_min": rounded(min(norms)), "norm_max": rounded(max(norms)), "norm_mean": rounded(np.mean(norms))}
    return kind, block, {"vector": extra}


def value(dtype):
    return {"dtype": dtype, "_type": "Value"}


def list_of(dtype, length=None):
    return {"feature": value(dtype), **({"length": length} if length else {}), "_type": "List"}


NAMES = ["Oral", "Spotlight", "Poster"]
STAMP = "%Y-%m-%dT%H:%M:%S"


def stamp(text):
    return None if text is None else datetime.datetime.strptime(text, STAMP)


def columns_of(rng, n):
    """(name, feature, values, statistics of the values)."""

    def some(make, null_rate=0.1):
        return [None if rng.random() < null_rate else make() for _ in range(n)]

    def moment():
        return (EPOCH + datetime.timedelta(seconds=rng.randrange(10**9))).strftime(STAMP)

    words = ["alpha", "beta", "γάμμα", "", "delta delta", "ε", "😀 x", "quote \" here"]
    table = [
        ("id", value("uint32"), list(range(n)), int_column),
        ("", value("int8"), some(lambda: rng.randrange(-128, 128)), int_column),
        ("big", value("uint64"), some(lambda: rng.randrange(2**63, 2**64, 2**40)), int_column),
        ("negative", value("int64"), some(lambda: -rng.randrange(1, 10**12)), int_column),
        ("a \"quoted\" name", value("int64"), some(lambda: rng.randrange(10)), int_column),
        ("a.b", value("float64"), some(lambda: rng.gauss(0, 1)), float_column),
        ("unit", value("float64"), some(lambda: rng.randrange(11) / 10, 0), float_column),
        ("single", value("float32"), some(lambda: rng.randrange(-99, 99) / 8), float_column),
        ("x" * 400, value("bool"), some(lambda: rng.random() < 0.7), bool_column),
        ("always", value("bool"), [True] * n, bool_column),
        ("class", {"names": NAMES, "_type": "ClassLabel"}, some(lambda: rng.randrange(-1, 2)),
         lambda v: class_column(v, NAMES)),
        ("label", value("string"), some(lambda: rng.choice(words)), text_column),
        ("text", value("string"), some(lambda: " ".join(rng.choice(words) for _ in range(rng.randrange(30)))), text_column),
        ("years", value("string"), some(lambda: str(rng.randrange(1987, 2026))),
         lambda v: text_column(v, lambda t: datetime.datetime.strptime(t, "%Y"))),
        ("day first", value("string"), ["31/12/1999"] * (n > 0) + some(lambda: "%02d/%02d/2020" % (rng.randrange(1, 29), rng.randrange(1, 13)))[1:],
         lambda v: text_column(v, lambda t: datetime.datetime.strptime(t, "%d/%m/%Y"))),
        ("written", value("string"), some(lambda: datetime.date.fromordinal(rng.randrange(700000, 738000)).strftime("%B %d, %Y")),
         lambda v: text_column(v, lambda t: datetime.datetime.strptime(t, "%B %d, %Y"))),
        ("stamp", value("timestamp[us]"), some(moment), lambda v: ("datetime", dates([stamp(t) for t in v]), {})),
        ("names", list_of("string"), some(lambda: [rng.choice(words) for _ in range(rng.randrange(4))]),
         lambda v: list_column(v, True)),
        ("codes", list_of("int16"), some(lambda: [rng.randrange(-200, 200) for _ in range(rng.randrange(12))]),
         lambda v: list_column(v, True)),
        ("flags", list_of("bool"), some(lambda: [True] * rng.randrange(3)), lambda v: list_column(v, False)),
        ("vector", list_of("float32", 3), some(lambda: [rng.randrange(-3, 3) / 4 for _ in range(3)]),
         lambda v: vector_column(v, 3)),
        ("decimal", value("decimal128(10, 2)"), some(lambda: "1.25"), None),
        ("nothing", value("string"), [None] * n, text_column),
        ("no number", value("float64"), [None] * n, float_column),
        ("no list", list_of("string"), [None] * n, lambda v: list_column(v, True)),
    ]
    return table


def special(n, make):
    return [("int", value("int64"), make(lambda i: i), int_column),
            ("float", value("float64"), make(lambda i: i * 0.5), float_column),
            ("list", list_of("int64"), make(lambda i: [7] * i), lambda v: list_column(v, True)),
            ("stamp", value("timestamp[us]"), make(lambda i: "2024-02-29T23:59:%02d" % (58 + i)),
             lambda v: ("datetime", dates([stamp(t) for t in v]), {})),
            ("day", value("string"), make(lambda i: "2024-02-%02d" % (28 + i)),
             lambda v: text_column(v, lambda t: datetime.datetime.strptime(t, "%Y-%m-%d")))]


def write(name, n, table):
    with open(name + ".rows.jsonl", "w") as out:
        for row in range(n):
            out.write(json.dumps({"c%d" % i: c[2][row] for i, c in enumerate(table)}, ensure_ascii=False) + "\n")
    columns = []
    for column, _, values, statistics_of in table:
        kind, statistics, extra = statistics_of(values) if statistics_of else ("", None, {})
        columns.append({"name": column, "column_type": kind, "statistics": statistics, "extra": extra})
    with open(name + ".expected.json", "w") as out:
        features = {c[0]: c[1] for c in table}
        json.dump({"features": features, "num_rows": n, "columns": columns}, out, ensure_ascii=False, indent=1)
        out.write("\n")


rng = random.Random(20261123)
write("mixed_300", 300, columns_of(rng, 300))
write("mixed_7", 7, columns_of(rng, 7))
write("adjacent", 6, special(6, lambda f: [f(i % 2) for i in range(6)]))
write("one_row", 1, special(1, lambda f: [f(1)]))
write("one_value", 3, special(3, lambda f: [None, f(1), None]))
write("constant", 5, special(5, lambda f: [f(1)] * 5))
write("all_null", 4, special(4, lambda f: [None] * 4))
