#!/usr/bin/env python3
"""LanceDB's full text search behind the protocol of word_driver.h: title and abstract as one
column, simple tokenizer, stemmed, English stop words dropped, no positions.

It answers on threads of its own, so its time is the CPU time of the whole process."""

import sys
import time

import lancedb
import pyarrow
from lancedb.index import FTS


def build(documents, folder):
    with open(documents, encoding="utf-8", newline="\n") as lines:
        texts = [line.rstrip("\n").replace("\t", " ") for line in lines]
    rows = pyarrow.table({"row": pyarrow.array(range(len(texts)), pyarrow.int64()), "text": texts})
    table = lancedb.connect(folder).create_table("papers", rows)
    table.create_index("text", config=FTS(base_tokenizer="simple", stem=True,
                                          remove_stop_words=True, with_position=False))


def search(table, text):
    found = table.search(text, query_type="fts").select(["row", "_score"]).limit(10).to_arrow()
    return found.column("row").to_pylist()


def serve(folder):
    table = lancedb.connect(folder).open_table("papers")
    for command in sys.stdin:
        verb, _, queries = command.rstrip("\n").split(" ", 2)
        with open(queries, encoding="utf-8", newline="\n") as lines:
            for line in lines:
                start = time.process_time_ns()
                rows = search(table, line.rstrip("\n"))
                taken = time.process_time_ns() - start
                print(taken if verb == "time" else " ".join(map(str, [0, *rows])))
        print(".", flush=True)


if __name__ == "__main__":
    {"build": build, "serve": serve}[sys.argv[1]](*sys.argv[2:])
