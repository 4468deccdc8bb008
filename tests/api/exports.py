"""Exported folders, read by the datasets library as they would be from the Hub:

    python exports.py rows FOLDER ROWS.json       ROWS.json holds the rows of config `main`, split `train`, before they were imported
    python exports.py make FILE.parquet           writes rows with media and other types of the datasets library
    python exports.py media FOLDER FILE.parquet   compares the folder made of that file
    python exports.py declare FOLDER              writes rows of every type that a file can declare: Parquet, which is kept, and Arrow, which is written anew
    python exports.py types FOLDER FILE.arrow     compares an exported folder with them
    VITRINE_URL=... python exports.py types local/NAME FILE.arrow    compares what a server has of them
"""

import json
import os
import sys
import tempfile

os.environ["HF_HOME"] = tempfile.mkdtemp(prefix="vitrine-hf-")
if "VITRINE_URL" in os.environ:
    os.environ["HF_ENDPOINT"] = os.environ["VITRINE_URL"]
else:
    os.environ["HF_HUB_OFFLINE"] = "1"

import datasets  # noqa: E402
import yaml  # noqa: E402
from datasets import ClassLabel, Features, List, Value  # noqa: E402

EXPECTED = Features(
    {
        "id": Value("int32"),
        "title": Value("string"),
        "authors": List(Value("string")),
        "type": ClassLabel(names=["Oral", "Spotlight", "Poster"]),
        "place": {"city": Value("string"), "at": List(Value("int16"))},
        "embedding": List(Value("float32"), length=3),
    }
)


MEDIA = Features(
    {
        "picture": datasets.Image(decode=False),
        "pictures": List(datasets.Image(decode=False)),
        "sound": {"clip": datasets.Audio(decode=False), "name": Value("string")},
        "words": datasets.Translation(["en", "fr"]),
        "labels": List(ClassLabel(names=["a", "b"])),
        "large": datasets.LargeList(Value("string")),
        "pair": List(Value("float64"), length=2),
        "any": datasets.Json(),
    }
)


def make_media(file):
    import pyarrow as pa
    import pyarrow.parquet as pq

    piece = {"bytes": b"\x89PNG", "path": None}
    row = {"picture": piece, "pictures": [piece, {"bytes": b"x", "path": "a.png"}], "sound": {"clip": piece, "name": "n"}, "words": {"en": "a", "fr": "b"}}
    row |= {"labels": [0, 1], "large": ["x"], "pair": [1.0, 2.0], "any": '{"a":[1]}'}
    pq.write_table(pa.Table.from_pylist([row] * 4, schema=MEDIA.arrow_schema), file)


def media(folder, file):
    loaded = datasets.load_dataset(folder, split="train")
    assert loaded.features == MEDIA, loaded.features
    assert loaded.data.table.to_pylist() == datasets.Dataset.from_parquet(file).data.table.to_pylist()


MOMENTS = {f"{unit}{' zoned' * bool(zone)}": Value(f"timestamp[{unit}{zone}]") for unit in ("s", "ms", "us", "ns") for zone in ("", ", tz=Asia/Tokyo")}
DECLARED = Features(
    {
        **MOMENTS,
        **{f"lasts {unit}": Value(f"duration[{unit}]") for unit in ("s", "ms", "us", "ns")},
        "time s": Value("time32[s]"),
        "time ms": Value("time32[ms]"),
        "time us": Value("time64[us]"),
        "day": Value("date32"),
        "day in ms": Value("date64"),
        "within": {"at": Value("timestamp[s]"), "all": List(Value("timestamp[ms, tz=UTC]")), "label": ClassLabel(names=["a", "b"])},
        "grid": datasets.Array2D((2, 3), "float32"),
        "cube": datasets.Array3D((1, 2, 2), "int16"),
        "languages": datasets.TranslationVariableLanguages(["en", "fr"]),
        "two": datasets.Translation(["en", "fr"]),
        "any length": List(Value("float32")),
        "emb": List(Value("float32")),
        "one length": List(Value("float64")),
        "large": datasets.LargeList(Value("int32")),
        "money": Value("decimal128(20, 3)"),
        "bytes": Value("binary"),
        "half": Value("float16"),
        "nothing": Value("null"),
    }
)


def declare(folder):
    import datetime
    import decimal

    import pyarrow as pa
    import pyarrow.parquet as pq

    at = datetime.datetime(2024, 2, 29, 12, 30, 1)
    row = {name: at.replace(tzinfo=datetime.timezone.utc) if "tz" in kind.dtype else at for name, kind in MOMENTS.items()}
    row |= {f"lasts {unit}": datetime.timedelta(hours=25) for unit in ("s", "ms", "us", "ns")}
    row |= {f"time {unit}": datetime.time(23, 59, 58) for unit in ("s", "ms", "us")}
    row |= {"day": at.date(), "day in ms": at.date(), "within": {"at": at, "all": [at.replace(tzinfo=datetime.timezone.utc), None], "label": 1}}
    row |= {"grid": [[1, 2, 3], [4, 5, 6]], "cube": [[[1, 2], [3, 4]]], "languages": {"language": ["en", "fr"], "translation": ["a", "b"]}, "two": {"en": "a", "fr": "b"}}
    row |= {"any length": [0.5], "large": [1, 2], "money": decimal.Decimal("1.500"), "bytes": b"\x00\xff", "half": 0.5, "nothing": None}
    # Of one length each, which nobody declares.
    row |= {"emb": [0.5, 1.5], "one length": [0.25] * 16}
    other = dict.fromkeys(row) | {"emb": [1.0, 2.0], "one length": [0.5] * 16} | {"grid": row["grid"], "cube": row["cube"], "any length": [1.5, 2.5], "large": []}
    table = datasets.Dataset.from_dict({name: [row[name], other[name]] for name in DECLARED}, features=DECLARED).data.table
    pq.write_table(table, os.path.join(folder, "kept.parquet"))
    with pa.ipc.new_file(os.path.join(folder, "written.arrow"), table.schema) as out:
        out.write_table(table)


def types(folder, file):
    import pyarrow as pa

    if "VITRINE_URL" in os.environ:
        import requests

        info = requests.get(os.environ["VITRINE_URL"] + "/info", params={"dataset": folder, "config": "default"}).json()["dataset_info"]
        assert Features.from_dict(info["features"]) == DECLARED, info["features"]
    # Of nothing but nulls a file of ours has texts: DuckDB writes no other type for it.
    expected = Features(DECLARED | {"nothing": Value("string")})
    loaded = datasets.load_dataset(folder, split="train")
    for name, kind in expected.items():
        assert loaded.features[name] == kind, (name, loaded.features[name])
    assert list(loaded.features) == list(expected)
    before = pa.ipc.open_file(file).read_all()
    for name in expected:
        assert loaded.data.table[name].to_pylist() == before[name].to_pylist(), (name, loaded.data.table[name].to_pylist(), before[name].to_pylist())


def rows(folder, file):
    rows = json.load(open(file, encoding="utf-8"))
    assert datasets.get_dataset_config_names(folder) == ["main", "notes"]
    loaded = datasets.load_dataset(folder, "main")
    assert list(loaded) == ["train", "test"], list(loaded)
    assert loaded["train"].features == EXPECTED, loaded["train"].features
    assert loaded["train"].to_list() == rows
    assert loaded["test"].to_list() == rows[:5]
    assert datasets.load_dataset(folder, "notes", split="train").to_list() == [{"n": 1, "note": "first"}, {"n": 2, "note": "second"}]
    assert datasets.load_dataset(folder)["train"].num_rows == len(rows), "main is the default"

    # The card as the library itself would have written it.
    text = open(os.path.join(folder, "README.md"), encoding="utf-8").read()
    header = yaml.safe_load(text.split("---\n")[1])
    assert header["license"] == "mit" and header["unknown_key"] == {"kept": [1, 2]}
    info = header["dataset_info"][0]
    assert info["features"] == EXPECTED._to_yaml_list(), info["features"]
    assert [split["num_examples"] for split in info["splits"]] == [len(rows), 5]
    sizes = [os.path.getsize(os.path.join(folder, "main", name)) for name in os.listdir(os.path.join(folder, "main"))]
    assert info["download_size"] == sum(sizes)
    assert info["dataset_size"] == sum(split["num_bytes"] for split in info["splits"])


if __name__ == "__main__":
    {"rows": rows, "make": make_media, "media": media, "declare": declare, "types": types}[sys.argv[1]](*sys.argv[2:])
