"""The cases of the Hub's own tests of its dataset viewer, asked of a server of ours: docs/conformance.md is their table.

    python viewer_cases.py URL PRIVATE_URL TOKEN

Both servers have what viewer_data.py made as viewer/{folder}, and viewer/blocked, which they were told to block; the second answers
nobody but who shows TOKEN, a reader's, and has its metrics elsewhere. Prints one line of JSON
per case: {"group", "case", "expected", "ours", "reason"}: the last is why they differ, and "" where they may not. A case that names
their host, signature or metric is asked about ours; the case says so. That the library which counts for them runs in its mode for several
processes (`process_start_time_seconds` is not there) is not asked.
"""

import json
import re
import sys
import traceback
from urllib.parse import quote

import requests
from viewer_data import LISTS, ROWS, document, golden

PUBLIC, PRIVATE, TOKEN = sys.argv[1].rstrip("/"), sys.argv[2].rstrip("/"), sys.argv[3]
FEATURES = [("col_1", "string"), ("col_2", "int64"), ("col_3", "float64"), ("col_4", "string"), ("col_5", "bool")]
NO_BLOCKING = "A server of your own closes no dataset by its owner's subscription: who may read it is answered."
NO_SUBSCRIPTIONS = "That it is blocked is said, whoever asks: no dataset is closed by its owner's subscription."
OWN_METRICS = "No queue, workers and cache of answers are here to be measured."


def get(target, url=PUBLIC, headers=None):
    return requests.get(url + target, headers=headers, timeout=60)


def split_of(name, route, more=""):
    return f"/{route}?dataset=viewer/{name}&config=default&split=train{more}"


def told(response):
    """The status, with the code of an error behind it."""
    return f"{response.status_code} {response.headers.get('X-Error-Code', '')}".strip()


def code(value):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return f"`{text}`"


# Statistics


def same(ours, expected):
    """Numbers within a millionth, as in the tests that the values are of; the rest to the letter."""
    if isinstance(expected, dict):
        return isinstance(ours, dict) and ours.keys() == expected.keys() and all(same(ours[key], expected[key]) for key in expected)
    if isinstance(expected, list):
        return isinstance(ours, list) and len(ours) == len(expected) and all(map(same, ours, expected))
    if isinstance(expected, bool) or not isinstance(expected, (int, float)):
        return bool(ours == expected)
    return isinstance(ours, (int, float)) and abs(ours - expected) <= 1e-6 * max(abs(expected), 1e-6)


def seconds_only(block):
    """The standard deviation of moments, to the second."""
    if block and isinstance(block.get("std"), str):
        return {**block, "std": block["std"].partition(".")[0]}
    return block


def statistics_cases():
    columns = golden()
    answers = {}
    for column in columns:
        table = column["table"]
        if table not in answers:
            answers[table] = {one["column_name"]: one for one in get(split_of(table, "statistics")).json()["statistics"]}
        one = answers[table].get(column["column"], {"column_type": None, "column_statistics": None})
        ours, expected = one["column_statistics"], column["expected"]
        if table == "bins":
            ours = ours and {"histogram": {"bin_edges": ours["histogram"]["bin_edges"]}}
        ours, expected = seconds_only(ours), seconds_only(expected)
        is_same = one["column_type"] == column["column_type"] and same(ours, expected)
        reason = ARRAYS if column["column"].startswith("array__") else ""
        wanted = written(column["column_type"], expected)
        yield "statistics", column["column"], wanted, wanted if is_same else written(one["column_type"], ours), reason
    response = get(split_of("structs", "statistics"))
    error = "error 500 NoSupportedFeaturesError"
    ours = f"{told(response)}, {response.json()['statistics']}" if response.ok else f"error {told(response)}"
    yield "statistics", "a table of structs alone", error, ours, "A table without a column to measure is no mistake: the list is empty."


ARRAYS = "A list of arrays has a length as any list has: the Hub leaves it out, we measure it."


def written(kind, block):
    if kind is None or block is None:
        return "none"
    parts = [f"{name} {code(value)}" for name, value in block.items() if name != "histogram"]
    histogram = block.get("histogram")
    if histogram:
        parts += [f"{name} {code(value)}" for name, value in histogram.items()]
    return f"{kind}: " + ", ".join(parts)


# What the routes answer


def healthcheck_cases():
    wanted = "200 ok"

    def ask(target):
        response = get(target)
        return f"{response.status_code} ok" if response.ok and "ok" in response.text else told(response)

    for service in ("the proxy", "api", "rows", "search", "worker"):
        yield f"/healthcheck of {service}", wanted, ask("/healthcheck"), ""
    for service in ("the proxy", "admin"):
        yield f"/admin/healthcheck of {service}", wanted, ask("/admin/healthcheck"), ""
    hidden = "404"
    yield "/ is hidden", hidden, str(get("/").status_code), "The page is there: its address is the server's."
    yield "/metrics is hidden (a server with --metrics)", hidden, str(get("/metrics", PRIVATE).status_code), ""
    yield "/admin/metrics is hidden", hidden, str(get("/admin/metrics").status_code), ""


def metrics_cases():
    for asked in ("/metrics", split_of("public", "rows"), split_of("public", "search", "&query=lantern")):
        get(asked)
    text = get("/metrics").text
    names = [line.split(" ")[0] for line in text.split("\n") if line and not line.startswith("#")]
    counted = [name for name in names if name.startswith("vitrine_requests_total{")]
    for service, route in (("api", "/metrics"), ("rows", "/rows"), ("search", "/search")):
        wanted = f"requests to {route} are counted, a queue's jobs and cached answers are not there"
        is_there = any(f'route="{route.strip("/")}"' in name for name in counted)
        hides = not any(name.startswith(("queue_jobs_total", "responses_in_cache_total")) for name in names)
        yield f"/metrics of {service} (by our name of the metric)", wanted, wanted if is_there and hides else str(counted), ""
    yield "/metrics of admin", "a queue's jobs, workers by size, cached answers", "a queue's jobs" if any(name.startswith("queue_jobs_total") for name in names) else "none of them", OWN_METRICS
    histogram = "# TYPE vitrine_request_duration_seconds histogram" in text.split("\n")
    timed = any(name.startswith("vitrine_request_duration_seconds_sum{") for name in names)
    wanted = "a histogram of the time that answers take, by what was asked"
    yield "/metrics of worker (by our name of the metric)", wanted, wanted if histogram and timed else str(names), ""


def auth_cases():
    bearer, cookie = {"Authorization": f"Bearer {TOKEN}"}, {"Cookie": "token=x"}

    def ask(url, headers=None, name="public"):
        response = get(f"/parquet?dataset=viewer/{name}&config=default", url, headers)
        return f"200, {len(response.json()['parquet_files'])} file" if response.ok else told(response)

    good, closed, refused = "200, 1 file", "401 ExternalUnauthenticatedError", "501 NotSupportedPrivateRepositoryError"
    for who, headers in (("no credentials", None), ("a token", bearer), ("a cookie", cookie)):
        yield f"a public dataset, {who}", good, ask(PUBLIC, headers), ""
    for who, headers, wanted in (("no credentials", None, closed), ("a cookie", cookie, closed), ("a token", bearer, good)):
        yield f"a gated dataset (a server with --private), {who}", wanted, ask(PRIVATE, headers), ""
    for who, headers, wanted in (("no credentials", None, closed), ("a cookie", cookie, closed), ("a token", bearer, refused)):
        yield f"a private dataset (a server with --private), {who}", wanted, ask(PRIVATE, headers), NO_BLOCKING if wanted == refused else ""
    for whose, wanted in (
        ("a free organisation's private dataset", refused),
        ("a subscriber's private dataset", good),
        ("a company member's private dataset", refused),
        ("a company's private dataset", good),
        ("a private, gated dataset", refused),
        ("a subscriber's private, gated dataset", good),
    ):
        yield f"{whose} (a server with --private), a token", wanted, ask(PRIVATE, bearer), NO_BLOCKING if wanted == refused else ""
    yield "a private dataset on a list of blocked ones (--block)", refused, ask(PRIVATE, bearer, "blocked"), NO_SUBSCRIPTIONS
    yield "a public dataset on that list", "501 DatasetInBlockListError", ask(PUBLIC, name="blocked"), ""
    yield "a dataset whose card says `viewer: false`", "501 NotSupportedDisabledViewerError", ask(PUBLIC, name="viewer_false"), ""
    yield "a dataset whose discussions are closed", good, ask(PUBLIC), ""


def endpoint_cases():
    levels = {"dataset": "?dataset=viewer/public", "config": "?dataset=viewer/public&config=default", "split": "?dataset=viewer/public&config=default&split=train"}
    for route, level in (
        ("/splits", "dataset"),
        ("/splits", "config"),
        ("/first-rows", "split"),
        ("/parquet", "dataset"),
        ("/parquet", "config"),
        ("/info", "dataset"),
        ("/info", "config"),
        ("/size", "dataset"),
        ("/size", "config"),
        ("/is-valid", "dataset"),
        ("/statistics", "split"),
    ):
        response = get(route + levels[level])
        digits = len(re.fullmatch("[0-9a-f]*", response.headers.get("X-Revision", ""))[0])
        yield f"{route} of a {level}", "200, X-Revision of 40 digits", f"{told(response)}, X-Revision of {digits} digits", ""


def refusal_cases():
    closed = "401 ExternalUnauthenticatedError"
    yield "/splits of a dataset that is not there (a server with --private)", closed, told(get("/splits?dataset=severo/inexistent-dataset", PRIVATE)), ""
    for what, query in (("no dataset", ""), ("an empty dataset", "?dataset=")):
        wanted = """422 MissingRequiredParameter, {"error": "Parameter 'dataset' is required"}"""
        yield f"/splits, {what}", code(wanted), code(with_body(get("/splits" + query))), ""
    yield "/splits of a dataset that is not there, an empty config (a server with --private)", closed, told(get("/splits?dataset=missing-parameter&config=", PRIVATE)), ""
    absent = "/first-rows?dataset=severo/inexistent-dataset&config=plain_text&split=train"
    yield "/first-rows of a dataset that is not there (a server with --private)", closed, told(get(absent, PRIVATE)), ""
    wanted = """422 MissingRequiredParameter, {"error": "Parameters 'dataset', 'config' and 'split' are required"}"""
    for how, form in (("no", ""), ("an empty", "{}=")):
        for left_out in ("dataset", "config", "split"):
            given = {"dataset": "stanfordnlp/imdb", "config": "plain_text", "split": "train"}
            query = "&".join(form.format(name) if name == left_out else f"{name}={value}" for name, value in given.items())
            yield f"/first-rows, {how} {left_out}", code(wanted), code(with_body(get("/first-rows?" + query))), ""


def with_body(response):
    return f"{told(response)}, {json.dumps(response.json())}"


def small_statistics_case():
    number = {"nan_count": 0, "nan_proportion": 0.0, "min": 0, "max": 3, "mean": 1.5, "median": 1.5, "std": 1.29099}
    edges = [0.0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4, 2.7, 3.0]
    label = {"nan_count": 0, "nan_proportion": 0.0, "no_label_count": 0, "no_label_proportion": 0.0}
    wanted = {
        "col_1": ("string_label", {**label, "n_unique": 4, "frequencies": {row["col_1"]: 1 for row in ROWS}}),
        "col_2": ("int", {**number, "histogram": {"bin_edges": [0, 1, 2, 3], "hist": [1, 1, 2]}}),
        "col_3": ("float", {**number, "histogram": {"bin_edges": edges, "hist": [1, 0, 0, 1, 0, 0, 1, 0, 0, 1]}}),
        "col_4": ("string_label", {**label, "n_unique": 2, "frequencies": {"A": 1, "B": 3}}),
        "col_5": ("bool", {"nan_count": 1, "nan_proportion": 0.25, "frequencies": {"True": 2, "False": 1}}),
        "col_6": (
            "list",
            {"nan_count": 1, "nan_proportion": 0.25, "min": 3, "max": 5, "mean": 4.0, "median": 4, "std": 1.0, "histogram": {"bin_edges": [3, 4, 5], "hist": [1, 2]}},
        ),
    }
    answer = get(split_of("jsonl", "statistics")).json()
    whole = {one["column_name"]: (one["column_type"], one["column_statistics"]) for one in answer["statistics"]}
    kinds = ", ".join(kind for kind, _ in wanted.values())
    expected = f"{len(LISTS)} rows; {kinds}; every figure"
    is_same = answer["num_examples"] == 4 and answer["partial"] is False and list(whole) == list(wanted)
    is_same = is_same and all(whole[name][0] == kind and same(whole[name][1], block) for name, (kind, block) in wanted.items())
    yield "/statistics of six columns of JSON Lines", expected, expected if is_same else code(whole), ""


def row_item(index):
    return {"row_idx": index, "row": ROWS[index], "truncated_cells": []}


def page(response):
    """What a page of the four rows has to be beside them; nothing if it is."""
    body = response.json()
    features = [{"feature_idx": i, "name": name, "type": {"dtype": dtype, "_type": "Value"}} for i, (name, dtype) in enumerate(FEATURES)]
    keys = {"rows", "features", "num_rows_total", "num_rows_per_page", "partial"}
    is_whole = body.keys() == keys and body["features"] == features and body["num_rows_per_page"] == 100 and body["partial"] is False
    is_whole = is_whole and all(item == row_item(item["row_idx"]) for item in body["rows"])
    rows = [item["row_idx"] for item in body["rows"]]
    return f"rows {rows} of {body['num_rows_total']}" + ("" if is_whole else f", but {json.dumps(body)}")


def rows_cases():
    order = "Both rows have one of the words and thirteen in all: to us they are equal, and the upper row is first. There, words of a stop list do not count."
    yield "/search for two words", "rows [2, 3, 1] of 3", page(get(split_of("public", "search", "&offset=0&length=3&query=lantern keeper"))), order
    where, falling = quote(""""col_4"='B'"""), quote('"col_2" DESC')
    filtered = get(split_of("public", "filter", f"&offset=1&length=2&where={where}&orderby={falling}"))
    yield "/filter by a condition, in an order, from the second", "rows [1, 0] of 3", page(filtered), ""
    for condition, count in (
        ("", 4),
        ('"col_2"=3', 1),
        ('"col_2"<3', 3),
        ('"col_2">3', 0),
        (""""col_4"='B'""", 3),
        (""""col_4"<'B'""", 1),
        (""""col_4">='A'""", 4),
        (""""col_2"<3 AND "col_4"='B'""", 2),
        (""""col_2"<3 OR "col_4"='B'""", 4),
    ):
        response = get(split_of("public", "filter", f"&where={quote(condition)}" if condition else ""))
        yield f"/filter by {code(condition) if condition else 'nothing'}", f"{count} rows", f"{len(response.json()['rows'])} rows", ""
    for order_by, first in (("", 1), ('"col_4"', 2), ('"col_3" DESC', 3)):
        query = "&where=" + quote('"col_2">0') + (f"&orderby={quote(order_by)}" if order_by else "")
        rows = get(split_of("public", "filter", query)).json()["rows"]
        yield f"/filter in the order {code(order_by) if order_by else 'of the rows'}", f"row {first} first", f"row {rows[0]['row_idx']} first", ""
    yield "/rows from the second", "rows [1, 2, 3] of 4", page(get(split_of("public", "rows", "&offset=1&length=10"))), ""


# Media: what a cell has, and that its address gives the file


def medium(response, column, more=None):
    cell = response.json()["rows"][0]["row"][column]
    source = cell[0] if isinstance(cell, list) else cell
    if not isinstance(source, dict) or not str(source.get("src")).startswith(PUBLIC + "/"):
        return code(cell)
    fetched = requests.get(source["src"], timeout=60)
    thumbnail = ""
    form = "a list of one `src`" if isinstance(cell, list) else "`src`"
    if "thumbnail" in source:
        small = requests.get(source["thumbnail"]["src"], timeout=60)
        thumbnail = ", a thumbnail" if small.status_code == 200 and small.content[8:12] == b"WEBP" else f", no thumbnail: {small.text}"
    shown = {key: value for key, value in source.items() if key in ("height", "width", "type", "size_bytes")}
    return f"{form}, {code(shown)}, {fetched.status_code}, {fetched.headers['Content-Type']}{thumbnail}"


def media_cases():
    asked = {
        "images": ("image", "a folder of pictures", '`src`, `{"height": 48, "width": 64}`, 200, image/png', "yellow", '"rating"=3'),
        "images_parquet": ("image", "pictures in Parquet (our address where theirs is signed)", '`src`, `{"height": 48, "width": 64}`, 200, image/png', "yellow", '"rating"=3'),
        "audios": ("audio", "a folder of recordings", 'a list of one `src`, `{"type": "audio/wav"}`, 200, audio/wav', "small", '"age"=3'),
        "pdfs": ("pdf", "a folder of documents", '`src`, `{"size_bytes": ' + str(len(document("one"))) + "}`, 200, application/pdf, a thumbnail", "embedded", '"has_images"=1'),
    }
    for name, (column, what, wanted, word, where) in asked.items():
        for route, more in (("search", f"&query={word}"), ("filter", f"&where={quote(where)}"), ("rows", ""), ("first-rows", "")):
            yield f"/{route} of {what}", wanted, medium(get(split_of(name, route, more)), column), ""


def main():
    groups = [
        ("routes", healthcheck_cases),
        ("routes", auth_cases),
        ("routes", endpoint_cases),
        ("routes", refusal_cases),
        ("routes", small_statistics_case),
        ("routes", metrics_cases),
        ("routes", rows_cases),
        ("routes", media_cases),
    ]
    cases = list(statistics_cases())
    for group, make in groups:
        try:
            cases += [(group, *case) for case in make()]
        except Exception:
            cases.append((group, make.__name__, "an answer", traceback.format_exc(limit=3), ""))
    for group, name, expected, ours, reason in cases:
        print(json.dumps({"group": group, "case": name, "expected": expected, "ours": ours, "reason": reason}))


if __name__ == "__main__":
    main()
