#!/usr/bin/env python3
"""Writes the rows of bench/engine.mjs as Parquet, 50,000 a file.

    engine_rows.py VITRINE ROWS OUT            papers of `vitrine sample`, of each vector the first 256 numbers
    engine_rows.py VITRINE ROWS OUT PAPERS     rows without vectors and abstracts, of titles and authors of the papers in PAPERS,
                                               which an earlier call wrote, again and again, each with numbers of its own

Needs DuckDB for Python (bench/peers/requirements.txt).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

PER_FILE = 50_000


def papers(vitrine: str, seed: int, file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([vitrine, "sample", "--rows", str(PER_FILE), "--seed", str(seed), "--out", folder], check=True, capture_output=True)
        read = f"read_json('{folder}/train.jsonl', columns = {{paper_id: 'BIGINT', title: 'VARCHAR', authors: 'VARCHAR[]', type: 'VARCHAR', abstract: 'VARCHAR', submission_number: 'BIGINT', embedding: 'FLOAT[]'}})"
        duckdb.sql(f"COPY (SELECT * REPLACE ({(seed - 1) * PER_FILE} + paper_id AS paper_id, embedding[1:256] AS embedding) FROM {read}) TO '{file}' (ROW_GROUP_SIZE 10000)")


def titles(source: str, number: int, file: Path) -> None:
    first = number * PER_FILE
    of = sorted(Path(source).glob("*.parquet"))
    row = "file_row_number + " + str(first)
    duckdb.sql(
        f"COPY (SELECT {row} AS number, title, authors, type, 1990 + ({row}) * 7919 % 36 AS year, ({row}) * 104729 % 100003 / 1000.0 AS score"
        f" FROM read_parquet('{of[number % len(of)]}', file_row_number = true)) TO '{file}' (ROW_GROUP_SIZE 10000)"
    )


vitrine, rows, out, *of = sys.argv[1:]
Path(out).mkdir(parents=True, exist_ok=True)
for number in range(int(rows) // PER_FILE):
    file = Path(out) / f"part-{number:05}.parquet"
    if not file.exists():
        titles(of[0], number, file) if of else papers(vitrine, number + 1, file)
