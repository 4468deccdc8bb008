#!/usr/bin/env python3
"""The map of the papers' vectors beside umap-learn's: quality on a sample, time on all of them.

    map.py VITRINE PAPERS.jsonl.zst [--rows 10000] [--all]

Vectors: TF-IDF over title and abstract, projected by a randomized SVD to 256 dimensions, unit length.
The sample is drawn with a fixed seed. Both maps see the same vectors; umap-learn runs with its own
defaults but metric="cosine" and random_state=42. Trustworthiness (Venna and Kaski 2001) and the share
of the 15 nearest neighbours that are kept are of the map that a client of the server gets. With --all
the server also maps every paper, on all cores and on one, and the bytes must be the same.

Needs numpy, scipy, scikit-learn and umap-learn 0.5.9.post2, and the zstd program.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import numpy as np

DIMENSION = 256
NEIGHBOURS = 15


def read_papers(path):
    with subprocess.Popen(["zstd", "-dc", str(path)], stdout=subprocess.PIPE) as unpack:
        return [json.loads(line) for line in unpack.stdout]


def project(papers):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.utils.extmath import randomized_svd

    tfidf = TfidfVectorizer(token_pattern="[a-z0-9]+", stop_words="english", min_df=3,
                            sublinear_tf=True, dtype=np.float32)
    terms = tfidf.fit_transform((paper.get("title") or "") + " " + (paper.get("abstract") or "")
                                for paper in papers)
    _, _, axes = randomized_svd(terms, DIMENSION, n_iter=3, n_oversamples=32, random_state=0)
    vectors = terms @ axes.T
    lengths = np.linalg.norm(vectors, axis=1)
    return (vectors / np.where(lengths > 0, lengths, 1)[:, None]).astype(np.float32)


def write_rows(path, papers, vectors):
    with open(path, "w", encoding="utf-8") as out:
        for paper, vector in zip(papers, vectors):
            row = {"title": paper.get("title"), "embedding": [round(float(v), 6) for v in vector]}
            out.write(json.dumps(row) + "\n")


class Server:
    """`vitrine serve` of one file, in a library of its own."""

    def __init__(self, binary, source, home, prefix=(), port=7871):
        self.base = f"http://127.0.0.1:{port}/api/v1/datasets/local/{source.stem}/map"
        self.process = subprocess.Popen(
            [*prefix, binary, "serve", str(source), "--home", str(home), "--port", str(port)],
            stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def get(self, path=""):
        while True:
            try:
                with urllib.request.urlopen(self.base + path) as answer:
                    return answer.status, answer.read()
            except urllib.error.HTTPError:
                raise
            except urllib.error.URLError:
                time.sleep(0.2)  # the server is starting

    def map(self):
        """Places of all rows, with wall and CPU seconds by stage from the first request on."""
        stages, last, started = {}, None, time.time()
        status, body = self.get()
        cpu = self.cpu_seconds()
        while status == 202:
            stage = json.loads(body)["stage"]
            if stage != last:
                stages[stage] = time.time() - started
                last = stage
            time.sleep(0.05)
            status, body = self.get()
        seconds, cpu = time.time() - started, self.cpu_seconds() - cpu
        rows = json.loads(body)["num_rows"]
        points = self.get("/points")[1]
        places = np.frombuffer(points, dtype="<f4", count=2 * rows).reshape(-1, 2)
        return places, points, seconds, cpu, stages, json.loads(body)


def quality(vectors, places):
    from sklearn.manifold import trustworthiness
    from sklearn.neighbors import NearestNeighbors

    def nearest(data, metric):
        search = NearestNeighbors(n_neighbors=NEIGHBOURS, metric=metric).fit(data)
        return search.kneighbors(return_distance=False)

    near, drawn = nearest(vectors, "cosine"), nearest(places, "euclidean")
    kept = np.mean([len(np.intersect1d(a, b)) / NEIGHBOURS for a, b in zip(near, drawn)])
    trust = trustworthiness(vectors, places, n_neighbors=NEIGHBOURS, metric="cosine")
    return trust, kept


def compare(binary, papers, vectors, rows, folder):
    import umap

    sample = np.sort(np.random.default_rng(1).permutation(len(papers))[:rows])
    sample = sample[np.linalg.norm(vectors[sample], axis=1) > 0]
    source = folder / "sample.jsonl"
    write_rows(source, [papers[i] for i in sample], vectors[sample])
    with Server(binary, source, folder / "home") as server:
        places, _, seconds, cpu, _, _ = server.map()
    print(f"vitrine     {rows} rows: trustworthiness %.4f, neighbours kept %.4f, %.1f s wall, %.1f s CPU"
          % (*quality(vectors[sample], places), seconds, cpu))
    started, cpu = time.time(), time.process_time()
    places = umap.UMAP(metric="cosine", random_state=42).fit_transform(vectors[sample])
    seconds, cpu = time.time() - started, time.process_time() - cpu
    print(f"umap-learn  {rows} rows: trustworthiness %.4f, neighbours kept %.4f, %.1f s wall, %.1f s CPU"
          % (*quality(vectors[sample], places), seconds, cpu))


def map_all(binary, papers, vectors, folder):
    source = folder / "papers.jsonl"
    write_rows(source, papers, vectors)
    seen = []
    for cores, prefix in (("all cores", ()), ("one core", ("taskset", "-c", "0"))):
        with Server(binary, source, folder / cores.replace(" ", "-"), prefix) as server:
            _, points, seconds, cpu, stages, answer = server.map()
        seen.append(points)
        clusters = answer["layout"]["clusters"]
        print(f"vitrine     {len(papers)} rows, {cores}: %.1f s wall, %.1f s CPU, %d coarse and %d fine clusters"
              % (seconds, cpu, len(clusters["coarse"]), len(clusters["fine"])))
        print("            stages began at", {k: round(v, 1) for k, v in stages.items()})
    print("            the same bytes:", seen[0] == seen[1])
    for cluster in clusters["coarse"][:12]:
        print("           ", cluster["num_points"], ", ".join(cluster["terms"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vitrine")
    parser.add_argument("papers", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    papers = read_papers(options.papers)
    vectors = project(papers)
    with tempfile.TemporaryDirectory() as folder:
        compare(options.vitrine, papers, vectors, options.rows, pathlib.Path(folder))
        if options.all:
            map_all(options.vitrine, papers, vectors, pathlib.Path(folder))


if __name__ == "__main__":
    main()
