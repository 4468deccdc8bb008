"""Conformance to the Hub's dataset viewer, over HTTP alone.

    python conformance.py URL FOLDER

FOLDER is what conformance_data.py made; the server at URL has each of its folders as
conformance/{folder}, config default, split train. What is expected is computed here, with pyarrow and
pandas on these files by the Hub's published rules, never by the server. Prints one line of JSON per check:
{"check": name, "error": null or what was wrong}.
"""

import base64
import datetime
import decimal
import json
import math
import os
import statistics
import sys
import traceback

import pyarrow as pa
import pyarrow.parquet as pq
import requests

from conformance_rules import column_statistics, first_rows

URL, FOLDER = sys.argv[1].rstrip("/"), sys.argv[2]
SESSION = requests.Session()


def split(name):
    return {"dataset": f"conformance/{name}", "config": "default", "split": "train"}


def get(route, parameters, headers=None):
    return SESSION.get(f"{URL}/{route}", params=parameters, headers=headers)


def answer(route, parameters):
    response = get(route, parameters)
    assert response.status_code == 200, (route, parameters, response.status_code, response.text[:300])
    return response.json()


def table(name):
    return pq.read_table(os.path.join(FOLDER, name, "train.parquet"))


def cell(value, kind):
    """A cell as the viewer writes it."""
    if value is None:
        return None
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [cell(one, kind.value_type) for one in value]
    if pa.types.is_struct(kind):
        return {field.name: cell(value[field.name], field.type) for field in kind}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        return value.isoformat().removesuffix("+00:00") + ("Z" if value.utcoffset() == datetime.timedelta(0) else "")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    return value


def rows_of(name, indices=None, columns=None):
    data = table(name)
    names = columns or data.column_names
    cells = {one: [cell(value, data.schema.field(one).type) for value in data.column(one).to_pylist()] for one in names}
    indices = range(data.num_rows) if indices is None else indices
    return [{"row_idx": i, "row": {one: cells[one][i] for one in names}, "truncated_cells": []} for i in indices]


DTYPES = {
    "i8": "int8", "u8": "uint8", "i16": "int16", "i32": "int32", "i64": "int64", "u64": "uint64", "f32": "float32",
    "f64": "float64", "flag": "bool", "text": "string", "bytes": "binary", "day": "date32", "naive_us": "timestamp[us]",
    "naive_ms": "timestamp[ms]", "naive_s": "timestamp[s]", "utc": "timestamp[us, tz=UTC]", "fixed": "timestamp[s, tz=+02:00]",
    "berlin": "timestamp[us, tz=Europe/Berlin]", "time": "time64[us]", "money": "decimal128(10, 2)",
}  # fmt: skip


def value_type(dtype):
    return {"dtype": dtype, "_type": "Value"}


# Rows, features and cells.


def rows_have_every_cell_as_written():
    got = answer("rows", split("types"))
    for wanted, item in zip(rows_of("types"), got["rows"], strict=True):
        for name, value in wanted["row"].items():
            assert item["row"][name] == value, (name, item["row"][name], value)
        assert item == wanted


def float32_is_printed_as_the_double_it_widens_to():
    text = get("rows", split("types")).text
    assert '"f32":0.10000000149011612' in text
    assert '"f32":null' in text and '"f64":null' in text and "NaN" not in text and "Infinity" not in text


def features_have_the_types_of_the_file():
    features = answer("rows", split("types"))["features"]
    data = table("types")
    assert [(f["feature_idx"], f["name"]) for f in features] == list(enumerate(data.column_names))
    types = {f["name"]: f["type"] for f in features}
    for name, dtype in DTYPES.items():
        assert types[name] == value_type(dtype), (name, types[name])
    assert types["list"] == {"feature": value_type("string"), "_type": "List"}
    assert types["nested"] == {"feature": {"feature": value_type("int64"), "_type": "List"}, "_type": "List"}
    assert types["object"] == {"a": value_type("int64"), "b": {"feature": value_type("string"), "_type": "List"}}


def rows_page_by_offset_and_length():
    for offset, length in [(0, 1), (7, 5), (45, 100), (49, 1), (50, 10), (10**9, 3), (0, 0), (2**63, 1)]:
        got = answer("rows", {**split("numbers"), "offset": offset, "length": length})
        wanted = rows_of("numbers")[offset : offset + length] if offset < 100 else []
        assert got["rows"] == wanted, (offset, length)
        assert (got["num_rows_total"], got["num_rows_per_page"], got["partial"]) == (50, 100, False)
        assert list(got) == ["features", "rows", "num_rows_total", "num_rows_per_page", "partial"]


def rows_are_a_hundred_by_default():
    assert [row["row_idx"] for row in answer("rows", split("labels"))["rows"]] == list(range(100))


# Errors.


def refused(route, parameters, status, code, message):
    response = get(route, parameters)
    seen = (response.status_code, response.headers.get("X-Error-Code"), response.json().get("error"))
    assert seen[:2] == (status, code), (route, parameters, seen)
    assert message in seen[2], (route, parameters, seen)
    assert response.headers["Cache-Control"] == "max-age=10", response.headers
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def missing_and_blank_parameters_are_named():
    all_three = "Parameters 'dataset', 'config' and 'split' are required"
    for route in ["first-rows", "statistics"]:
        for without in ["dataset", "config", "split"]:
            for blank in [None, "", " \t"]:
                refused(route, {**split("types"), without: blank}, 422, "MissingRequiredParameter", all_three)
    for route in ["rows", "filter", "search"]:
        for without in ["dataset", "config", "split"]:
            wanted = f"Parameter '{without}' is required"
            refused(route, {**split("types"), without: " "}, 422, "MissingRequiredParameter", wanted)
    refused("search", split("types"), 422, "MissingRequiredParameter", "Parameter 'query' is required")
    refused("search", {**split("types"), "query": "  "}, 422, "MissingRequiredParameter", "Parameter 'query' is required")
    for route in ["splits", "is-valid", "info", "size", "parquet"]:
        refused(route, {}, 422, "MissingRequiredParameter", "Parameter 'dataset' is required")
        refused(route, {"dataset": " "}, 422, "MissingRequiredParameter", "Parameter 'dataset' is required")


def numbers_out_of_range_are_refused():
    for route in ["rows", "filter", "search"]:
        more = {**split("types"), "query": "a"}
        for name in ["offset", "length"]:
            for value in ["x", "1.5", "1e3", "0x10"]:
                refused(route, {**more, name: value}, 422, "InvalidParameter", f"Parameter '{name}' must be integer")
            refused(route, {**more, name: -1}, 422, "InvalidParameter", f"Parameter '{name}' must be positive")
        refused(route, {**more, "length": 101}, 422, "InvalidParameter", "Parameter 'length' must not be greater than 100")


def what_is_not_there_is_404():
    for route in ["rows", "first-rows", "statistics", "filter", "search", "is-valid"]:
        more = {**split("types"), "query": "a"}
        refused(route, {**more, "split": "nope"}, 404, "ResponseNotFound", "Not found.")
        refused(route, {**more, "config": "nope"}, 404, "ResponseNotFound", "Not found.")
        refused(route, {**more, "dataset": "conformance/nope"}, 404, "DatasetNotFoundError", "conformance/nope")
        refused(route, {**more, "dataset": "../../etc/passwd"}, 404, "DatasetNotFoundError", "")


def the_last_of_repeated_parameters_counts_and_unknown_ones_do_not():
    response = SESSION.get(f"{URL}/rows", params=[*split("types").items(), ("length", "x"), ("length", 1), ("other", "y")])
    assert len(response.json()["rows"]) == 1, response.text


def successes_have_the_headers_of_the_hub():
    response = get("splits", {"dataset": "conformance/types"})
    assert response.headers["Cache-Control"] == "max-age=120"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert {"X-Error-Code", "X-Revision"} <= {name.strip() for name in response.headers["Access-Control-Expose-Headers"].split(",")}
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.headers["X-Revision"]


# What a dataset is.


def validity_is_told_at_every_level():
    yes = {"preview": True, "viewer": True, "search": True, "filter": True, "statistics": True}
    for parameters in [{"dataset": "conformance/types"}, {"dataset": "conformance/types", "config": "default"}, split("types")]:
        assert answer("is-valid", parameters) == yes


def splits_are_listed():
    assert answer("splits", {"dataset": "conformance/types"}) == {"splits": [split("types")], "pending": [], "failed": []}
    assert answer("splits", {"dataset": "conformance/types", "config": "default"}) == {"splits": [split("types")]}


def sizes_are_those_of_the_files():
    data = table("numbers")
    size = answer("size", {"dataset": "conformance/numbers"})["size"]
    file = os.path.getsize(os.path.join(FOLDER, "numbers", "train.parquet"))
    assert (size["dataset"]["num_rows"], size["dataset"]["num_bytes_original_files"]) == (data.num_rows, file)
    assert "num_columns" not in size["dataset"]
    (one,) = size["splits"]
    assert (one["num_rows"], one["num_columns"], one["estimated_num_rows"]) == (data.num_rows, data.num_columns, None)
    (config,) = size["configs"]
    assert "split" not in config and config["num_columns"] == data.num_columns


def info_has_the_features_of_the_datasets_library():
    info = answer("info", {"dataset": "conformance/types", "config": "default"})["dataset_info"]
    assert list(info["features"]) == table("types").column_names
    assert info["features"]["list"] == [value_type("string")], "an unsized list in the old form"
    assert info["splits"]["train"]["num_examples"] == table("types").num_rows
    whole = answer("info", {"dataset": "conformance/types"})
    assert whole["dataset_info"] == {"default": info} and (whole["pending"], whole["failed"], whole["partial"]) == ([], [], False)


def parquet_files_hold_the_rows():
    listing = answer("parquet", {"dataset": "conformance/types"})
    (file,) = listing["parquet_files"]
    assert (file["config"], file["split"], file["filename"]) == ("default", "train", "0000.parquet")
    content = SESSION.get(file["url"]).content
    assert len(content) == file["size"]
    assert pq.read_table(pa.BufferReader(content)).num_rows == table("types").num_rows
    tail = SESSION.get(file["url"], headers={"Range": "bytes=-4"})
    assert (tail.status_code, tail.content) == (206, b"PAR1")


# Statistics.


def same_statistics(name):
    data = table(name)
    got = answer("statistics", split(name))
    assert got["num_examples"] == data.num_rows and got["partial"] is False
    wanted = column_statistics(data)
    assert [one["column_name"] for one in got["statistics"]] == [one["column_name"] for one in wanted]
    for seen, right in zip(got["statistics"], wanted):
        assert seen == right, (seen, right)


def statistics_of_numbers_text_and_lists_are_those_of_pandas():
    same_statistics("numbers")


def a_thousand_values_are_labels_and_one_more_is_text():
    same_statistics("labels")


def statistics_of_one_row_do_not_fail():
    same_statistics("one_row")


def lengths_of_long_cells_are_code_points():
    same_statistics("wide")


# First rows.


def same_first_rows(name):
    data = table(name)
    got = answer("first-rows", split(name))
    wanted = first_rows(split(name), got["features"], [item["row"] for item in rows_of(name)][:100], data.num_rows)
    assert [row["row_idx"] for row in got["rows"]] == [row["row_idx"] for row in wanted["rows"]]
    for seen, right in zip(got["rows"], wanted["rows"]):
        assert seen == right, (seen["truncated_cells"], right["truncated_cells"])
    assert got == wanted


def first_rows_are_whole_where_they_fit():
    same_first_rows("types")
    same_first_rows("one_row")


def first_rows_stop_at_the_budget():
    same_first_rows("middling")


def long_cells_are_cut_but_not_addresses():
    same_first_rows("wide")


def a_row_above_the_budget_is_cut():
    same_first_rows("giant")


# Conditions. What each keeps is worked out with Python on the rows of the file.


def kept(name, where=None, orderby=None):
    parameters = {**split(name), "where": where, "orderby": orderby}
    got = answer("filter", parameters)
    indices = [row["row_idx"] for row in got["rows"]]
    assert got["num_rows_total"] == len(indices) or len(indices) == 100
    assert got["rows"] == rows_of(name, indices)
    return indices


def where(name, keep):
    return [i for i, row in enumerate(table(name).to_pylist()) if keep(row)]


def conditions_keep_the_right_rows():
    for condition, keep in [
        ('"zero_one"=1', lambda r: r["zero_one"] == 1),
        ('"zero_one" <> 1', lambda r: r["zero_one"] != 1),
        ('"with_nulls">=40', lambda r: (r["with_nulls"] or 0) >= 40),
        ('"with_nulls" IS NULL', lambda r: r["with_nulls"] is None),
        ('"with_nulls" is not null', lambda r: r["with_nulls"] is not None),
        ('"float"<1.5', lambda r: r["float"] < 1.5),
        ('"flag"=true', lambda r: r["flag"] is True),
        ("\"label_10\"='v3'", lambda r: r["label_10"] == "v3"),
        ("\"label_10\" LIKE '%3'", lambda r: r["label_10"].endswith("3")),
        ("\"label_10\" ilike 'V_'", lambda r: True),
        ("\"label_10\" not like 'v1%'", lambda r: not r["label_10"].startswith("v1")),
        ("\"label_10\".upper() = 'V3'", lambda r: r["label_10"] == "v3"),
        ('"words.length" > 3', lambda r: len(r["words"] or []) > 3),
        ('("zero_one"=1 OR "zero_to_nine"=4) AND "large">0', lambda r: (r["zero_one"] == 1 or r["zero_to_nine"] == 4) and r["large"] > 0),
        (
            '(("zero_one"=1 OR "zero_to_nine"=4) AND "constant"=7) OR "zero_to_nine"=0',
            lambda r: r["zero_one"] == 1 or r["zero_to_nine"] in (0, 4),
        ),
        ('"object"."a" >= 48', lambda r: r["object"]["a"] >= 48),
    ]:
        assert kept("numbers", condition) == where("numbers", keep), condition


def names_with_spaces_dots_and_quotes_can_be_asked_for():
    assert kept("types", "\"two words\"='y'") == [1]
    assert kept("types", '"quo""ted"=2') == [1]
    assert kept("types", '"do.tted">2') == [1, 2]


def text_with_two_quotes_is_one_value():
    assert kept("types", "\"text\"='it''s'") == []
    assert kept("types", "\"text\"=''") == [1]


def conditions_outside_the_grammar_are_refused():
    wrong = "Parameter 'where' contains errors or invalid symbols"
    for condition in [
        "\"text\"='a;b'", "\"text\"='--'", "\"text\"='/*'", '"i64"=-1', '"f64"=1e3', '"i64" IN (1)', '"i64" BETWEEN 1 AND 2',
        'NOT "i64"=1', '"flag"=TRUE', '"i8"="i16"', '"i8"=1  AND "i16"=1', '"i8"=1 ', "i8=1", 'len("text")=1', "(((\"i8\"=1)))",
        "\"text\".contains('x')", '"i8"=1 and', "'a'='a'",
    ]:  # fmt: skip
        refused("filter", {**split("types"), "where": condition}, 422, "InvalidParameter", wrong)
    refused("filter", {**split("numbers"), "where": '"words.length" > 3 '}, 422, "InvalidParameter", wrong)
    for condition in ['("i8"=1', '"i8"=1)', "\"i8\"='x'", '"absent"=1', '"text".nosuch() = 1']:
        refused("filter", {**split("types"), "where": condition}, 422, "InvalidParameter", "A query parameter is invalid")
    for order in ['"i8" up', "i8", '"i8" desc, "i16"', '"i8"  desc', '"i8" Desc']:
        refused("filter", {**split("types"), "orderby": order}, 422, "InvalidParameter", "Parameter 'orderby' contains errors or invalid symbols")


def order_has_nulls_last_both_ways():
    for name in ["with_nulls", "label_10_and_null", "float"]:
        values = table("numbers").column(name).to_pylist()
        for word, reverse in [("", False), (" ASC", False), (" desc", True)]:
            present = [i for i in range(50) if values[i] is not None]
            wanted = sorted(present, key=lambda i: values[i], reverse=reverse)
            got = kept("numbers", orderby=f'"{name}"{word}')
            assert [values[i] for i in got[: len(present)]] == [values[i] for i in wanted]
            assert got[len(present) :] == [i for i in range(50) if values[i] is None]


def conditions_and_pages_go_together():
    right = where("labels", lambda r: r["id"] >= 4000)
    got = answer("filter", {**split("labels"), "where": '"id">=4000', "orderby": '"id" DESC', "offset": 10, "length": 3})
    assert [row["row_idx"] for row in got["rows"]] == right[::-1][10:13] and got["num_rows_total"] == 1000
    past = answer("filter", {**split("labels"), "where": '"id">=4000', "offset": 1000})
    assert (past["rows"], past["num_rows_total"]) == ([], 1000)


# Search.


def found(query, **more):
    got = answer("search", {**split("search"), "query": query, **more})
    return [row["row_idx"] for row in got["rows"]], got


def search_finds_any_word_in_any_text():
    rows, got = found("models")
    assert sorted(rows) == [1, 3, 4], "a list's members are text too, and words share stems"
    assert got["num_rows_total"] == 3
    assert sorted(found("gamma alpha")[0]) == [0, 5, 6]
    assert found("zzz") == ([], found("zzz")[1]) and found("zzz")[1]["num_rows_total"] == 0


def search_knows_accents_and_digits():
    assert sorted(found("cafe")[0]) == sorted(found("CAFÉ")[0]) == [1, 4]
    assert sorted(found("3D")[0]) == [0, 4]


def search_ranks_the_rarer_and_the_more_frequent_first():
    rows, _ = found("cafe 3D")
    assert rows[0] == 4, "the row with both words"


def search_pages():
    rows, _ = found("alpha models gamma")
    assert found("alpha models gamma", offset=1, length=2)[0] == rows[1:3]
    assert found("alpha", offset=99)[0] == []


if __name__ == "__main__":
    for name, check in list(globals().items()):
        if not callable(check) or getattr(check, "__module__", "") != "__main__" or check.__code__.co_argcount:
            continue
        try:
            check()
            error = None
        except Exception:  # every failure is the check's to tell
            error = traceback.format_exc(limit=4)[-1500:]
        print(json.dumps({"check": name, "error": error}), flush=True)
