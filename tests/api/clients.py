"""Python clients of the Hub, unmodified, reading what Vitrine serves. One check a run:

    VITRINE_URL=http://127.0.0.1:7860 python clients.py NAME SOURCE_FOLDER

SOURCE_FOLDER holds papers.jsonl, which the server has as acme/papers (configs main and notes). What
is expected is read from that file, never from the server.
"""

import json
import os
import sys
import tempfile

BASE = os.environ["VITRINE_URL"]
os.environ["HF_ENDPOINT"] = BASE
os.environ["HF_HOME"] = tempfile.mkdtemp(prefix="vitrine-hf-")
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ.pop("HF_TOKEN", None)

ID = "acme/papers"
SPLIT = {"dataset": ID, "config": "main", "split": "train"}


def source():
    with open(os.path.join(sys.argv[2], "papers.jsonl"), encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def parquet_urls():
    import requests

    files = requests.get(f"{BASE}/parquet", params={"dataset": ID, "config": "main"}).json()["parquet_files"]
    return [file["url"] for file in files]


def same_rows(rows):
    """The rows are the source's; vectors are float32 in Parquet."""
    expected = source()
    assert len(rows) == len(expected), len(rows)
    for row, wanted in zip(rows, expected):
        for key in ("id", "title", "authors", "year"):
            value = row[key].tolist() if hasattr(row[key], "tolist") else row[key]
            assert value == wanted[key] or (value != value and wanted[key] is None), (key, value, wanted[key])
        assert all(abs(a - b) < 1e-6 for a, b in zip(row["embedding"], wanted["embedding"], strict=True))


def documented_snippets():
    """The `requests` snippets of the dataset viewer's documentation, base address and names changed."""
    import requests

    headers = {"Authorization": "Bearer hf_xxx"}

    def query(route):
        response = requests.get(f"{BASE}/{route}", headers=headers)
        assert response.status_code == 200, (route, response.text)
        return response.json()

    assert query(f"is-valid?dataset={ID}")["search"] is True
    assert [s["split"] for s in query(f"splits?dataset={ID}")["splits"] if s["config"] == "main"] == ["train"]
    assert query(f"first-rows?dataset={ID}&config=main&split=train")["truncated"] is False
    page = query(f"rows?dataset={ID}&config=main&split=train&offset=2&length=3")
    assert [row["row_idx"] for row in page["rows"]] == [2, 3, 4]
    assert page["rows"][0]["row"]["title"] == source()[2]["title"]
    found = query(f"search?dataset={ID}&config=main&split=train&query=reward")
    assert sorted(row["row_idx"] for row in found["rows"]) == [
        i for i, row in enumerate(source()) if "reward" in row["title"].lower()
    ]
    kept = query(f'filter?dataset={ID}&config=main&split=train&where="year">=2024&orderby="id" DESC')
    assert [row["row"]["id"] for row in kept["rows"]] == sorted(
        (row["id"] for row in source() if (row["year"] or 0) >= 2024), reverse=True
    )
    assert query(f"size?dataset={ID}")["size"]["dataset"]["num_rows"] == len(source()) + 2
    names = [column["column_name"] for column in query(f"statistics?dataset={ID}&config=main&split=train")["statistics"]]
    assert names == sorted(names) and "year" in names
    assert query(f"parquet?dataset={ID}")["parquet_files"]


def huggingface_hub():
    from huggingface_hub import HfApi, hf_hub_download, snapshot_download
    from huggingface_hub.errors import EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError

    api = HfApi()
    info = api.dataset_info(ID, files_metadata=True)
    assert info.card_data.license == "mit" and "iclr" in info.tags
    assert [d.id for d in api.list_datasets(author="acme")] == [ID]
    assert [d.id for d in api.list_datasets(filter="iclr")] == [ID]
    assert [d.id for d in api.list_datasets(filter=["iclr", "language:xx"])] == []
    assert ID in [d.id for d in api.list_datasets(sort="downloads", limit=5)]
    api.auth_check(ID, repo_type="dataset")
    assert api.list_repo_refs(ID, repo_type="dataset", include_pull_requests=True).pull_requests == []
    assert api.list_repo_refs(ID, repo_type="dataset").converts[0].ref == "refs/convert/parquet"
    folder = snapshot_download(ID, repo_type="dataset")
    assert os.path.basename(folder) == info.sha
    for sibling in info.siblings:
        assert os.path.getsize(os.path.join(folder, sibling.rfilename)) == sibling.size
    card = hf_hub_download(ID, "README.md", repo_type="dataset", revision=info.sha)
    assert "custom_key: kept" in open(card, encoding="utf-8").read()
    for error, call in (
        (RepositoryNotFoundError, lambda: api.dataset_info("acme/absent")),
        (RevisionNotFoundError, lambda: api.dataset_info(ID, revision="v9")),
        (EntryNotFoundError, lambda: hf_hub_download(ID, "absent.txt", repo_type="dataset")),
    ):
        try:
            call()
        except error:
            continue
        raise AssertionError(f"no {error.__name__}")


def huggingface_hub_checks_content():
    """What git and LFS would call the files, computed here from their bytes."""
    import hashlib

    from huggingface_hub import HfApi, hf_hub_download

    for file in HfApi().list_repo_tree(ID, repo_type="dataset", recursive=True, expand=True):
        if not hasattr(file, "blob_id"):
            continue
        content = open(hf_hub_download(ID, file.path, repo_type="dataset"), "rb").read()
        stored = content
        if file.lfs:
            digest = hashlib.sha256(content).hexdigest()
            assert file.lfs.sha256 == digest
            stored = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n".encode()
        assert file.blob_id == hashlib.sha1(b"blob %d\0" % len(stored) + stored).hexdigest()


def load_dataset_by_name():
    from datasets import load_dataset

    loaded = load_dataset(ID)["train"]
    same_rows(list(loaded))
    assert str(loaded.features["authors"]) == "List(Value('string'))", loaded.features
    assert load_dataset(ID, "notes")["train"]["note"][1] == "second"
    streamed = load_dataset(ID, "main", split="train", streaming=True)
    same_rows(list(streamed))


def load_dataset_by_address():
    from datasets import load_dataset

    same_rows(list(load_dataset("parquet", data_files={"train": parquet_urls()}, split="train")))


def pandas_by_address():
    import pandas

    frames = [pandas.read_parquet(url) for url in parquet_urls()]
    same_rows(pandas.concat(frames).to_dict("records"))


def polars_by_address():
    import polars

    same_rows(polars.read_parquet(parquet_urls()).to_dicts())


def pyarrow_by_file_system():
    import pyarrow.parquet
    from huggingface_hub import HfFileSystem

    table = pyarrow.parquet.read_table(f"datasets/{ID}@refs%2Fconvert%2Fparquet/main/train", filesystem=HfFileSystem())
    same_rows(table.to_pylist())
    # As the Hub's documentation writes it for DuckDB and Polars.
    same_rows(pyarrow.parquet.read_table(f"datasets/{ID}@~parquet/main/train", filesystem=HfFileSystem()).to_pylist())


def duckdb_by_address():
    from datetime import datetime, timezone

    import duckdb
    from fsspec.implementations.http import HTTPFileSystem

    connection = duckdb.connect()

    class Http(HTTPFileSystem):
        def modified(self, path):  # DuckDB asks, and this file system does not know
            return datetime.now(timezone.utc)

    # Over fsspec, since its own httpfs is an extension that would have to be downloaded first.
    connection.register_filesystem(Http())
    rows = connection.execute("SELECT * FROM read_parquet(?) ORDER BY file_row_number", [parquet_urls()])
    names = [column[0] for column in rows.description]
    same_rows([dict(zip(names, row)) for row in rows.fetchall()])


def rows_in_other_formats():
    """More than the Hub offers: up to 10,000 rows a request, in the formats that tools read."""
    import io
    import urllib.parse

    import pandas
    import pyarrow.parquet
    import requests

    def address(route, **more):
        return f"{BASE}/{route}?" + urllib.parse.urlencode({**SPLIT, "columns": "id,title,authors,year", **more})

    wanted = source()
    table = pandas.read_csv(address("rows", format="csv", length=10000))
    assert table["title"].tolist() == [row["title"] for row in wanted]
    assert [json.loads(cell) for cell in table["authors"]] == [row["authors"] for row in wanted]
    lines = requests.get(address("rows", length=10000), headers={"Accept": "application/x-ndjson"})
    assert lines.headers["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line)["row"]["id"] for line in lines.text.splitlines()] == list(range(len(wanted)))
    order = [row["id"] for row in sorted(wanted, key=lambda row: (row["year"] is None, -(row["year"] or 0), row["title"]))]
    sorted_rows = requests.get(address("filter", format="parquet", lenient=1, orderby="year desc, title", where="id >= 0"))
    file = pyarrow.parquet.read_table(io.BytesIO(sorted_rows.content))
    assert file.column("id").to_pylist() == order
    assert file.column("authors").to_pylist() == [wanted[i]["authors"] for i in order]
    assert b'"features"' in file.schema.metadata[b"huggingface"]
    for at, row in enumerate(file.column("title").to_pylist()):
        assert row == wanted[order[at]]["title"]
    ours = f"{BASE}/api/v1/datasets/acme/papers/search?mode=keyword&q=reward&sort=title&limit=3"
    hits = requests.get(ours).json()["hits"]
    file = pyarrow.parquet.read_table(io.BytesIO(requests.get(ours + "&format=parquet").content))
    assert len(hits) == 3
    for at, row in enumerate(file.to_pylist()):
        assert {name: row[name] for name in ["title", "authors"]} == {name: hits[at]["row"][name] for name in ["title", "authors"]}
    both = requests.get(address("search", query="reward", where='"year"=2023')).json()
    assert [row["row_idx"] for row in both["rows"]] == [
        row["id"] for row in wanted if "Reward" in row["title"] and row["year"] == 2023
    ]


def cursors_lead_through_all_rows():
    import requests

    seen, cursor = [], "start"
    while cursor:
        page = requests.get(f"{BASE}/filter", params={**SPLIT, "cursor": cursor, "length": 7, "orderby": '"title"'}).json()
        seen += [row["row"]["title"] for row in page["rows"]]
        cursor = page["next_cursor"]
    assert seen == sorted(row["title"] for row in source())
    for wrong in ("x", "abc-3", "-1"):
        assert requests.get(f"{BASE}/rows", params={**SPLIT, "cursor": wrong}).status_code == 422, wrong


def croissant_is_valid_and_loads():
    import mlcroissant
    import requests
    from huggingface_hub import snapshot_download

    crumbs = requests.get(f"{BASE}/croissant-crumbs", params={"dataset": ID}).json()
    folder = snapshot_download(ID, repo_type="dataset", revision="refs/convert/parquet")
    dataset = mlcroissant.Dataset(jsonld=crumbs, mapping={"repo": folder})
    assert not dataset.metadata.issues.errors, dataset.metadata.issues.errors
    assert dataset.metadata.ctx.is_v1_1()
    records = list(dataset.records("main"))
    wanted = source()
    assert [record["main/id"] for record in records] == [row["id"] for row in wanted]
    assert [record["main/title"].decode() for record in records] == [row["title"] for row in wanted]
    assert [[name.decode() for name in record["main/authors"]] for record in records] == [row["authors"] for row in wanted]
    for record, row in zip(records, wanted, strict=True):
        assert all(abs(a - b) < 1e-6 for a, b in zip(record["main/embedding"], row["embedding"], strict=True))
    assert {record["main/split"] for record in records} == {b"train"}
    assert [record["notes/n"] for record in dataset.records("notes")] == [1, 2]


def compatible_libraries():
    """The code that /compatible-libraries gives for each library, run as it is given."""
    import requests

    libraries = requests.get(f"{BASE}/compatible-libraries", params={"dataset": ID}).json()["libraries"]
    assert [one["library"] for one in libraries] == ["datasets", "pandas", "polars"]
    for one in libraries:
        assert [code["config_name"] for code in one["loading_codes"]] == ["main", "notes"], one["library"]
        names = {}
        exec(one["loading_codes"][0]["code"], names)
        rows = names["ds"]["train"] if "ds" in names else names["df"]
        assert len(rows) == len(source()), one["library"]
    cache = requests.get(f"{BASE}/hub-cache", params={"dataset": ID}).json()
    sizes = requests.get(f"{BASE}/size", params={"dataset": ID}).json()["size"]["dataset"]
    assert cache["num_rows"] == sizes["num_rows"] and cache["viewer"] and not cache["partial"]
    assert cache["libraries"] == [one["library"] for one in libraries] and "text" in cache["modalities"]


if __name__ == "__main__":
    globals()[sys.argv[1]]()
    sys.stdout.flush()
    os._exit(0)  # pyarrow's threads may still hold a Python file when the interpreter goes, and abort it
