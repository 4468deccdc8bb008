#!/usr/bin/env python3
"""The server beside Datasette and nginx, over loopback HTTP, in one run.

    serving.py VITRINE PAPERS [--seconds 60] [--cache build/peers]

Datasette serves the same papers from SQLite, indexed by rowid and with FTS5 over title and abstract. wrk keeps 64
connections busy with pages of 100 rows at random offsets, with the first 200 pages (where people are), then with searches.
nginx serves the Parquet file that Vitrine serves. Needs wrk and nginx (Debian: wrk, nginx-light); Datasette is installed
into the cache, pinned. Prints Markdown.
"""

import argparse
import contextlib
import json
import pathlib
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

import queries

DATASETTE = "datasette==0.65.5"
CONNECTIONS = 64


def make_database(papers, path):
    """The papers as a table, lists as JSON text, with an FTS5 index that Datasette finds by itself."""
    database = sqlite3.connect(path)
    columns = None
    for row in papers:
        if columns is None:
            columns = list(row)
            names = ", ".join('"' + column + '"' for column in columns)
            database.execute(f"CREATE TABLE papers ({names})")
            insert = f"INSERT INTO papers VALUES ({', '.join('?' * len(columns))})"
        values = [row.get(column) for column in columns]
        database.execute(insert, [json.dumps(v) if isinstance(v, (list, dict)) else v for v in values])
    database.execute("CREATE VIRTUAL TABLE papers_fts USING fts5(title, abstract, content='papers')")
    database.execute("INSERT INTO papers_fts (rowid, title, abstract) SELECT rowid, title, abstract FROM papers")
    database.commit()
    database.execute("VACUUM")
    database.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(command, port, path):
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60).read(1)
                break
            except OSError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


def wrk_script(folder, paths):
    """A wrk script that asks for one path after the other."""
    script = pathlib.Path(folder) / "paths.lua"
    listed = ", ".join(json.dumps(path) for path in paths)
    script.write_text(f"local paths = {{{listed}}}\nlocal i = 0\n"
                      "request = function() i = i % #paths + 1; return wrk.format('GET', paths[i]) end\n"
                      "done = function(summary, latency, requests)\n"
                      "  local e = summary.errors\n"
                      "  io.write(string.format('RESULT %d %d %d %d %d\\n', summary.requests, summary.duration,\n"
                      "    latency:percentile(50), latency:percentile(99),\n"
                      "    e.connect + e.read + e.write + e.status + e.timeout))\nend\n")
    return script


def load(port, paths, seconds, connections=CONNECTIONS):
    """Requests a second, p50 and p99 in ms, errors, bytes a second."""
    with tempfile.TemporaryDirectory() as folder:
        script = wrk_script(folder, paths)
        out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", script,
                              f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True).stdout
    requests, micros, p50, p99, errors = map(int, re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", out).groups())
    number, unit = re.search(r"Transfer/sec:\s+([\d.]+)(\w+)", out).groups()
    scale = {"B": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30}[unit]
    return requests / (micros / 1e6), p50 / 1000, p99 / 1000, errors, float(number) * scale


def resident(process):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024


def datasette_command(cache, database, port):
    folder = pathlib.Path(cache) / "datasette"
    program = folder / "bin" / "datasette"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", DATASETTE], check=True)
    return [program, "serve", "-i", database, "--port", str(port), "--setting", "max_returned_rows", "1000",
            "--setting", "sql_time_limit_ms", "10000", "--setting", "num_sql_threads", "3"]


def nginx_command(folder, root, port):
    configuration = folder / "nginx.conf"
    configuration.write_text(f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log /dev/null;\n"
                             "events { worker_connections 1024; }\n"
                             f"http {{ access_log off; sendfile on; server {{ listen 127.0.0.1:{port}; root {root}; }} }}\n")
    return [shutil.which("nginx") or "/usr/sbin/nginx", "-c", configuration, "-p", folder]


def line(name, figures):
    rate, p50, p99, errors, _ = figures
    print(f"| {name} | {rate:,.0f} | {p50:.1f} | {p99:.1f} | {errors} |", flush=True)
    return rate


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("vitrine")
    arguments.add_argument("papers")
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--cache", default="build/peers")
    options = arguments.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-http-"))
    try:
        compare(options, folder)
    finally:
        shutil.rmtree(folder)


def pages_asked_for(papers):
    """What is asked of each: name -> (path of ours, path of theirs), in order."""
    split = "dataset=local/papers&config=default&split=train"
    anywhere = random.Random(1).choices(range(len(papers) - 100), k=5_000)
    first = random.Random(2).choices(range(0, 20_000, 100), k=5_000)
    words = [urllib.parse.quote_plus(text) for text in queries.speed_classes(papers)["kw"]]
    rows = {"100 rows anywhere": anywhere, "100 of the first 20,000 rows": first}
    asked = {what: [(f"/rows?{split}&offset={offset}&length=100",
                     f"/papers/papers.json?_size=100&_nofacet=1&_nocount=1&_next={offset}") for offset in offsets]
             for what, offsets in rows.items()}
    asked["search, top 10"] = [(f"/search?{split}&query={text}&length=10",
                                f"/papers/papers.json?_search={text}&_size=10&_nofacet=1") for text in words]
    return asked


def compare(options, folder):
    home = folder / "home"
    subprocess.run([options.vitrine, "import", options.papers, "--home", home], check=True, capture_output=True)
    database = folder / "papers.db"
    papers = queries.read_papers(options.papers)
    make_database(papers, database)
    asked = pages_asked_for(papers)

    print(f"64 keep-alive connections, {options.seconds} s each:\n\n| | requests/s | p50 ms | p99 ms | errors |\n|---|---|---|---|---|")
    rates = {}
    port = free_port()
    with serving([options.vitrine, "serve", "--home", home, "--port", port, "--quiet"], port, "/healthcheck") as server:
        before = resident(server)
        for what, paths in asked.items():
            rates[what] = line(f"Vitrine, {what}", load(port, [ours for ours, _ in paths], options.seconds))
        after = resident(server)
    port = free_port()
    with serving(datasette_command(options.cache, database, port), port, "/-/versions.json"):
        for what, paths in asked.items():
            rates[what] /= line(f"Datasette 0.65.5, {what}", load(port, [theirs for _, theirs in paths], options.seconds))
    ratios = ", ".join(f"{what} {ratio:.0f}" for what, ratio in rates.items())
    print(f"\nTimes Datasette: {ratios}. Resident before and after: {before:.0f} and {after:.0f} MiB.\n")
    download(options, folder, home)


def download(options, folder, home):
    port = free_port()
    seconds = max(2, options.seconds // 6)
    print("| the Parquet file of the papers, 4 connections | MB/s | resident MiB |\n|---|---|---|")
    with serving([options.vitrine, "serve", "--home", home, "--port", port, "--quiet"], port, "/healthcheck") as server:
        listed = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/parquet?dataset=local/papers"))
        path = urllib.parse.urlsplit(listed["parquet_files"][0]["url"]).path
        bytes_of_file = urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").read()
        ours = load(port, [path], seconds, 4)[4]
        print(f"| Vitrine | {ours / 1e6:,.0f} | {resident(server):.0f} |")
    root = folder / "root"
    root.mkdir()
    (root / "0000.parquet").write_bytes(bytes_of_file)
    root.chmod(0o755)
    folder.chmod(0o755)
    port = free_port()
    with serving(nginx_command(folder, root, port), port, "/0000.parquet"):
        theirs = load(port, ["/0000.parquet"], seconds, 4)[4]
        print(f"| nginx, sendfile | {theirs / 1e6:,.0f} | |")
    print(f"\n{ours / theirs:.2f} of nginx's.")


if __name__ == "__main__":
    main()
