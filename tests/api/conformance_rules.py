"""The Hub's rules for /first-rows and /statistics, followed slowly with numpy and pandas."""

import datetime
import json
import re

import numpy as np
import pandas as pd
import pyarrow as pa

MAX_BYTES = 200_000
MIN_CELL_BYTES = 100
MIN_ROWS = 10
ZONED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4}")


# /first-rows.


def size(value):
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def holds_addresses(rows, name):
    starts = [str(row[name]).startswith(("http://", "https://")) for row in rows]
    return sum(starts) / len(rows) > 0.3


def cut(item, exempt):
    for name, value in item["row"].items():
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
        if name in exempt or len(text) <= MIN_CELL_BYTES:
            continue
        item["row"][name] = text[:MIN_CELL_BYTES].decode("utf-8", "ignore")
        item["truncated_cells"].append(name)


def first_rows(names, features, rows, num_rows):
    """The answer, of the first hundred rows."""
    answer = {**names, "features": features, "rows": [], "truncated": False}
    budget = MAX_BYTES - size(answer)
    exempt = {
        f["name"] for f in features if f["type"] == {"dtype": "string", "_type": "Value"} and holds_addresses(rows, f["name"])
    }
    items = [{"row_idx": i, "row": row, "truncated_cells": []} for i, row in enumerate(rows)]
    kept = items[:MIN_ROWS]
    used = 2 + sum(size(item) + 1 for item in kept)
    if used >= budget:
        for item in reversed(kept):
            if size(kept) < budget:
                break
            cut(item, exempt)
    else:
        for item in items[MIN_ROWS:]:
            used += size(item) + 1
            if used >= budget:
                break
            kept.append(item)
    return {**answer, "rows": kept, "truncated": num_rows > len(rows) or len(kept) < len(items)}


# /statistics.


def rounded(value):
    return round(float(value), 5)


def whole_edges(low, high):
    if low == high:
        return [low, high]
    step = -(-(high - low + 1) // 10)
    return list(range(low, high, step)) + [high]  # 0 and 1 make one bin, where the Hub fails


def float_edges(low, high):
    if low == high:
        return [low, high]
    step = (high - low) / 10
    return [rounded(low + i * step) for i in range(10)] + [high]


def histogram(values, edges):
    counts = [0] * (len(edges) - 1)
    for value in values:
        place = int(np.searchsorted(edges, value, side="right")) - 1
        counts[min(max(place, 0), len(counts) - 1)] += 1
    return {"hist": counts, "bin_edges": edges}


def numeric(values, total, whole):
    """`values` without null and NaN."""
    nulls = total - len(values)
    block = {"nan_count": nulls, "nan_proportion": rounded(nulls / total)}
    if not values:
        return {**block, "min": None, "max": None, "mean": None, "median": None, "std": None, "histogram": None}
    series = pd.Series(values, dtype="float64")
    low, high = (min(values), max(values)) if whole else (rounded(min(values)), rounded(max(values)))
    return {
        **block,
        "min": low,
        "max": high,
        "mean": rounded(series.mean()),
        "median": rounded(series.median()),
        "std": rounded(series.std(ddof=1)) if len(values) > 1 else None,
        "histogram": histogram(values, whole_edges(low, high) if whole else float_edges(low, high)),
    }


def labels(values, total):
    present = [value for value in values if value is not None]
    nulls = total - len(present)
    return {
        "nan_count": nulls,
        "nan_proportion": rounded(nulls / total),
        "no_label_count": 0,
        "no_label_proportion": 0.0,
        "n_unique": len(set(present)),
        "frequencies": dict(sorted(pd.Series(present, dtype=object).value_counts().items())) if present else {},
    }


def booleans(values, total):
    present = [value for value in values if value is not None]
    counts = {name: present.count(value) for name, value in (("False", False), ("True", True))}
    return {
        "nan_count": total - len(present),
        "nan_proportion": rounded((total - len(present)) / total),
        "frequencies": {name: count for name, count in counts.items() if count},
    }


def moments(values, total):
    first = min(values)
    seconds = [int((value - first).total_seconds()) for value in values]
    block = numeric(seconds, total, True)

    def text(offset):
        moment = first + datetime.timedelta(seconds=offset)
        return moment.strftime("%Y-%m-%d %H:%M:%S" + ("%z" if moment.utcoffset() else ""))

    for name in ("min", "max", "mean", "median"):
        block[name] = text(block[name])
    block["std"] = str(datetime.timedelta(seconds=block["std"]))
    block["histogram"]["bin_edges"] = [text(edge) for edge in block["histogram"]["bin_edges"]]
    return block


def as_moments(values):
    present = [value for value in values if value is not None]
    if present and all(ZONED.fullmatch(value) for value in present):
        return [datetime.datetime.fromisoformat(value) for value in present]
    if present and all(len(value) == 4 and value.isdigit() for value in present):
        return [datetime.datetime(int(value), 1, 1) for value in present]
    return None


def text_statistics(values, total):
    if found := as_moments(values):
        return "datetime", moments(found, total)
    unique = len(set(values))
    if (unique / total <= 0.2 and unique <= 1000) or unique <= 10:
        return "string_label", labels(values, total)
    return "string_text", numeric([len(value) for value in values if value is not None], total, True)


def of_column(kind, values, total):
    present = [value for value in values if value is not None]
    if pa.types.is_boolean(kind):
        return "bool", booleans(values, total)
    if pa.types.is_integer(kind):
        return "int", numeric(present, total, True)
    if pa.types.is_floating(kind):
        return "float", numeric([value for value in present if value == value], total, False)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return text_statistics(values, total)
    if pa.types.is_list(kind):
        return "list", numeric([len(value) for value in present], total, True)
    if pa.types.is_timestamp(kind):
        return "datetime", moments(present, total)
    return None


def column_statistics(table):
    items = []
    for name in sorted(table.column_names):
        found = of_column(table.schema.field(name).type, table.column(name).to_pylist(), table.num_rows)
        if found:
            items.append({"column_name": name, "column_type": found[0], "column_statistics": found[1]})
    return items
