#!/usr/bin/env python3
"""What each stage of an import costs in CPU, on tables of 1e5, 1e6 and 1e7 rows whose values are all distinct.

    build/python-clients/bin/python bench/stages.py build/release/vitrine FOLDER [ROWS...]

Makes the Parquet files in FOLDER where they are not there (an integer, a float, a moment and a short text a row), has
each imported by a server of its own, and prints the CPU seconds of its process in each stage that it shows. Samples are
some hundredths of a second apart, so that is what a figure may be off by.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq


def write_table(path: pathlib.Path, rows: int) -> None:
    numbers = np.arange(rows)
    moments = numbers.astype("datetime64[s]") + (np.datetime64("2000-01-01", "s") - np.datetime64(0, "s"))
    words = [f"u{i * 31 % rows}" for i in range(rows)]
    columns = {"id": numbers, "f": numbers * 7919 % rows / 7.0, "at": pa.array(moments), "u": words}
    pq.write_table(pa.table(columns), path, row_group_size=100_000, compression="zstd")


class Server:
    def __init__(self, binary: str, home: pathlib.Path) -> None:
        self.process = subprocess.Popen([binary, "--home", str(home), "serve", "--port", "0", "--quiet"], stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        found = None
        for line in self.process.stderr:
            found = re.search(r"(http://[\d.:]+)/\?token=(\S+) ", line)
            if found:
                break
        assert found, "the server did not start"
        self.url, self.token = found[1], found[2]

    def ask(self, path: str, body: dict[str, str] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Authorization": "Bearer " + self.token})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def cpu_seconds(self) -> float:
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stages_of(server: Server, path: pathlib.Path) -> dict[str, float]:
    number = server.ask("/api/v1/imports", {"source": str(path)})["id"]
    out: dict[str, float] = {}
    before, stage = server.cpu_seconds(), "starting"
    while True:
        job = next(one for one in server.ask("/api/v1/imports")["imports"] if one["id"] == number)
        now = server.cpu_seconds()
        out[stage] = out.get(stage, 0) + now - before
        before, stage = now, job.get("stage") or "starting"
        if job["state"] in ("done", "failed"):
            assert job["state"] == "done", job["error"]
            return out
        time.sleep(0.03)


def main() -> None:
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for rows in [int(text) for text in sys.argv[3:]] or [10**5, 10**6, 10**7]:
        path = folder / f"distinct-{rows}.parquet"
        if not path.exists():
            write_table(path, rows)
        home = folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        server = Server(binary, home)
        try:
            spent = stages_of(server, path)
        finally:
            server.process.terminate()
            server.process.wait()
            shutil.rmtree(home, ignore_errors=True)
        print(f"{rows:>11,} rows: " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items()), flush=True)


if __name__ == "__main__":
    main()
