#!/usr/bin/env python3
"""SQLite's FTS5 behind the protocol of word_driver.h: title and abstract as two columns, porter
stemmer, any word, ordered by rank (bm25() as it is by default), everything in the page cache."""

import re
import sqlite3
import sys
import time


def build(documents, path):
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("CREATE VIRTUAL TABLE papers USING fts5(title, abstract, tokenize = porter)")
    with open(documents, encoding="utf-8", newline="\n") as lines:
        rows = ((row, *line.rstrip("\n").split("\t")) for row, line in enumerate(lines))
        database.executemany("INSERT INTO papers (rowid, title, abstract) VALUES (?, ?, ?)", rows)
    database.execute("INSERT INTO papers (papers) VALUES ('optimize')")
    database.commit()


def search(database, text, exact_total):
    words = {word.lower() for word in re.findall(r"\w+", text)}
    if not words:
        return 0, []
    match = " OR ".join(f'"{word}"' for word in sorted(words))
    query = "SELECT rowid FROM papers WHERE papers MATCH ? ORDER BY rank LIMIT 10"
    rows = [row for (row,) in database.execute(query, (match,))]
    count = "SELECT count(*) FROM papers WHERE papers MATCH ?"
    total = database.execute(count, (match,)).fetchone()[0] if exact_total else 0
    return total, rows


def serve(path):
    database = sqlite3.connect(path)
    database.execute("PRAGMA cache_size = -1000000")
    for command in sys.stdin:
        verb, mode, queries = command.rstrip("\n").split(" ", 2)
        with open(queries, encoding="utf-8", newline="\n") as lines:
            for line in lines:
                start = time.thread_time_ns()
                total, rows = search(database, line.rstrip("\n"), mode == "count")
                taken = time.thread_time_ns() - start
                print(taken if verb == "time" else " ".join(map(str, [total, *rows])))
        print(".", flush=True)


if __name__ == "__main__":
    {"build": build, "serve": serve}[sys.argv[1]](*sys.argv[2:])
