#!/usr/bin/env python3
"""How well meaning serves: known-item search in each mode over HTTP, and recommendation from examples.

    meaning_quality.py VITRINE PAPERS.jsonl.zst VECTORS

VECTORS is what bench/peers/vectors.py wrote. The papers' titles, abstracts and vectors are imported into
a library of their own and asked for as a client would. Recommendation is computed here, on the papers that
have keywords, as a search through every rule there is. Needs numpy and pyarrow.
"""

import argparse
import http.client
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import urllib.parse

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent / "peers"))
import queries  # noqa: E402

MODES = ("keyword", "hybrid", "semantic")
SETS = {"main": ("title", "abstract"), "A": ("abstract",), "B2": ("title", "abstract")}


def write_parquet(path, papers, columns, vectors):
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({name: [paper.get(name) for paper in papers] for name in columns})
    flat = pyarrow.array(vectors.ravel())
    table = table.append_column("vector", pyarrow.FixedSizeListArray.from_arrays(flat, vectors.shape[1]))
    pyarrow.parquet.write_table(table, path, row_group_size=4096, compression="zstd")


class Server:
    """The papers behind `vitrine serve`."""

    def __init__(self, vitrine, home, source, shown="abstract", column=None):
        self.asked = {"limit": 10, "highlights": 0, "columns": shown} | ({"column": column} if column else {})
        self.process = subprocess.Popen([vitrine, "serve", source, "--home", home, "--port", "0", "--quiet"],
                                        stderr=subprocess.PIPE, text=True)
        port = next(int(found.group(1)) for line in self.process.stderr
                    if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
        self.client = http.client.HTTPConnection("127.0.0.1", port)
        self.path = "/api/v1/datasets/local/" + pathlib.Path(source).stem

    def rows(self, text, mode):
        words = re.sub(r"[^\w\s]", " ", text)  # plain words: no operators
        parameters = urllib.parse.urlencode({"q": words, "mode": mode} | self.asked)
        self.client.request("GET", f"{self.path}/search?{parameters}")
        return [hit["row_idx"] for hit in json.loads(self.client.getresponse().read())["hits"]]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def known_items(vitrine, papers, vectors, folder):
    print("| set | queries | " + " | ".join(MODES) + " |\n|---|---|" + "---|" * len(MODES))
    for name, columns in SETS.items():
        source = folder / f"{name.lower()}.parquet"
        write_parquet(source, papers, columns, vectors)
        server = Server(vitrine, str(folder / "home"), str(source), column="vector")
        items = queries.known_items(papers, name)
        cells = []
        for mode in MODES:
            got = queries.score(items, [server.rows(item.text, mode) for item in items])
            cells.append(f"{got['mrr']:.4f} ({got['mrr_even']:.4f} / {got['mrr_odd']:.4f})")
        server.stop()
        print(f"| {name} | {len(items)} | " + " | ".join(cells) + " |", flush=True)


def recommendation(papers, vectors):
    """Three or eight rows of one keyword are liked; how many of the ten best have it too?"""
    members = {}
    for row, paper in enumerate(papers):
        for keyword in {part.strip().lower() for part in re.split("[,;]", paper.get("keywords") or "")} - {""}:
            members.setdefault(keyword, []).append(row)
    pool = sorted({row for rows in members.values() for row in rows})
    place = {row: i for i, row in enumerate(pool)}
    matrix = vectors[pool]
    keywords = sorted(keyword for keyword, rows in members.items() if 15 <= len(rows) <= 150)
    random.Random(1).shuffle(keywords)

    def precision(score, likes, dislikes):
        shares = []
        for keyword in keywords[:300]:
            rows = [place[row] for row in members[keyword]]
            liked = random.Random(keyword).sample(rows, likes)
            near = np.argsort(-(matrix @ matrix[liked].mean(0)))[:60]
            disliked = [int(i) for i in near if i not in set(rows)][:dislikes]
            scores = score(matrix[liked], matrix[disliked])
            scores[liked + disliked] = -np.inf
            shares.append(np.mean([int(i) in set(rows) for i in np.argsort(-scores)[:10]]))
        return f"{np.mean(shares):.3f}"

    print("\n| rule | 1 liked | 3 liked | 8 liked |\n|---|---|---|---|")
    for name, rule in {"mean of the liked": lambda liked, _: matrix @ liked.mean(0),
                       "nearest of the liked": lambda liked, _: (matrix @ liked.T).max(1)}.items():
        print(f"| {name} | " + " | ".join(precision(rule, likes, 0) for likes in (1, 3, 8)) + " |", flush=True)
    print("\n| three liked, three near ones disliked, weight | precision |\n|---|---|")
    for weight in (0, 0.1, 0.3, 0.5):
        rule = lambda liked, disliked: matrix @ (liked.mean(0) - weight * disliked.mean(0))  # noqa: B023, E731
        print(f"| {weight} | {precision(rule, 3, 3)} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("vitrine")
    parser.add_argument("papers", type=pathlib.Path)
    parser.add_argument("vectors", type=pathlib.Path)
    arguments = parser.parse_args()
    papers = queries.read_papers(arguments.papers)
    vectors = np.fromfile(arguments.vectors / "base.f32", dtype="<f4").reshape(len(papers), -1)
    with tempfile.TemporaryDirectory(prefix="vitrine-quality-") as folder:
        known_items(arguments.vitrine, papers, vectors, pathlib.Path(folder))
    recommendation(papers, vectors)


if __name__ == "__main__":
    main()
