"""Exported folders, read by the datasets library as they would be from the Hub:

    python exports.py rows FOLDER ROWS.json       ROWS.json holds the rows of config `main`, split `train`, before they were imported
    python exports.py make FILE.parquet           writes rows with media and other types of the datasets library
    python exports.py media FOLDER FILE.parquet   compares the folder made of that file
"""

import json
import os
import sys
import tempfile

os.environ["HF_HOME"] = tempfile.mkdtemp(prefix="vitrine-hf-")
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
    {"rows": rows, "make": make_media, "media": media}[sys.argv[1]](*sys.argv[2:])
