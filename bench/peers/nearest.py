"""Vector indexes side by side on what vectors.py makes: recall@10 against exact answers, queries a
second, build time, bytes. One query a call, one thread, CPU time of the thread.

Passes alternate between all settings of all engines, so that they are measured within the same
minutes. A graph takes minutes to build, so it is kept in CACHE/graphs and its build time with it.
Recall counts as src/vector/vector_bench.cc does: eleven are asked for, the query's own paper is left
out, an answer counts if it is as near as the tenth nearest.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import time

import numpy as np

LIMIT = 10
DEPTH = 100
PASSES = 5
SPARSE = 5
FILTERS = ("rand1", "rand10", "iclr", "neurips")
RECALL_FLOOR = 0.998  # of exact search, anybody's: equal rows tie


class Vectors:
    def __init__(self, folder):
        shape = json.loads((folder / "shape.json").read_text())
        self.folder = folder
        self.dimension = shape["dimension"]
        self.base = np.memmap(folder / "base.f32", np.float32, "r").reshape(-1, self.dimension)
        self.queries = np.fromfile(folder / "queries.f32", np.float32).reshape(-1, self.dimension)
        self.own = np.fromfile(folder / "own.i64", np.int64)

    def truth(self, allowed):
        suffix = f"-{allowed}" if allowed else ""
        return np.fromfile(self.folder / f"truth{suffix}.f32", np.float32).reshape(-1, DEPTH)

    def recall(self, answers, allowed, every):
        tenth = self.truth(allowed)[:, LIMIT - 1] - 1e-6
        found = 0
        for place, rows in enumerate(answers):
            query = place * every
            rows = [row for row in rows if row >= 0 and row != self.own[query]][:LIMIT]
            found += int((self.base[rows] @ self.queries[query] >= tenth[query]).sum())
        return found / (LIMIT * len(answers))


class Setting:
    """One way to ask one engine: `ask(query)` gives rows, best first. Scans of everything are asked
    every fifth query only."""

    def __init__(self, name, allowed, ask, every=1):
        self.name = name
        self.allowed = allowed
        self.ask = ask
        self.every = every

    def measure(self, vectors):
        """Nanoseconds of each query, and the answers."""
        times, answers = [], []
        for query in vectors.queries[::self.every]:
            start = time.thread_time_ns()
            answers.append(self.ask(query[None, :]))
            times.append(time.thread_time_ns() - start)
        return times, answers


class OurSetting(Setting):
    def __init__(self, name, allowed, driver, recall):
        super().__init__(name, allowed, None, SPARSE if recall == 1 else 1)
        self.driver = driver
        self.recall = recall

    def measure(self, vectors):
        filtered = f" {vectors.folder}/{self.allowed}.u64" if self.allowed else ""
        what = f"{self.recall} {self.driver.queries[self.every]}{filtered}"
        times = [int(line) for line in self.driver.command(f"time {what}")]
        answers = [[int(row) for row in line.split()]
                   for line in self.driver.command(f"answer {what}")]
        return times, answers


class OurDriver:
    """ours_vectors: the index built on one thread, and the process that answers."""

    def __init__(self, programs, cache, vectors, threads=1):
        program = str(programs / "ours_vectors")
        index = cache / "ours.vtq"
        what = [str(vectors.folder / "base.f32"), str(vectors.dimension), str(index)]
        start = time.monotonic()
        before = children_seconds()
        subprocess.run([program, "build", *what, str(threads)], check=True)
        self.build_wall = time.monotonic() - start
        self.build_seconds = children_seconds() - before
        self.index_bytes = index.stat().st_size
        self.queries = {1: vectors.folder / "queries.f32", SPARSE: cache / "every-fifth-query.f32"}
        vectors.queries[::SPARSE].tofile(self.queries[SPARSE])
        self.process = subprocess.Popen([program, "serve", *what], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def command(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        lines = []
        while (answer := self.process.stdout.readline()) != ".\n":
            if not answer:
                raise RuntimeError("ours_vectors ended")
            lines.append(answer)
        return lines

    def own_memory(self):
        """Bytes of memory that are no map of a file."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return sum(int(line.split()[1]) * 1024 for line in status.splitlines()
                   if line.startswith(("RssAnon:", "RssShmem:")))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def children_seconds():
    import resource
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def built(result, name, seconds, index_bytes):
    result["builds"][name] = {"build_seconds": seconds, "index_bytes": index_bytes}


def our_settings(result, driver, filters):
    built(result, "ours", driver.build_seconds, driver.index_bytes)
    settings = [OurSetting(f"ours, recall {recall}", "", driver, recall)
                for recall in (0.9, 0.97, 0.99, 0.995, 0.999)]
    settings.append(OurSetting("ours, exact", "", driver, 1))
    return settings + [OurSetting("ours", name, driver, 0.995) for name in filters]


def faiss_index(result, vectors, key):
    import faiss
    faiss.omp_set_num_threads(1)
    index = faiss.index_factory(vectors.dimension, key, faiss.METRIC_INNER_PRODUCT)
    base = np.ascontiguousarray(vectors.base)
    start = time.process_time()
    index.train(base)
    index.add(base)
    seconds = time.process_time() - start
    codes = getattr(index, "base_index", None)  # all but the floats
    built(result, f"FAISS {key}", seconds, len(faiss.serialize_index(codes)) if codes else 0)
    return index


def refined_settings(result, vectors, key, factors):
    """One index of codes, asked to compare so many times the limit's rows."""
    index = faiss_index(result, vectors, key)

    def refined(factor):
        def ask(query):
            index.k_factor = factor
            return index.search(query, LIMIT + 1)[1][0]
        return ask

    return [Setting(f"FAISS {key} kf{factor}", "", refined(factor)) for factor in factors]


def faiss_settings(result, vectors, filters, factors=(4, 10, 30)):
    import faiss

    def asking(index, **parameters):
        return lambda query: index.search(query, LIMIT + 1, **parameters)[1][0]

    flat = faiss_index(result, vectors, "Flat")
    settings = [Setting("FAISS Flat", "", asking(flat), SPARSE)]
    for key in ("PQ384x4fs,RFlat", "RaBitQfs,RFlat"):
        settings += refined_settings(result, vectors, key, factors)
    for name in filters:
        bits = np.fromfile(vectors.folder / f"{name}.u64", np.uint8)
        selector = faiss.IDSelectorBitmap(bits)
        parameters = faiss.SearchParameters(sel=selector)
        settings.append(Setting("FAISS Flat + selector", name, asking(flat, params=parameters)))
    return settings


def kept_graph(result, name, path, base_bytes, build, read):
    """The graph at `path`, built and written if it is not there."""
    mark = path.with_suffix(".json")
    if not mark.exists():
        print(f"peers: building {name} once, minutes", file=sys.stderr)
        path.parent.mkdir(exist_ok=True)
        start = time.process_time()
        build()
        mark.write_text(json.dumps(time.process_time() - start))
    built(result, name, json.loads(mark.read_text()), path.stat().st_size - base_bytes)
    return read()


def faiss_graph_settings(result, vectors, cache):
    import faiss
    path = cache / "graphs/faiss.hnsw"

    def build():
        index = faiss.index_factory(vectors.dimension, "HNSW32,Flat", faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = 200
        index.add(np.ascontiguousarray(vectors.base))
        faiss.write_index(index, str(path))

    index = kept_graph(result, "FAISS HNSW32", path, vectors.base.nbytes, build,
                       lambda: faiss.read_index(str(path)))

    def ask(ef):
        parameters = faiss.SearchParametersHNSW(efSearch=ef)
        return lambda query: index.search(query, LIMIT + 1, params=parameters)[1][0]

    return [Setting(f"FAISS HNSW32 ef{ef}", "", ask(ef)) for ef in (24, 48, 64, 96, 200)]


def hnswlib_settings(result, vectors, cache):
    import hnswlib
    path = cache / "graphs/hnswlib"

    def build():
        index = hnswlib.Index("ip", vectors.dimension)
        index.init_index(len(vectors.base), ef_construction=200, M=32)
        index.add_items(vectors.base, num_threads=1)
        index.save_index(str(path))

    def read():
        index = hnswlib.Index("ip", vectors.dimension)
        index.load_index(str(path))
        index.set_num_threads(1)
        return index

    index = kept_graph(result, "hnswlib", path, vectors.base.nbytes, build, read)

    def ask(ef):
        def search(query):
            index.set_ef(ef)
            return index.knn_query(query, LIMIT + 1, num_threads=1)[0][0]
        return search

    return [Setting(f"hnswlib ef{ef}", "", ask(ef)) for ef in (24, 48, 64, 96, 200)]


def run_passes(vectors, settings):
    """The first pass warms up; of each query its median of the others counts."""
    passes = [[] for _ in settings]
    answers = [None] * len(settings)
    for _ in range(PASSES + 1):
        for i, setting in enumerate(settings):
            times, answers[i] = setting.measure(vectors)
            passes[i].append(times)
    rows = []
    for setting, taken, found in zip(settings, passes, answers, strict=True):
        times = sorted(statistics.median(of_query) / 1e6
                       for of_query in zip(*taken[1:], strict=True))
        rows.append({"name": setting.name, "filter": setting.allowed,
                     "recall": vectors.recall(found, setting.allowed, setting.every),
                     "p50": statistics.median(times), "p99": times[int(len(times) * 0.99)],
                     "per_second": 1000 / statistics.fmean(times)})
    return rows


def bandwidth(driver, vectors):
    """Bytes a second of a plain sum over the floats: the fastest of nine."""
    taken = [int(driver.command("sum")[0].split()[0]) for _ in range(9)]
    return {"best": vectors.base.nbytes / min(taken) * 1e9,
            "median": vectors.base.nbytes / statistics.median(taken) * 1e9}


def complaints(rows):
    return [f"{row['name']} {row['filter']} has a recall of {row['recall']:.4f}" for row in rows
            if row["name"] in ("ours, exact", "FAISS Flat", "FAISS Flat + selector")
            and row["recall"] < RECALL_FLOOR]


def measure(folder, programs, cache, installed, graphs=True):
    vectors = Vectors(folder)
    result = {"builds": {}, "rows": len(vectors.base), "dimension": vectors.dimension}
    driver = OurDriver(programs, cache, vectors)
    settings = our_settings(result, driver, FILTERS)
    if "faiss" in installed:
        settings += faiss_settings(result, vectors, FILTERS)
    if graphs and "faiss" in installed:
        settings += faiss_graph_settings(result, vectors, cache)
    if graphs and "hnswlib" in installed:
        settings += hnswlib_settings(result, vectors, cache)
    print("peers: timing vectors", file=sys.stderr)
    result["settings"] = run_passes(vectors, settings)
    result["bandwidth"] = bandwidth(driver, vectors)
    result["own_memory"] = driver.own_memory()
    result["complaints"] = complaints(result["settings"])
    driver.close()
    return result
