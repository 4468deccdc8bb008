"""Keyword engines side by side: any word, exact top ten, one thread, the thread's own CPU time.

Every engine is a process that speaks word_driver.h. Passes over one class of queries alternate
between the engines, so that they are measured within the same minute; what counts is the ratio.
An engine that takes 20 ms a query and more is asked every eighth one only.
"""

import dataclasses
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys

import queries

HERE = pathlib.Path(__file__).resolve().parent
PASSES = 3
WARM_UP = 1
SPARSE = 8
OVERLAP_FLOOR = 0.8
MRR_FLOOR = 0.75
# Same words, same formula, made by different programs.
TWINS = (("ours, plain BM25", "Lucene 10.6, our analysis and BM25"),
         ("Tantivy 0.27", "Lucene 10.6, Snowball"),
         ("Xapian 1.4", "Lucene 10.6, Snowball"))


@dataclasses.dataclass
class Engine:
    name: str
    needs: str
    command: list  # without verb
    form: tuple = ()
    index_form: str = ""  # engines that share an index name it alike
    warm_up: int = WARM_UP  # passes over the first class; WARM_UP over the others
    sparse: bool = False
    modes: tuple = ("top",)


def engines(programs, cache):
    java = [cache / "lucene/java", "-Xmx4g", "-Xms2g", "-XX:+UseSerialGC",
            "--add-modules", "jdk.incubator.vector", "-cp", f"{cache}/lucene:{cache}/lucene/*", "Words"]
    ours = [programs / "ours_text"]
    python = sys.executable
    both = ("top", "count")
    return [
        Engine("ours, as shipped", "", ours, ("shipped",), "fields", modes=both),
        Engine("ours, words alone", "", ours, ("words",), "fields", modes=both),
        Engine("ours, plain BM25", "", ours, ("plain",), "plain", modes=both),
        Engine("Lucene 10.6, English", "lucene", java, ("english",), "english", 12, modes=both),
        Engine("Lucene 10.6, Snowball", "lucene", java, ("snowball",), "snowball", 12),
        Engine("Lucene 10.6, our analysis and BM25", "lucene", java, ("twin",), "snowball",
               modes=()),
        Engine("Tantivy 0.27", "tantivy", [cache / "cargo/release/tantivy_words"], modes=both),
        Engine("Xapian 1.4", "xapian", [cache / "xapian_words"]),
        Engine("LanceDB 0.40", "lancedb", [python, HERE / "lance_words.py"]),
        Engine("SQLite FTS5", "fts5", [python, HERE / "fts5_words.py"], warm_up=0, sparse=True),
    ]


def tree_bytes(path):
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)


def words_of(command):
    return [str(word) for word in command]


class Driver:
    """An engine's index and its process. Peers are pinned, so their indexes are kept, with the CPU
    time that their programs took; ours is built in every run."""

    def __init__(self, engine, documents, folder, built):
        self.engine = engine
        self.index = folder / f"{engine.needs or 'ours'}-{engine.index_form or 'index'}"
        mark = self.index.with_suffix(".seconds")
        if self.index not in built and (not engine.needs or not mark.exists()):
            mark.write_text(str(self.build(documents)))
        built.add(self.index)
        self.build_seconds = float(mark.read_text())
        self.index_bytes = tree_bytes(self.index)
        self.process = subprocess.Popen(
            words_of([*engine.command, "serve", self.index, *engine.form]), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def build(self, documents):
        shutil.rmtree(self.index, ignore_errors=True)
        self.index.unlink(missing_ok=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(words_of([*self.engine.command, "build", documents, self.index,
                                 *self.engine.form]), check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def ask(self, verb, mode, path):
        self.process.stdin.write(f"{verb} {mode} {path}\n")
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline()) != ".\n":
            if not line:
                raise RuntimeError(f"{self.engine.name} ended")
            lines.append(line)
        return lines

    def times(self, mode, path):
        return [int(line) for line in self.ask("time", mode, path)]

    def answers(self, path):
        return [[int(word) for word in line.split()[1:]] for line in self.ask("answer", "top", path)]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def write_lines(path, lines):
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def write_documents(papers, folder):
    return write_lines(folder / "documents.tsv", map(queries.document, papers))


def write_queries(papers, folder):
    """The queries of each class, and every eighth of them."""
    files = {}
    for name, texts in queries.speed_classes(papers).items():
        files[name, False] = write_lines(folder / f"{name}.txt", texts)
        files[name, True] = write_lines(folder / f"{name}-sparse.txt", texts[::SPARSE])
    return files


def summary(passes):
    """Of each query its median pass; of these median, 99th percentile and mean, in ms."""
    times = sorted(statistics.median(times) / 1e6 for times in zip(*passes, strict=True))
    mean = statistics.fmean(times)
    return {"p50": statistics.median(times), "p99": times[int(len(times) * 0.99)], "mean": mean,
            "per_second": 1000 / mean}


def measure_class(drivers, name, files):
    first = name == queries.CLASSES[0]
    found = {driver.engine.name: {} for driver in drivers if driver.engine.modes}
    for mode in ("top", "count"):
        asked = [driver for driver in drivers if mode in driver.engine.modes]
        passes = {driver.engine.name: [] for driver in asked}
        for driver in asked:
            warm_up = driver.engine.warm_up
            for _ in range(warm_up if first else min(WARM_UP, warm_up)):
                driver.times(mode, files[name, driver.engine.sparse])
        for turn in range(PASSES):
            for driver in asked:
                if turn == 0 or not driver.engine.sparse:
                    taken = driver.times(mode, files[name, driver.engine.sparse])
                    passes[driver.engine.name].append(taken)
        for engine, taken in passes.items():
            found[engine][mode] = summary(taken)
    return found


def overlaps(drivers, files):
    """Share of the best ten that two engines have in common, over all classes."""
    answers = {driver.engine.name: [rows for name in queries.CLASSES
                                    for rows in driver.answers(files[name, True])]
               for driver in drivers}
    table = {}
    for first, ours in answers.items():
        for second, theirs in answers.items():
            common = sum(len(set(a) & set(b)) for a, b in zip(ours, theirs, strict=True))
            most = sum(max(len(a), len(b)) for a, b in zip(ours, theirs, strict=True))
            table.setdefault(first, {})[second] = common / most
    return table


def known_item_scores(drivers, papers, folder):
    items = queries.known_items(papers, "main")
    scores = {}
    for driver in drivers:
        chosen = items[::SPARSE] if driver.engine.sparse else items
        path = write_lines(folder / "known.txt", (item.text for item in chosen))
        scores[driver.engine.name] = queries.score(chosen, driver.answers(path))
    return scores


def complaints(overlap, quality):
    """Why the answers of the engines are not comparable; nothing if they are."""
    found = [f"{first} and {second} share {overlap[first][second]:.2f} of their best ten"
             for first, second in TWINS if first in overlap and second in overlap
             and overlap[first][second] < OVERLAP_FLOOR]
    return found + [f"{name} has an MRR@10 of {scores['mrr']:.3f}"
                    for name, scores in quality.items() if scores["mrr"] < MRR_FLOOR]


def measure(papers, programs, cache, installed):
    folder = cache / "words"
    folder.mkdir(exist_ok=True)
    documents = write_documents(papers, folder)
    files = write_queries(papers, folder)
    built = set()
    drivers = []
    for engine in engines(programs, cache):
        if not engine.needs or engine.needs in installed:
            print(f"peers: {engine.name}", file=sys.stderr)
            drivers.append(Driver(engine, documents, folder, built))
    result = {"engines": {driver.engine.name: {"build_seconds": driver.build_seconds,
                                               "index_bytes": driver.index_bytes}
                          for driver in drivers}}
    for name in queries.CLASSES:
        print(f"peers: timing {name}", file=sys.stderr)
        for engine, times in measure_class(drivers, name, files).items():
            result["engines"][engine][name] = times
    result["overlap"] = overlaps(drivers, files)
    result["quality"] = known_item_scores(drivers, papers, folder)
    result["complaints"] = complaints(result["overlap"], result["quality"])
    for driver in drivers:
        driver.close()
    return result
