#!/usr/bin/env python3
"""Ours and the peers on the same data in one run; `make bench-peers` calls it.

    run.py PROGRAMS [--data PAPERS] [--out CACHE] [--only PART...] [--no-graphs]

PROGRAMS is the folder of our own drivers, CACHE the one that install.py filled. Each part leaves
CACHE/PART.json; tables and plots are made of what is there: CACHE/report.md and CACHE/*.svg. Exits
with 1 if answers are not comparable.
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import subprocess
import sys

import queries
import report
import words

HERE = pathlib.Path(__file__).resolve().parent
PAPERS = HERE.parents[2] / "shared/data/papers.jsonl.zst"


def cpu_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return os.uname().machine


def conditions(rows):
    return {"date": datetime.date.today().isoformat(), "cpu": cpu_name(),
            "cores": os.cpu_count(), "rows": rows}


@contextlib.contextmanager
def one_core():
    """This process and those that it starts stay on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def run_words(options, cache, installed):
    papers = queries.read_papers(options.data)
    with one_core():
        return conditions(len(papers)) | words.measure(papers, options.programs.resolve(), cache,
                                                       installed)


def make_vectors(options, cache):
    folder = cache / "vectors"
    if not (folder / "shape.json").exists():
        print("peers: making vectors, minutes", file=sys.stderr)
        subprocess.run([sys.executable, HERE / "vectors.py", options.data, folder], check=True)
    return folder


def run_vectors(options, cache, installed):
    import nearest  # needs numpy, which words do without
    folder = make_vectors(options, cache)
    with one_core():
        result = nearest.measure(folder, options.programs.resolve(), cache, installed,
                                 options.graphs)
    return conditions(result["rows"]) | result


def run_sizes(options, cache, installed):
    import sizes
    papers = queries.read_papers(options.data)
    make_vectors(options, cache)
    return conditions(len(papers)) | sizes.measure(papers, options.programs.resolve(), cache,
                                                   installed)


PARTS = {"words": run_words, "vectors": run_vectors, "sizes": run_sizes}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path, default=PAPERS)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/peers"))
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--no-graphs", dest="graphs", action="store_false",
                        help="leave out HNSW, whose graphs take minutes to build")
    options = parser.parse_args()
    if not options.data.exists():
        sys.exit(f"peers: no papers at {options.data}: name them with --data")

    cache = options.out.resolve()
    installed = json.loads((cache / "installed.json").read_text())
    failed = False
    for part in options.only:
        load = [round(os.getloadavg()[0], 1)]
        result = PARTS[part](options, cache, installed)
        result["load"] = [*load, round(os.getloadavg()[0], 1)]
        (cache / f"{part}.json").write_text(json.dumps(result, indent=1) + "\n")
        for complaint in result["complaints"]:
            print(f"peers: not comparable: {complaint}", file=sys.stderr)
            failed = True
    print(report.write(cache))
    return failed


if __name__ == "__main__":
    sys.exit(main())
