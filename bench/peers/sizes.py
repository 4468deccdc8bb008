"""How ours and the peers grow: 1e5, 3e5 and 1e6 rows of papers with noisy copies, the same of drawn
vectors, and titles and abstracts eleven times over.

The vectors are made once, into CACHE/sizes. The largest take 3 GB of disk each and, beside the
index, as much memory as the machine lends for mapped files.
"""

import itertools
import pathlib
import subprocess
import sys

import nearest
import queries
import words

HERE = pathlib.Path(__file__).resolve().parent
ROWS = (100_000, 300_000, 1_000_000)
KINDS = ("papers", "synthetic")
COPIES = 11
WORD_ENGINES = ("ours, as shipped", "Lucene 10.6, English", "Tantivy 0.27")
WORD_CLASSES = ("kw",)
RECALL_ASKED = 0.995
RECALL_FLOOR = 0.99


def vectors_of(kind, rows, cache):
    folder = cache / f"sizes/{kind}-{rows}"
    if not (folder / "shape.json").exists():
        print(f"peers: making {rows:,} vectors", file=sys.stderr)
        what = ["--synthetic"] if kind == "synthetic" else ["--grow", cache / "vectors"]
        subprocess.run([sys.executable, HERE / "vectors.py", *what, "--rows", str(rows), folder],
                       check=True)
    return nearest.Vectors(folder)


def row_of(engine, measured, **more):
    return {"engine": engine, "recall": measured["recall"], "p50": measured["p50"],
            "p99": measured["p99"], "per_second": measured["per_second"]} | more


def measure_vectors(vectors, programs, cache, installed):
    """Ours built on one thread and on two; FAISS's fast scan beside it, one pass after the other."""
    vectors.base[:, 0].sum()  # a value of every page: what follows reads memory, not the disk
    one = nearest.OurDriver(programs, cache, vectors)
    one.close()
    driver = nearest.OurDriver(programs, cache, vectors, threads=2)
    settings = [nearest.OurSetting("ours", "", driver, RECALL_ASKED)]
    result = {"builds": {}}
    if "faiss" in installed:
        settings += nearest.refined_settings(result, vectors, "PQ384x4fs,RFlat", (10, 30))
    measured = nearest.run_passes(vectors, settings)
    rows = [row_of("ours", measured[0], build_seconds=one.build_seconds,
                   build_wall=driver.build_wall, index_bytes=driver.index_bytes,
                   own_memory=driver.own_memory())]
    for other in measured[1:]:
        build = result["builds"]["FAISS PQ384x4fs,RFlat"]
        rows.append(row_of(other["name"], other, **build))
    driver.close()
    return rows


def write_copies(papers, path):
    lines = [queries.document(paper) + "\n" for paper in papers]
    with open(path, "w", encoding="utf-8") as file:
        for _ in range(COPIES):
            file.writelines(lines)
    return path


def measure_words(papers, programs, cache, installed):
    folder = cache / "sizes"
    documents = write_copies(papers, folder / "documents.tsv")
    files = words.write_queries(papers, folder)
    chosen = [engine for engine in words.engines(programs, cache) if engine.name in WORD_ENGINES]
    drivers = [words.Driver(engine, documents, folder, set()) for engine in chosen
               if not engine.needs or engine.needs in installed]
    documents.unlink()
    found = {driver.engine.name: {"build_seconds": driver.build_seconds,
                                  "index_bytes": driver.index_bytes} for driver in drivers}
    for name in WORD_CLASSES:
        for engine, times in words.measure_class(drivers, name, files).items():
            found[engine][name] = times
    for driver in drivers:
        driver.close()
    return {"rows": COPIES * len(papers), "engines": found}


def measure(papers, programs, cache, installed):
    (cache / "sizes").mkdir(exist_ok=True)
    result = {"vectors": []}
    for kind, rows in itertools.product(KINDS, ROWS):
        vectors = vectors_of(kind, rows, cache)
        print(f"peers: timing {rows:,} vectors, {kind}", file=sys.stderr)
        for row in measure_vectors(vectors, programs, cache, installed):
            result["vectors"].append({"kind": kind, "rows": rows} | row)
    print(f"peers: words of {COPIES} times the papers", file=sys.stderr)
    result["words"] = measure_words(papers, programs, cache, installed)
    result["complaints"] = [f"ours has a recall of {row['recall']:.4f} among {row['rows']:,} rows"
                            for row in result["vectors"]
                            if row["engine"] == "ours" and row["recall"] < RECALL_FLOOR]
    return result
