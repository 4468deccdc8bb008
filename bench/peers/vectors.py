#!/usr/bin/env python3
"""Vectors of the papers, with queries, exact answers and filters, for the side-by-side runs.

    vectors.py PAPERS.jsonl.zst OUT
    vectors.py --grow FOLDER --rows N OUT
    vectors.py --synthetic --rows N OUT

TF-IDF over title and abstract, projected by a randomized SVD to 768 dimensions, unit length: a
stand-in for a neural encoder that anyone can make again. OUT gets raw little-endian files, no
headers, row-major:

    base.f32         rows x 768 float32
    queries.f32      500 x 768: 250 TL;DRs, then 250 titles, projected the same way
    own.i64          500: the row of the query's own paper, which no answer may count
    truth.i64        500 x 100: the nearest rows by cosine, own row left out, ties to the lower row
    truth.f32        500 x 100: their cosines; an answer counts if its cosine reaches the 10th
    rand1.u64, rand10.u64, iclr.u64, neurips.u64
                     filters: bit r % 64 of word r / 64 says whether row r passes
    truth-FILTER.i64, truth-FILTER.f32
                     the same answers among the rows that pass
    shape.json       rows, dimension, queries

--grow takes what was made of the papers in FOLDER and adds copies of their vectors with noise (cosine
to the original about 0.89) up to N rows, with 100 of the queries, spread over both kinds; no filters.
--synthetic draws rows and 100 queries from a normal distribution whose standard deviation falls with
the square root of the coordinate's number, at unit length: no clusters, no text.

Needs numpy, scipy, scikit-learn and the zstd program. About two minutes on two cores.
"""

import argparse
import itertools
import json
import pathlib
import random
import subprocess

import numpy as np

DIMENSION = 768
DEPTH = 100
JITTER = 0.51  # length of the noise beside a unit vector: cosine 1 / sqrt(1 + 0.51^2) = 0.89


def read_papers(path):
    with subprocess.Popen(["zstd", "-dc", str(path)], stdout=subprocess.PIPE) as unpack:
        return [json.loads(line) for line in unpack.stdout]


def text_of(paper):
    return (paper.get("title") or "") + " " + (paper.get("abstract") or "")


def unit_rows(matrix):
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return (matrix / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def project(papers, query_texts):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.utils.extmath import randomized_svd

    tfidf = TfidfVectorizer(token_pattern="[a-z0-9]+", stop_words="english", min_df=3,
                            sublinear_tf=True, dtype=np.float32)
    terms = tfidf.fit_transform(text_of(paper) for paper in papers)
    _, _, axes = randomized_svd(terms, DIMENSION, n_iter=3, n_oversamples=32, random_state=0)
    return unit_rows(terms @ axes.T), unit_rows(tfidf.transform(query_texts) @ axes.T)


def choose_queries(papers):
    pick = random.Random(42)
    with_tldr = [r for r, paper in enumerate(papers) if paper.get("TL;DR")]
    tldrs = pick.sample(with_tldr, 250)
    titles = pick.sample([r for r in range(len(papers)) if papers[r].get("title")], 250)
    texts = [papers[r]["TL;DR"] for r in tldrs] + [papers[r]["title"] for r in titles]
    return texts, np.array(tldrs + titles, dtype=np.int64)


def nearest(base, queries, own, allowed=None, depth=DEPTH):
    """The nearest rows, found in float32 with a margin and ordered in float64."""
    rows = np.arange(len(base)) if allowed is None else np.flatnonzero(allowed)
    margin = depth + 20
    kept = np.empty((len(queries), 0), dtype=np.int64)
    scores = np.empty((len(queries), 0), dtype=np.float32)
    for start in range(0, len(rows), 100_000):
        part = rows[start:start + 100_000]
        found = queries @ base[part].T
        found[own[:, None] == part[None, :]] = -2
        best = np.argpartition(-found, min(margin, len(part) - 1), axis=1)[:, :margin]
        kept = np.hstack([kept, part[best]])
        scores = np.hstack([scores, np.take_along_axis(found, best, axis=1)])
        best = np.argsort(-scores, axis=1, kind="stable")[:, :margin]
        kept = np.take_along_axis(kept, best, axis=1)
        scores = np.take_along_axis(scores, best, axis=1)
    truth = np.empty((len(queries), depth), dtype=np.int64)
    cosines = np.empty((len(queries), depth), dtype=np.float32)
    for q, query in enumerate(queries.astype(np.float64)):
        exact = base[kept[q]].astype(np.float64) @ query
        exact[kept[q] == own[q]] = -2
        order = np.lexsort((kept[q], -exact))[:depth]
        truth[q], cosines[q] = kept[q][order], exact[order]
    return truth, cosines


def make_filters(papers):
    generator = np.random.default_rng(7)
    venues = np.array([(paper.get("venue") or "").upper() for paper in papers])
    return {
        "rand1": generator.random(len(papers)) < 0.01,
        "rand10": generator.random(len(papers)) < 0.10,
        "iclr": venues == "ICLR",
        "neurips": (venues == "NEURIPS") | (venues == "NIPS"),
    }


def write_bitmap(path, passing):
    padded = np.zeros((len(passing) + 63) // 64 * 64, dtype=bool)
    padded[:len(passing)] = passing
    np.packbits(padded, bitorder="little").tofile(path)


def write_truth(out, suffix, truth):
    truth[0].tofile(out / f"truth{suffix}.i64")
    truth[1].tofile(out / f"truth{suffix}.f32")


def write_shape(out, rows, queries):
    shape = {"rows": rows, "dimension": DIMENSION, "queries": queries}
    (out / "shape.json").write_text(json.dumps(shape) + "\n")


def write_base(path, rows, parts):
    """Writes `rows` rows of the matrices that `parts` gives, and maps them."""
    grown = np.memmap(path, dtype=np.float32, mode="w+", shape=(rows, DIMENSION))
    start = 0
    for part in parts:
        part = part[:rows - start]
        grown[start:start + len(part)] = part
        start += len(part)
        if start == rows:
            break
    grown.flush()
    return grown


def jittered(base):
    """The papers, then noisy copies of them in the same order, without end."""
    yield base
    for copy in itertools.count(1):
        noise = np.random.default_rng(copy).standard_normal(base.shape, dtype=np.float32)
        yield unit_rows(base + noise * (JITTER / DIMENSION**0.5))


def synthetic(seed, rows):
    spread = (1 / np.sqrt(np.arange(1, DIMENSION + 1))).astype(np.float32)
    for part in itertools.count():
        generator = np.random.default_rng([seed, part])
        yield unit_rows(generator.standard_normal((rows, DIMENSION), dtype=np.float32) * spread)


def write_rows(out, rows, parts, queries, own):
    base = write_base(out / "base.f32", rows, parts)
    queries.tofile(out / "queries.f32")
    own.tofile(out / "own.i64")
    write_truth(out, "", nearest(base, queries, own))
    write_shape(out, rows, len(queries))


def grow(papers_folder, out, rows):
    base = np.fromfile(papers_folder / "base.f32", np.float32).reshape(-1, DIMENSION)
    queries = np.fromfile(papers_folder / "queries.f32", np.float32).reshape(-1, DIMENSION)[::5]
    own = np.fromfile(papers_folder / "own.i64", np.int64)[::5]
    write_rows(out, rows, jittered(base), queries, own)


def synthesize(out, rows):
    queries = next(synthetic(1, 100))
    own = np.full(len(queries), -1, dtype=np.int64)
    write_rows(out, rows, synthetic(0, 50_000), queries, own)


def from_papers(path, out):
    papers = read_papers(path)
    texts, own = choose_queries(papers)
    base, queries = project(papers, texts)
    write_rows(out, len(base), [base], queries, own)
    for name, passing in make_filters(papers).items():
        write_bitmap(out / f"{name}.u64", passing)
        write_truth(out, f"-{name}", nearest(base, queries, own, passing))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("papers", type=pathlib.Path, nargs="?")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--grow", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--synthetic", action="store_true")
    parser.add_argument("--rows", type=int)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.synthetic:
        synthesize(options.out, options.rows)
    elif options.grow:
        grow(options.grow, options.out, options.rows)
    else:
        from_papers(options.papers, options.out)


if __name__ == "__main__":
    main()
