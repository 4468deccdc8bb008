#!/usr/bin/env python3
"""What an import takes at most of memory, on the three files that bound it: many rows, long texts,
and a small Parquet file of rows that are much larger than they look.

    bench/memory.py build/release/vitrine FOLDER [--small]

Makes the files in FOLDER (3 GB) where they are not there, imports each into a library of its own
and prints the resident memory at its peak, of files and of the process's own. Ends with 1 if one
goes beyond 1 GiB. --small makes a tenth of each, whose bound is the same.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

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


def long_texts(path, rows, length):
    with open(path, "w") as out:
        for i in range(rows):
            words = " ".join(f"{WORDS[(i + j) % len(WORDS)]} w{(i * 31 + j) % 5000}" for j in range(length // 10))
            out.write(f'{{"id": {i}, "text": "{words[:length]}"}}\n')


def heavy_parquet(path, rows, length, vitrine):
    lines = path.with_suffix(".jsonl")
    text = " ".join(WORDS * (length // 80))[:length]
    with open(lines, "w") as out:
        for i in range(rows):
            out.write(f'{{"id": {i}, "text": "{text}"}}\n')
    home = path.with_suffix(".home")
    subprocess.run([vitrine, "import", lines, "--home", home], check=True, capture_output=True)
    name = f"local/{lines.stem}"
    subprocess.run([vitrine, "export", name, "--format", "parquet", "--out", path, "--home", home], check=True, capture_output=True)
    shutil.rmtree(home)
    lines.unlink()


def measure(vitrine, path, home):
    """(peak of resident memory in MiB, seconds of CPU, seconds), by wait4 of the process alone."""
    shutil.rmtree(home, ignore_errors=True)
    begin = time.monotonic()
    process = subprocess.Popen([vitrine, "import", path, "--home", home], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    shutil.rmtree(home, ignore_errors=True)
    if process.returncode != 0:
        sys.exit(f"{path}: the import failed")
    return usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitrine")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    folder = options.folder / ("small" if options.small else "full")
    folder.mkdir(parents=True, exist_ok=True)
    part = 10 if options.small else 1
    files = {
        "many-rows.csv": (lambda path: many_rows(path, 10_000_000 // part), f"{10_000_000 // part:,} rows x 10 columns"),
        "long-texts.jsonl": (lambda path: long_texts(path, 40_000 // part, 20_000), f"{40_000 // part:,} rows x 20 kB"),
        "heavy.parquet": (lambda path: heavy_parquet(path, 6_000 // part, 393_216, options.vitrine), f"{6_000 // part:,} rows x 393 kB"),
    }
    worst = 0
    print("| file | what is in it | MB | peak MiB | CPU-s | s |\n|---|---|---|---|---|---|")
    for name, (make, what) in files.items():
        path = folder / name
        if not path.exists():
            make(path)
        peak, cpu, seconds = measure(options.vitrine, path, folder / "home")
        worst = max(worst, peak)
        print(f"| {name} | {what} | {path.stat().st_size / 1e6:,.1f} | {peak:,.0f} | {cpu:.0f} | {seconds:.0f} |", flush=True)
    if worst > BOUND_MIB:
        sys.exit(f"an import took {worst:,.0f} MiB, more than {BOUND_MIB}")


if __name__ == "__main__":
    main()
