#!/usr/bin/env python3
"""FAISS on the vectors of vectors.py: recall@10, queries per second, build time.

    taskset -c 1 vectors_faiss.py FOLDER [INDEX...]

One query a call, one thread, CPU time of the thread, median pass of five after a warm-up. Recall is
counted as vector_bench counts it: eleven are asked for, the query's own paper is left out, and an
answer counts if it is as near as the tenth nearest. INDEX is any of flat, pq, rabitq, filters, hnsw;
without any, all but hnsw, whose graph takes minutes.

Needs faiss-cpu and numpy. Run it beside vector_bench, in the same minute, and compare ratios.
"""

import json
import pathlib
import sys
import time

import faiss
import numpy as np

DEPTH = 100
LIMIT = 10


class Vectors:
    def __init__(self, folder):
        self.folder = folder
        shape = json.loads((folder / "shape.json").read_text())
        dimension = shape["dimension"]
        self.base = np.memmap(folder / "base.f32", np.float32, "r").reshape(-1, dimension)
        self.queries = np.fromfile(folder / "queries.f32", np.float32).reshape(-1, dimension)
        self.own = np.fromfile(folder / "own.i64", np.int64)

    def tenth(self, suffix=""):
        truth = np.fromfile(self.folder / f"truth{suffix}.f32", np.float32).reshape(-1, DEPTH)
        return truth[:, LIMIT - 1] - 1e-6

    def recall(self, answers, suffix=""):
        hits = 0
        tenth = self.tenth(suffix)
        for query, rows in enumerate(answers):
            rows = [r for r in rows if r >= 0 and r != self.own[query]][:LIMIT]
            hits += (self.base[rows] @ self.queries[query] >= tenth[query]).sum()
        return hits / (LIMIT * len(answers))


def measure(vectors, name, index, suffix="", parameters=None):
    rates = []
    for _ in range(6):
        start = time.thread_time()
        answers = [index.search(query[None, :], LIMIT + 1, params=parameters)[1][0]
                   for query in vectors.queries]
        rates.append(len(answers) / (time.thread_time() - start))
    print(f"{name:36} recall {vectors.recall(answers, suffix):.4f}"
          f"  {np.median(rates[1:]):7.0f} /s  best {max(rates[1:]):7.0f}", flush=True)


def build(vectors, key):
    index = faiss.index_factory(vectors.base.shape[1], key, faiss.METRIC_INNER_PRODUCT)
    start = time.thread_time()
    index.train(np.ascontiguousarray(vectors.base))
    index.add(np.ascontiguousarray(vectors.base))
    print(f"{key:36} built in {time.thread_time() - start:.1f} s", flush=True)
    return index


def run_refined(vectors, key, factors):
    index = build(vectors, key)
    for factor in factors:
        index.k_factor = factor
        measure(vectors, f"{key} kf{factor}", index)


def run_filters(vectors):
    flat = build(vectors, "Flat")
    for name in ("rand1", "rand10", "iclr", "neurips"):
        bits = np.fromfile(vectors.folder / f"{name}.u64", np.uint8)
        selector = faiss.IDSelectorBitmap(bits)
        parameters = faiss.SearchParameters(sel=selector)
        measure(vectors, f"Flat, {name}", flat, f"-{name}", parameters)


def run_hnsw(vectors):
    index = build(vectors, "HNSW32,Flat")
    for ef in (32, 64, 96, 200):
        index.hnsw.efSearch = ef
        measure(vectors, f"HNSW32,Flat ef{ef}", index)


RUNS = {
    "flat": lambda vectors: measure(vectors, "Flat", build(vectors, "Flat")),
    "pq": lambda vectors: run_refined(vectors, "PQ384x4fs,RFlat", (4, 10, 30)),
    "rabitq": lambda vectors: run_refined(vectors, "RaBitQfs,RFlat", (10, 30)),
    "filters": run_filters,
    "hnsw": run_hnsw,
}


def main():
    faiss.omp_set_num_threads(1)
    vectors = Vectors(pathlib.Path(sys.argv[1]))
    for name in sys.argv[2:] or ("flat", "pq", "rabitq", "filters"):
        RUNS[name](vectors)


if __name__ == "__main__":
    main()
