"""transformer.py VITRINE SAMPLE FOLDER [MODEL]: a column of vectors by a made-up BERT, or by MODEL, against ONNX
Runtime and the tokenizers library on the real texts of SAMPLE, a file of JSON lines. Works in FOLDER."""

import json
import os
import pathlib
import subprocess
import sys

import numpy
import pyarrow.parquet
from bert_model import Graph, encode, tokenizer_of, write_model

vitrine, sample, folder = sys.argv[1:4]
folder = pathlib.Path(folder)
papers = [json.loads(line) for line in open(sample, encoding="utf-8")]
texts = [f"{paper['title']}\n{paper['abstract']}\n" for paper in papers]
texts += ["Ünïcödé naïve Straße 深度学习, ... --- 100% (k=3)!\n", "x" * 150 + " deep\n", "graph " * 400 + "\n"]
model = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else write_model(folder / "model", texts)
source = folder / "papers.jsonl"
source.write_text("".join(json.dumps({"number": i, "abstract": text[:-1]}) + "\n" for i, text in enumerate(texts)), encoding="utf-8")


def run(*words):
    subprocess.run([vitrine, *words], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "VITRINE_HOME": str(folder / "home")})


run("import", str(source), "--embed", str(model))
run("export", "papers", "--out", str(folder / "out.parquet"))
table = pyarrow.parquet.read_table(folder / "out.parquet")
assert table.column("number").to_pylist() == list(range(len(texts))), "the rows are in another order"
found = numpy.array(table.column("embedding").to_pylist(), "float32")
tokenizer, session = tokenizer_of(model), Graph(model).session()
wanted = numpy.array([encode(session, tokenizer.encode(text).ids) for text in texts])
worst = float(numpy.abs(found - wanted).max())
spread = float(wanted.std(axis=0).mean())
assert found.shape == wanted.shape, found.shape
assert spread > 0.001, "the texts' vectors are all the same, which shows nothing"
assert worst < 1e-4, f"a value differs by {worst}"
print(f"{len(texts)} texts, {found.shape[1]} values: at most {worst:.1e} from ONNX Runtime")
