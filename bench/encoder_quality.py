#!/usr/bin/env python3
"""How well the built-in encoder serves: known-item search by words, by meaning and by both, in papers without vectors.

    encoder_quality.py VITRINE PAPERS.jsonl.zst

The papers' titles and abstracts are imported as a person would import them, and asked for over HTTP. MRR@10 of each mode; what
meaning adds to words with the 95 % interval of 2,000 paired bootstraps over the queries. The sets are those of peers/queries.py:
the encoder has not seen the queries of "main" and "titles". Needs numpy and pyarrow.
"""

import argparse
import json
import pathlib
import sys
import tempfile

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent / "peers"))
import queries  # noqa: E402
from meaning_quality import MODES, Server  # noqa: E402

SETS = {  # name: (columns that are imported, queries)
    "main": (("title", "abstract"), "main"),
    "titles": (("title",), "main"),
    "A": (("abstract",), "A"),
    "B": (("title", "abstract"), "B"),
}


def gains_of(server, items, mode):
    gains = []
    for item in items:
        rows = server.rows(item.text, mode)
        gains.append(1 / (rows.index(item.row) + 1) if item.row in rows else 0)
    return np.array(gains)


def interval(differences, rng):
    means = differences[rng.integers(0, len(differences), (2000, len(differences)))].mean(1)
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{differences.mean():+.4f} [{low:+.4f}, {high:+.4f}]"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("vitrine")
    parser.add_argument("papers", type=pathlib.Path)
    parser.add_argument("--sets", default=",".join(SETS))
    arguments = parser.parse_args()
    papers = queries.read_papers(arguments.papers)
    rng = np.random.default_rng(1)
    print("| set | queries | " + " | ".join(MODES) + " | hybrid less keyword |\n|---|---|" + "---|" * (len(MODES) + 1))
    with tempfile.TemporaryDirectory(prefix="vitrine-quality-") as folder:
        for name in arguments.sets.split(","):
            columns, asked = SETS[name]
            source = pathlib.Path(folder) / f"{name.lower()}.jsonl"
            with source.open("w", encoding="utf-8") as out:
                out.writelines(json.dumps({column: paper.get(column) for column in columns}) + "\n" for paper in papers)
            server = Server(arguments.vitrine, folder + "/home", str(source), columns[-1])
            items = queries.known_items(papers, asked)
            gains = {mode: gains_of(server, items, mode) for mode in MODES}
            server.stop()
            cells = " | ".join(f"{gains[mode].mean():.4f}" for mode in MODES)
            print(f"| {name} | {len(items)} | {cells} | {interval(gains['hybrid'] - gains['keyword'], rng)} |", flush=True)


if __name__ == "__main__":
    main()
