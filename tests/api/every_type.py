"""Rows of every type: Arrow IPC streams read by pyarrow, polars and datasets, Croissant by mlcroissant.

    python every_type.py make FILE.parquet                      writes the rows
    VITRINE_URL=... python every_type.py check FILE.parquet     compares what the server sends of local/types
"""

import datetime
import decimal
import io
import os
import sys
import tempfile

import pyarrow as pa
import pyarrow.parquet as pq

os.environ["HF_ENDPOINT"] = os.environ["VITRINE_URL"]
os.environ["HF_HOME"] = tempfile.mkdtemp(prefix="vitrine-hf-")

ROWS = 5000  # more than one batch


def some(i, value, every=7):
    return None if i % every == 3 else value


def column(make, kind):
    return pa.array([make(i) for i in range(ROWS)], kind)


def table():
    start = datetime.date(2020, 1, 1)
    person = pa.struct([("name", pa.string()), ("tags", pa.list_(pa.string()))])
    return pa.table(
        {
            "int8": column(lambda i: some(i, i % 100 - 50), pa.int8()),
            "uint16": column(lambda i: i, pa.uint16()),
            "int32": column(lambda i: some(i, -i), pa.int32()),
            "uint64": column(lambda i: 2**63 + i, pa.uint64()),
            "float32": column(lambda i: i / 3, pa.float32()),
            "float64": column(lambda i: some(i, i / 3), pa.float64()),
            "bool": column(lambda i: some(i, i % 2 == 0), pa.bool_()),
            "text": column(lambda i: some(i, f"naïve {i}" if i % 5 else ""), pa.string()),
            "bytes": column(lambda i: some(i, bytes([i % 256, 0])), pa.binary()),
            "date": column(lambda i: some(i, start + datetime.timedelta(i)), pa.date32()),
            "time": column(lambda i: i * 1000, pa.time64("us")),
            "stamp": column(lambda i: i * 1000, pa.timestamp("us")),
            "nanos": column(lambda i: i * 1001, pa.timestamp("ns")),
            "zoned": column(lambda i: some(i, i * 1000), pa.timestamp("us", tz="UTC")),
            "decimal": column(lambda i: some(i, decimal.Decimal(i - 100) / 100), pa.decimal128(20, 2)),
            "small": column(lambda i: decimal.Decimal(i % 100) / 10, pa.decimal128(4, 1)),
            "list": column(lambda i: some(i, [None if k == 1 else f"m{k}" for k in range(i % 4)]), pa.list_(pa.string())),
            "lists": column(lambda i: some(i, [[k] * (k + 1) for k in range(i % 3)]), pa.list_(pa.list_(pa.int16()))),
            "vector": column(lambda i: some(i, [i, i + 1, 0.5]), pa.list_(pa.float32(), 3)),
            "person": column(lambda i: some(i, {"name": some(i, str(i), 5), "tags": ["x"] * (i % 3)}), person),
            "odd name/x": column(lambda i: i, pa.int64()),
            "people": column(lambda i: some(i, [{"name": str(k), "tags": None} for k in range(i % 3)]), pa.list_(person)),
        }
    )


def arrow_streams(source):
    import datasets
    import polars
    import requests

    base = os.environ["VITRINE_URL"]
    split = {"dataset": "local/types", "config": "default", "split": "train"}

    def rows(**more):
        headers = more.pop("headers", {})
        response = requests.get(f"{base}/{more.pop('route', 'rows')}", params={**split, **more}, headers=headers)
        assert response.status_code == 200, response.text
        assert response.headers["Content-Type"] == "application/vnd.apache.arrow.stream"
        read = pa.ipc.open_stream(response.content).read_all()
        read.validate(full=True)
        return read, response

    read, response = rows(format="arrow", length=ROWS)
    assert read.schema.types == source.schema.types, read.schema
    for name in source.column_names:
        assert read[name].to_pylist() == source[name].to_pylist(), name
    assert polars.read_ipc_stream(io.BytesIO(response.content)).shape == source.shape
    assert datasets.Dataset(read).features["vector"] == datasets.List(datasets.Value("float32"), length=3)

    few, response = rows(route="filter", where='"uint16">=4990', orderby='"uint16" DESC', columns="list,uint16", length=3, headers={"Accept": "application/vnd.apache.arrow.stream"})
    assert few["uint16"].to_pylist() == [4999, 4998, 4997] and few.column_names == ["list", "uint16"]
    assert few["list"].to_pylist() == [source["list"][i].as_py() for i in (4999, 4998, 4997)]
    assert response.headers["X-Num-Rows-Total"] == "10"
    none, _ = rows(format="arrow", length=0)
    assert none.num_rows == 0 and none.column_names == source.column_names


def croissant_records(source):
    import mlcroissant
    import requests
    from huggingface_hub import snapshot_download

    crumbs = requests.get(f"{os.environ['VITRINE_URL']}/croissant-crumbs", params={"dataset": "local/types"}).json()
    folder = snapshot_download("local/types", repo_type="dataset", revision="refs/convert/parquet")
    dataset = mlcroissant.Dataset(jsonld=crumbs, mapping={"repo": folder})
    assert not dataset.metadata.issues.errors, dataset.metadata.issues.errors
    records = list(dataset.records("default"))
    assert len(records) == ROWS
    for i in (0, 1, 5, ROWS - 1):  # rows without nulls
        assert records[i]["default/int8"] == source["int8"][i].as_py()
        assert records[i]["default/text"].decode() == source["text"][i].as_py()
        assert [list(member) for member in records[i]["default/lists"]] == source["lists"][i].as_py()
        assert list(records[i]["default/vector"]) == source["vector"][i].as_py()
        assert records[i]["default/odd_name_x"] == i


if __name__ == "__main__":
    if sys.argv[1] == "make":
        pq.write_table(table(), sys.argv[2])
    else:
        arrow_streams(pq.read_table(sys.argv[2]))
        croissant_records(pq.read_table(sys.argv[2]))
