"""transformer.py BENCH MODEL: milliseconds of one core for a text by our transformer and by ONNX Runtime, passes alternating.

BENCH is build/bench/src/transformer/transformer_bench, MODEL a folder in the Hub's layout with F32 weights. Each text is
[CLS] deep deep ... [SEP]; CPU time, the median of five rounds each. Run it with the Python of scripts/python_clients.sh.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "api"))
from bert_model import Graph, encode, tokenizer_of  # noqa: E402

bench, model = sys.argv[1], pathlib.Path(sys.argv[2])
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
session, tokenizer = Graph(model).session(threads=1), tokenizer_of(model, 512)


def ours(length):
    command = [bench, f"--benchmark_filter=^Encode/{length}$", "--benchmark_format=json", "--benchmark_min_time=0.4"]
    out = subprocess.run(command, check=True, capture_output=True, env={**os.environ, "VITRINE_MODEL": str(model)}).stdout
    return json.loads(out)["benchmarks"][0]["cpu_time"]


def theirs(length):
    ids = tokenizer.encode("deep " * (length - 2)).ids
    assert len(ids) == length, len(ids)
    encode(session, ids)
    times, begin = [], time.process_time()
    while time.process_time() - begin < 0.4:
        before = time.process_time()
        encode(session, ids)
        times.append(time.process_time() - before)
    return statistics.mean(times) * 1000


print("tokens  ours ms  ORT ms  ours / ORT")
for length in (8, 16, 32, 128, 256):
    pairs = [(ours(length), theirs(length)) for _ in range(5)]
    a, b = statistics.median(x for x, _ in pairs), statistics.median(y for _, y in pairs)
    ratio = statistics.median(x / y for x, y in pairs)
    print(f"{length:6} {a:8.2f} {b:7.2f} {ratio:11.2f}", flush=True)
