"""/openapi.json against its own rules, and live answers of every route against it, over HTTP alone:

    VITRINE_URL=http://127.0.0.1:7860 python openapi.py

The server must allow changes and have a dataset acme/papers with a config `main` and the columns
`title`, `year` and `embedding`; what this makes, it takes away again.
"""

import os
import time

import jsonschema
import openapi_spec_validator
import requests

BASE = os.environ["VITRINE_URL"]
PLACE = {"owner": "acme", "name": "papers"}
SPLIT = {"dataset": "acme/papers", "config": "main", "split": "train"}
V1 = {"config": "main", "split": "train"}
SEARCH = {**V1, "q": "paper", "facets": "year,title", "highlights": "1", "vectors": "sketch", "limit": "5"}
FILE = "main/train/0000.parquet"
KEY = {"Authorization": "Bearer " + os.environ.get("VITRINE_TOKEN", "")}
IDENTITY = requests.get(f"{BASE}/api/v1/datasets/acme/papers/rows/3", params=V1, headers=KEY).json()["identity"]
SNAPSHOT = requests.get(f"{BASE}/api/v1/datasets/acme/papers", headers=KEY).json()["snapshot"]

PUSHED = {"name": "pushed", "rest": "main"}
COMMIT = b'{"key":"header","value":{"summary":"x"}}\n{"key":"file","value":{"path":"README.md","content":"# Pushed"}}\n'
NOBODYS = {"transfer": "0" * 64, "prefix": "default", "xorb": "1" * 64}

# How each operation is asked for: what its path captures, its query, its body.
CALLS = {
    "repositories": {"query": {"search": "papers", "limit": "10"}},
    "repository": {"query": {"blobs": "true"}},
    "repository-commits": {"path": {"rest": "main"}},
    "repository-paths": {"path": {"rest": "main"}, "json": {"paths": ["README.md", FILE, "absent"]}},
    "repository-refs": {},
    "repository-auth-check": {},
    "repository-croissant": {},
    "whoami": {},
    "push-create": {"json": {"type": "dataset", "name": "pushed", "organization": "acme"}},
    "push-validate-card": {"json": {"content": "---\nlicense: mit\n---\n"}},
    "push-preupload": {"path": PUSHED, "json": {"files": [{"path": "a.csv", "size": 4, "sample": "eA=="}], "gitIgnore": "*.log"}},
    "push-commit": {"path": PUSHED, "data": COMMIT},
    "push-branch": {"path": {**PUSHED, "rest": "dev"}, "json": {"startingPoint": "main"}},
    "push-branch-delete": {"path": {**PUSHED, "rest": "dev"}},
    "push-tag": {"path": PUSHED, "json": {"tag": "v1"}},
    "push-tag-delete": {"path": {**PUSHED, "rest": "v1"}},
    "push-large-files": {"path": {"repository": "pushed.git"}, "json": {"operation": "upload", "objects": [{"oid": "a" * 64, "size": 1}]}},
    "push-xet-session": {"path": PUSHED},
    "push-delete": {"json": {"type": "dataset", "name": "pushed", "organization": "acme"}},
    "page-commit": {"path": {"rest": "main"}},
    "page-viewer": {},
    "page-viewer-split": {"path": {"rest": "main/train"}},
    "page-tree": {"path": {"rest": "main"}},
    "page-blob": {"path": {"rest": "main/README.md"}},
    "repository-revision": {"path": {"revision": "main"}},
    "repository-tree": {"path": {"rest": "main"}, "query": {"recursive": "true", "expand": "true"}},
    "parquet-of-dataset": {},
    "parquet-of-config": {"path": {"config": "main"}},
    "parquet-of-split": {"path": {"config": "main", "split": "train"}},
    "parquet-file": {"path": {"config": "main", "split": "train", "file": "0.parquet"}},
    "download": {"path": {"rest": "main/" + FILE}},
    "download-raw": {"path": {"rest": "main/" + FILE}},
    "v1-datasets": {},
    "v1-dataset": {},
    "v1-columns": {"query": V1},
    "v1-search": {"query": SEARCH},
    "v1-search-post": {"json": {**V1, "q": "reward", "like": [3], "facets": ["year"]}},
    "v1-facets": {"query": {**V1, "q": "paper", "facets": "year,title"}},
    "v1-facets-post": {"json": {**V1, "where": '"year" >= 2021'}},
    "v1-recommend": {"query": {**V1, "like": "3"}},
    "v1-recommend-post": {"json": {**V1, "like": [3], "dislike": [4]}},
    "v1-row": {"path": {"row_idx": "3"}, "query": V1},
    "v1-media": {"path": {"name": "pictures", "rest": "default/train/a.png"}},
    "v1-card-picture": {"path": {"name": "pictures", "rest": "plot.svg"}},
    "v1-similar": {"path": {"row_idx": "3"}, "query": V1},
    "v1-sql": {"query": {"config": "main", "sql": "SELECT title, embedding, year FROM train LIMIT 3"}},
    "v1-sql-post": {"json": {"config": "main", "sql": "SUMMARIZE train"}},
    "v1-map": {"query": V1},
    "v1-map-points": {"query": V1},
    "v1-map-cancel": {"query": V1},
    "v1-reading-list-keep": {"path": {"row_idx": "3"}, "query": V1, "json": {"note": "read", "rating": 4}},
    "v1-reading-list": {},
    "v1-reading-list-drop": {"path": {"row_idx": "3"}, "query": V1},
    "v1-label-define": {"path": {"label": "verdict"}, "json": {"kind": "choice", "choices": ["good", "bad"]}},
    "v1-label-set": {"path": {"label": "verdict", "row_idx": "3"}, "query": V1, "json": {"value": "good", "was": None}},
    "v1-labels": {"query": V1},
    "v1-label-remove": {"path": {"label": "verdict"}, "query": {"values": "1"}},
    "v1-find-row": {"query": {**V1, "identity": IDENTITY}},
    "v1-imports": {},
    "v1-import": {"json": {"source": "/nowhere/at-all.csv"}},
    "v1-import-cancel": {"path": {"id": "1"}},
    "v1-upload": {"query": {"name": "a.csv"}},
    "v1-upload-piece": {"path": {"id": "1"}, "query": {"offset": "0"}, "data": b"a,b\n1,2\n"},
    "v1-import-preview": {"json": {"upload": 1, "reading": {"delimiter": ","}}},
    "v1-upload-discard": {"path": {"id": "1"}},
    "v1-remove": {"path": {"owner": "acme", "name": "spare"}},
    "croissant-crumbs": {"query": {"dataset": "acme/papers"}},
    "is-valid": {"query": SPLIT},
    "splits": {"query": {"dataset": "acme/papers"}},
    "info": {"query": {"dataset": "acme/papers"}},
    "size": {"query": {"dataset": "acme/papers"}},
    "parquet": {"query": {"dataset": "acme/papers"}},
    "first-rows": {"query": SPLIT},
    "rows": {"query": {**SPLIT, "cursor": "start", "length": "3", "columns": "title,embedding"}},
    "search": {"query": {**SPLIT, "query": "paper"}},
    "filter": {"query": {**SPLIT, "where": '"year" >= 2021', "orderby": '"year" DESC'}},
    "statistics": {"query": SPLIT},
    "compatible-libraries": {"query": {"dataset": "acme/papers"}},
    "hub-cache": {"query": {"dataset": "acme/papers"}},
    "mcp": {"json": {"jsonrpc": "2.0", "id": 1, "method": "ping"}},
    "v1-copy": {},
    "v1-copies": {},
    "v1-copies-manifest": {"query": {"snapshot": SNAPSHOT}},
    "v1-copies-pushed": {},
    "v1-copies-file": {"path": {"path": f"snapshots/{SNAPSHOT}/reading.json"}},
    "healthcheck": {},
    "admin-healthcheck": {},
    "ready": {},
    "metrics": {},
    "openapi": {},
}
REFUSED = {"v1-file-thumbnail": {"path": {"name": "pictures", "rest": "default/train/a.png"}, "query": {"size": "64"}}, "v1-embedded-medium": {"path": {"row_idx": "3"}, "query": {**V1, "field": "title"}}, "v1-thumbnail": {"path": {"row_idx": "3"}, "query": {**V1, "field": "title"}}, "unknown": {"path": {"path": "nothing"}}, "opt-in-out-urls": {}, "presidio-entities": {}, "push-large-file": {"path": NOBODYS}, "push-xorb": {"path": NOBODYS}, "push-shard": {"path": NOBODYS}, "push-xet-other": {"path": {**NOBODYS, "rest": "v2/shards"}}}
ROWS = {"json": "application/json", "ndjson": "application/x-ndjson", "csv": "text/csv", "parquet": "application/vnd.apache.parquet", "arrow": "application/vnd.apache.arrow.stream"}
FORMATS = {
    "rows": ROWS,
    "search": ROWS,
    "filter": ROWS,
    "v1-sql": {"json": "application/json", "csv": "text/csv", "parquet": "application/vnd.apache.parquet"},
}
ORDER = list(CALLS)


class Description:
    def __init__(self):
        self.document = requests.get(f"{BASE}/openapi.json").json()
        self.operations = {
            operation["operationId"]: (method, path, operation)
            for path, methods in self.document["paths"].items()
            for method, operation in methods.items()
        }

    def validate(self, value, schema):
        whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": self.document["components"], **schema}
        jsonschema.Draft202012Validator(whole).validate(value)

    def ask(self, name, call):
        method, path, operation = self.operations[name]
        address = path.format(**{**PLACE, **call.get("path", {})})
        described = {one["name"]: one for one in operation["parameters"] if one["in"] == "query"}
        for given, value in call.get("query", {}).items():
            assert given in described, f"{name} does not describe {given}"
            kind = described[given]["schema"]
            self.validate(int(value) if kind.get("type") == "integer" else value, kind)
        return requests.request(
            method, BASE + address, params=call.get("query"), json=call.get("json"), data=call.get("data"), allow_redirects=False,
            headers=KEY,
        )

    def check(self, name, response):
        """The answer is one of those described, of a type described, with a body as described."""
        responses = self.operations[name][2]["responses"]
        described = responses.get(f"{response.status_code // 100}XX")
        if described is None or "$ref" in described:
            described = self.document["components"]["responses"]["Error"]
            assert response.headers["X-Error-Code"]
        content = described.get("content", {})
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        if "application/json" in content and (is_json or "*/*" not in content):
            assert is_json, response.headers["Content-Type"]
            self.validate(response.json(), content["application/json"]["schema"])
        else:
            assert name in ("mcp",) or not is_json, f"{name} answers JSON that is not described"


def main():
    description = Description()
    openapi_spec_validator.validate(description.document)
    for schema in description.document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    unasked = set(description.operations) - set(CALLS) - set(REFUSED)
    assert not unasked, f"routes without a call here: {sorted(unasked)}"

    numbers = {}
    for name in ORDER:
        call = dict(CALLS[name])
        if call.get("path", {}).get("id"):
            call["path"] = {"id": numbers["v1-import" if "import" in name else "v1-upload"]}
        response = description.ask(name, call)
        while response.status_code == 202 and name.startswith("v1-map"):  # both answers are described
            description.check(name, response) if name == "v1-map" else None
            time.sleep(0.05)
            response = description.ask(name, call)
        assert response.status_code < 400, (name, response.status_code, response.text[:300])
        description.check(name, response)
        if name in ("v1-import", "v1-upload"):
            numbers[name] = next(iter(response.json().values()))
    for name, formats in FORMATS.items():
        for kind, media_type in formats.items():
            response = description.ask(name, {**CALLS[name], "query": {**CALLS[name]["query"], "format": kind}})
            assert response.headers["Content-Type"].startswith(media_type), (name, kind, response.headers["Content-Type"])
            description.check(name, response)
    for name, call in REFUSED.items():
        response = description.ask(name, call)
        assert response.status_code in (404, 415, 501), name
        description.check(name, response)

    # What is wrong gets the error that is described, whatever the route.
    for name in ORDER:
        if name.startswith("page-"):  # it leads to the page, which says that there is no such dataset
            continue
        path = description.operations[name][1]
        call = {**CALLS[name], "path": {**CALLS[name].get("path", {}), "owner": "no", "name": "where", "repository": "where.git", "id": "999"}}
        call["query"] = {**CALLS[name].get("query", {}), **({"dataset": "no/where"} if "dataset" in CALLS[name].get("query", {}) else {})}
        if "{owner}" not in path and "dataset" not in call["query"] and "{id}" not in path:
            continue
        response = description.ask(name, call)
        assert response.status_code in (404, 422), (name, response.status_code)
        description.check(name, response)
    print(f"{len(CALLS) + len(REFUSED)} operations")


if __name__ == "__main__":
    main()
