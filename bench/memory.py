#!/usr/bin/env python3
"""What an import takes at most of memory, on the files that bound it: many rows, long texts, and small
Parquet files of rows that are much larger than they look, as each of the usual writers makes them.

    build/python-clients/bin/python bench/memory.py build/release/vitrine FOLDER [--small] [NAME...]

Makes the files in FOLDER (3 GB) where they are not there, imports each into a library of its own
and prints the resident memory at its peak, the process's own and its files' together. Ends with 1
if one goes beyond 1 GiB. --small makes a tenth of each, whose bound is the same; NAMEs choose files.
Needs pyarrow (scripts/python_clients.sh) and duckdb for the file that carries its name.
"""
import argparse
import json
import multiprocessing
import os
import pathlib
import shutil
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

BOUND_MIB = 1024
WORDS = "the same words come again and again in every row of a text that says next to nothing".split()


def many_rows(path, rows):
    with open(path, "w") as out:
        out.write("id,k,x,y,a,b,u,note,ts,ok\n")
        for i in range(rows):
            k = i * 7919 % 1000003
            note = f"{WORDS[i % 17]} {WORDS[i % 13]} {WORDS[k % 11]} word{k % 1000}"
            moment = f"{2000 + i % 24}-0{1 + i % 9}-1{i % 10} 10:{i % 60:02}:00"
            out.write(f"{i},{k},{k / 7:.6f},{i / 3:.4f},s{i % 10},s{i % 200},u{k % 400000},{note},{moment},{'true' if i % 2 else 'false'}\n")


def many_rows_parquet(path, rows):
    lines = path.with_suffix(".csv")
    if not lines.exists():
        many_rows(lines, rows)
    with pyarrow.csv.open_csv(lines) as batches, pq.ParquetWriter(path, batches.schema) as out:
        tables, held = [], 0
        for batch in batches:
            tables.append(batch)
            held += batch.num_rows
            if held >= 1 << 20:  # the groups of write_table
                out.write_table(pa.Table.from_batches(tables), row_group_size=1 << 20)
                tables, held = [], 0
        if tables:
            out.write_table(pa.Table.from_batches(tables), row_group_size=1 << 20)


def long_texts(path, rows, length):
    with open(path, "w") as out:
        for i in range(rows):
            words = " ".join(f"{WORDS[(i + j) % len(WORDS)]} w{(i * 31 + j) % 5000}" for j in range(length // 10))
            out.write(json.dumps({"id": i, "text": words[:length]}) + "\n")


def heavy_text(length):
    return " ".join(WORDS * (length // 80))[:length]


def heavy(path, rows, length, **options):
    """One row group, as write_table makes of so few rows."""
    head = heavy_text(length)
    with pq.ParquetWriter(path, pa.schema([("id", pa.int64()), ("text", pa.large_string())]), compression="zstd", **options) as out:
        texts = pa.array([head] * rows, pa.large_string())
        out.write_table(pa.table({"id": range(rows), "text": texts}, schema=out.schema), row_group_size=rows)


def heavy_duckdb(path, rows, length):
    import duckdb
    duckdb.execute(f"COPY (SELECT i AS id, {heavy_text(length)!r} || (i % 10) AS text FROM range({rows}) t(i)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def made(path, make):
    """In a process of its own: the peak of a child counts from what its parent has."""
    process = multiprocessing.Process(target=make, args=(path,))
    process.start()
    process.join()
    if process.exitcode != 0:
        path.unlink(missing_ok=True)
        sys.exit(f"{path}: could not be made")


def measure(vitrine, path, home):
    """(peak of resident memory in MiB, seconds of CPU, seconds), by wait4 of the process alone."""
    shutil.rmtree(home, ignore_errors=True)
    begin = time.monotonic()
    process = subprocess.Popen([vitrine, "import", path, "--home", home], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    shutil.rmtree(home, ignore_errors=True)
    if process.returncode != 0:
        sys.exit(f"{path}: the import failed: {said.decode()[-500:]}")
    return usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitrine")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    folder = options.folder / ("small" if options.small else "full")
    folder.mkdir(parents=True, exist_ok=True)
    part = 10 if options.small else 1
    many, texts, large, size = 10_000_000 // part, 40_000 // part, 6_000 // part, 393_216
    files = {
        "many-rows.csv": (lambda path: many_rows(path, many), f"{many:,} rows x 10 columns"),
        "many-rows.parquet": (lambda path: many_rows_parquet(path, many), f"{many:,} rows x 10 columns, groups of 2^20 rows"),
        "long-texts.jsonl": (lambda path: long_texts(path, texts, 20_000), f"{texts:,} rows x 20 kB"),
        "heavy.parquet": (lambda path: heavy(path, large, size), f"{large:,} rows x 393 kB in one group (pyarrow)"),
        "heavy-plain.parquet": (lambda path: heavy(path, large, size, use_dictionary=False), f"{large:,} rows x 393 kB in one group, no dictionary (pyarrow)"),
        "heavy-duckdb.parquet": (lambda path: heavy_duckdb(path, large, size), f"{large:,} rows x 393 kB (DuckDB)"),
    }
    worst = 0
    print("| file | what is in it | MB | peak MiB | CPU-s | s |\n|---|---|---|---|---|---|")
    for name, (make, what) in files.items():
        if options.names and name not in options.names:
            continue
        path = folder / name
        if not path.exists():
            made(path, make)
        peak, cpu, seconds = measure(options.vitrine, path, folder / "home")
        worst = max(worst, peak)
        print(f"| {name} | {what} | {path.stat().st_size / 1e6:,.1f} | {peak:,.0f} | {cpu:.0f} | {seconds:.0f} |", flush=True)
    if worst > BOUND_MIB:
        sys.exit(f"an import took {worst:,.0f} MiB, more than {BOUND_MIB}")


if __name__ == "__main__":
    main()
