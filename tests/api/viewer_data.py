"""The datasets that viewer_cases.py asks about: columns of tests/golden/hub/statistics.jsonl, and small ones of each kind of source.

    python viewer_data.py FOLDER

writes one folder per dataset, to be imported under the name of the folder. Values are those of the Hub's own tests where an answer
depends on them; texts, pictures, recordings, films and documents are made here.
"""

import csv
import datetime
import json
import os
import shutil
import struct
import sys
import zlib

import pyarrow as pa
import pyarrow.parquet as pq

GOLDEN = os.path.join(os.path.dirname(__file__), "..", "golden", "hub", "statistics.jsonl")

ROWS = [
    {"col_1": "Nothing to report today.", "col_2": 0, "col_3": 0.0, "col_4": "B", "col_5": True},
    {"col_1": "A lantern burns bright and green and gold over a quiet old harbour", "col_2": 1, "col_3": 1.0, "col_4": "B", "col_5": False},
    {"col_1": "Sixty sacks of flour, lantern keeper.", "col_2": 2, "col_3": 2.0, "col_4": "A", "col_5": True},
    {"col_1": "He tells it to the keeper that came and went by the sea", "col_2": 3, "col_3": 3.0, "col_4": "B", "col_5": None},
]
LISTS = [[0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, None], None]


def golden():
    with open(GOLDEN, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def picture(width, height=2):
    """A PNG, grey."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes((width + 1) * height))) + chunk(b"IEND", b"")


def recording(seconds, rate=1600):
    """A WAV of silence."""
    size = int(seconds * rate) * 2
    return b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + b"data" + struct.pack("<I", size) + bytes(size)


def film(seconds, scale=600):
    """An MP4 with a header and no picture."""

    def box(kind, data):
        return struct.pack(">I", 8 + len(data)) + kind + data

    header = struct.pack(">IIIII", 0, 0, 0, scale, int(seconds * scale)) + struct.pack(">IH", 0x10000, 0x100) + bytes(10)
    header += struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000) + bytes(24) + struct.pack(">I", 1)
    return box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + box(b"mdat", bytes(64)) + box(b"moov", box(b"mvhd", header))


def document(words):
    """A PDF of one page with a line of text."""
    text = f"BT /F1 12 Tf 9 9 Td ({words}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)


MADE = {"image": (picture, "png"), "audio": (recording, "wav"), "video": (film, "mp4")}


def text_of(identity, length):
    """A text of this length, another for each identity: its name and a filling."""
    return (f"{identity} " + "so it goes, " * (length // 12 + 1))[:length]


def element(kind, position):
    """A member of a list; one in three is null."""
    if position % 3 == 2:
        return None
    if isinstance(kind, str):
        return {"string": "cat", "bool": True}.get(kind, position)
    if "labels" in kind:
        return position % len(kind["labels"])
    if "list" in kind:
        return [element(kind["list"], at) for at in range(position + 1)]
    if "array" in kind:
        return [[position] * kind["array"][1]] * kind["array"][0]
    return {name: element(of, position) for name, of in kind.items()}


def arrow_type(kind):
    if isinstance(kind, str):
        if kind in MADE:
            return pa.struct([("bytes", pa.binary()), ("path", pa.string())])
        if kind.startswith("timestamp"):
            unit, _, zone = kind[len("timestamp[") : -1].partition(", tz=")
            return pa.timestamp(unit, zone or None)
        return {"float32": pa.float32(), "float64": pa.float64()}.get(kind) or pa.type_for_alias(kind)
    if "labels" in kind:
        return pa.int64()
    if "list" in kind:
        return pa.list_(arrow_type(kind["list"]))
    if "array" in kind:
        return pa.list_(pa.list_(arrow_type(kind["of"])))
    return pa.struct([(name, arrow_type(of)) for name, of in kind.items()])


def feature(kind):
    if isinstance(kind, str):
        return {"_type": kind.capitalize()} if kind in MADE else {"dtype": kind, "_type": "Value"}
    if "labels" in kind:
        return {"names": kind["labels"], "_type": "ClassLabel"}
    if "list" in kind:
        return {"feature": feature(kind["list"]), "_type": "List"}
    if "array" in kind:
        return {"shape": kind["array"], "dtype": kind["of"], "_type": "Array2D"}
    return {name: feature(of) for name, of in kind.items()}


def value(column, row):
    kind = column["type"]
    if row is None:
        return None
    if column["table"] == "texts":
        return text_of(*row)
    if kind in ("image", "audio", "video"):
        make, ending = MADE[kind]
        return {"bytes": make(row), "path": f"{row}.{ending}"}
    if isinstance(kind, dict) and "list" in kind:
        return [element(kind["list"], at) for at in range(row)]
    if isinstance(kind, str) and kind.startswith("timestamp"):
        return datetime.datetime.fromisoformat(row)
    return float("nan") if row == "nan" else row


def write_table(path, columns):
    arrays, features = {}, {}
    for column in columns:
        arrays[column["column"]] = pa.array([value(column, row) for row in column["rows"]], arrow_type(column["type"]))
        features[column["column"]] = feature(column["type"])
    write_with_features(path, pa.table(arrays), features)


def write_with_features(path, table, features):
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    pq.write_table(table.replace_schema_metadata(metadata), path)


def write_file(folder, name, content):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb" if isinstance(content, bytes) else "w") as file:
        file.write(content)


def media_folder(folder, files, header, rows):
    for name, content in files.items():
        write_file(folder, name, content)
    with open(os.path.join(folder, "metadata.csv"), "w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def write_sources(folder):
    public = os.path.join(folder, "public")
    os.makedirs(os.path.join(public, "data"))
    with open(os.path.join(public, "data", "csv_data.csv"), "w", newline="") as file:
        writer = csv.DictWriter(file, ROWS[0])
        writer.writeheader()
        writer.writerows(ROWS)
    closed = os.path.join(folder, "viewer_false")
    shutil.copytree(public, closed)
    write_file(closed, "README.md", "---\nviewer: false\n---\nWords.\n")
    lines = [json.dumps({**row, "col_6": members}) for row, members in zip(ROWS, LISTS, strict=True)]
    write_file(os.path.join(folder, "jsonl"), "data/json_data.jsonl", "\n".join(lines) + "\n")
    pictures = {"1.png": picture(64, 48), "2.png": picture(20, 30)}
    captions = [["1.png", "a yellow bird", 3], ["2.png", "a grey stone", 1]]
    media_folder(os.path.join(folder, "images"), pictures, ["file_name", "text", "rating"], captions)
    os.makedirs(os.path.join(folder, "images_parquet"))
    held = [{"bytes": picture(64, 48), "path": "1.png"}, {"bytes": picture(20, 30), "path": "2.png"}]
    table = pa.table({"image": pa.array(held, arrow_type("image")), "text": ["a yellow bird", "a grey stone"], "rating": [3, 1]})
    features = {"image": {"_type": "Image"}, "text": feature("string"), "rating": feature("int64")}
    write_with_features(os.path.join(folder, "images_parquet", "train.parquet"), table, features)
    sounds = {"1.wav": recording(2), "2.wav": recording(1)}
    media_folder(os.path.join(folder, "audios"), sounds, ["file_name", "text", "age"], [["1.wav", "a small dog", 3], ["2.wav", "a large dog", 9]])
    papers = {"1.pdf": document("one"), "2.pdf": document("two")}
    media_folder(os.path.join(folder, "pdfs"), papers, ["file_name", "text", "has_images"], [["1.pdf", "a page with embedded pictures", 1], ["2.pdf", "words", 0]])


def main():
    folder = sys.argv[1]
    columns = golden()
    for name in sorted({column["table"] for column in columns}):
        os.makedirs(os.path.join(folder, name))
        write_table(os.path.join(folder, name, "train.parquet"), [column for column in columns if column["table"] == name])
    os.makedirs(os.path.join(folder, "structs"))
    of = {"author": {"list": "string"}, "likes": {"list": "int32"}}
    held = [{"author": ["cat"], "likes": [5]}, {"author": ["cat"], "likes": [5]}]
    rows = {"column": held, "null_column": [None, held[0]], "all_null_column": [None, None]}
    table = pa.table({name: pa.array(values, arrow_type(of)) for name, values in rows.items()})
    write_with_features(os.path.join(folder, "structs", "train.parquet"), table, {name: feature(of) for name in rows})
    write_sources(folder)


if __name__ == "__main__":
    main()
