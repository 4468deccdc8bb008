"""The papers, and what the side-by-side runs ask of them: the same queries every time.

Speed: `speed_classes` draws three classes of any-term queries, 334 keyword phrases of two to three
words, 333 titles and 333 TL;DRs. Quality: `known_items` gives queries that were made from one paper,
which a search has to find again:

    main   TL;DR -> its paper                                title and abstract are searched
    A      2,000 titles -> their papers                      abstracts alone are searched
    B      2,000 keyword lists -> their papers               title and abstract
    B2     every keyword list outside IJCAI, whose labels are a taxonomy's

Choices are made on the items at even places and must hold at odd ones; `score` reports both.
"""

import dataclasses
import json
import random
import subprocess

CLASSES = ("kw", "title", "tldr")
SETS = ("main", "A", "B", "B2")


@dataclasses.dataclass(frozen=True)
class KnownItem:
    text: str
    row: int


def read_papers(path):
    with subprocess.Popen(["zstd", "-dc", str(path)], stdout=subprocess.PIPE) as unpack:
        return [json.loads(line) for line in unpack.stdout]


def one_line(text):
    return " ".join((text or "").split())


def document(paper):
    """What the drivers index: title, tab, abstract."""
    return one_line(paper.get("title")) + "\t" + one_line(paper.get("abstract"))


def keyword_phrases(paper):
    phrases = (one_line(part) for part in (paper.get("keywords") or "").split(","))
    return [phrase for phrase in phrases if 2 <= len(phrase.split()) <= 3]


def texts_of(papers, column):
    return sorted({one_line(paper.get(column)) for paper in papers} - {""})


def speed_classes(papers):
    pick = random.Random(42)
    phrases = sorted({phrase for paper in papers for phrase in keyword_phrases(paper)})
    return {
        "kw": pick.sample(phrases, 334),
        "title": pick.sample(texts_of(papers, "title"), 333),
        "tldr": pick.sample(texts_of(papers, "TL;DR"), 333),
    }


def items_of(papers, column, keep=lambda paper: True):
    return [KnownItem(one_line(paper[column]), row) for row, paper in enumerate(papers)
            if one_line(paper.get(column)) and keep(paper)]


def known_items(papers, name):
    if name == "main":
        return items_of(papers, "TL;DR")
    if name == "A":
        items = items_of(papers, "title", lambda paper: one_line(paper.get("abstract")))
        return random.Random(42).sample(items, 2000)
    if name == "B":
        return random.Random(42).sample(items_of(papers, "keywords"), 2000)
    return items_of(papers, "keywords", lambda paper: "IJCAI" not in (paper.get("venue") or ""))


def score(items, answers):
    """MRR@10, R@1 and R@10 of ranked rows per item; MRR@10 of either half. Ten rows count."""
    ranks = [list(rows[:10]).index(item.row) + 1 if item.row in rows[:10] else 0
             for item, rows in zip(items, answers, strict=True)]
    gains = [1 / rank if rank else 0 for rank in ranks]

    def mean(values):
        return sum(values) / len(values) if values else 0

    return {
        "queries": len(items),
        "mrr": mean(gains),
        "mrr_even": mean(gains[0::2]),
        "mrr_odd": mean(gains[1::2]),
        "r1": mean([rank == 1 for rank in ranks]),
        "r10": mean([rank > 0 for rank in ranks]),
    }
