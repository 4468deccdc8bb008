"""Tables and plots from what the parts of run.py measured."""

import json

COLOURS = {"ours": "#2a78d6", "FAISS PQ384x4fs,RFlat kf10": "#8a94a0",
           "FAISS PQ384x4fs,RFlat kf30": "#4c5560"}
CLASS_NAMES = {"kw": "2-3 keywords", "title": "titles", "tldr": "TL;DRs"}


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def heading(title, result):
    return (f"## {title}, {result['date']}\n\n{result['cores']} cores of {result['cpu']}; "
            f"{result['rows']:,} papers; load average {result['load'][0]} before, "
            f"{result['load'][1]} after; CPU time, passes of all engines alternating.")


def spread(times):
    return f"{times['p50']:.3f} / {times['p99']:.2f}"


def save(figure, path):
    from matplotlib import pyplot

    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def words_tables(result):
    engines = result["engines"]
    rows = [[name, *(spread(engine[c]["top"]) for c in CLASS_NAMES),
             " / ".join(f"{engine[c]['top']['per_second']:,.0f}" for c in CLASS_NAMES),
             f"{engine['build_seconds']:.1f}", f"{engine['index_bytes'] / 1e6:.1f}",
             f"{result['quality'][name]['mrr']:.3f}"]
            for name, engine in engines.items() if "kw" in engine]
    timing = table(["engine", *(f"{name} p50 / p99 ms" for name in CLASS_NAMES.values()),
                    "queries/s", "build, CPU s", "index MB", "MRR@10"], rows)
    counted = table(["with the exact total", *(f"{name} p50 ms (ratio)" for name in
                                               CLASS_NAMES.values())],
                    [[name, *(f"{engine[c]['count']['p50']:.3f} "
                              f"({engine[c]['count']['mean'] / engine[c]['top']['mean']:.2f})"
                              for c in CLASS_NAMES)]
                     for name, engine in engines.items() if "count" in engine.get("kw", {})])
    names = list(result["overlap"])
    overlap = table(["best ten in common", *(str(i + 1) for i in range(len(names)))],
                    [[f"{i + 1} {name}", *(f"{result['overlap'][name][other]:.2f}"
                                           for other in names)] for i, name in enumerate(names)])
    return "\n\n".join([heading("Keyword search beside its peers", result), timing, counted,
                        overlap])


def plot_words(result, path):
    from matplotlib import pyplot

    names = [name for name, engine in result["engines"].items() if "kw" in engine]
    figure, axes = pyplot.subplots(1, 3, figsize=(13, 0.4 * len(names) + 1.4), sharey=True)
    for axis, (key, title) in zip(axes, CLASS_NAMES.items(), strict=True):
        times = [result["engines"][name][key]["top"] for name in names]
        medians = [time["p50"] for time in times]
        axis.barh(names, medians, color=["#2a78d6" if name.startswith("ours") else "#a9b4c2"
                                         for name in names])
        axis.plot([time["p99"] for time in times], names, "|", color="#444", markersize=9)
        axis.set_xscale("log")
        axis.set_title(title)
        axis.set_xlabel("ms a query: median, | 99th percentile")
        axis.grid(axis="x", alpha=0.3)
    axes[0].invert_yaxis()
    save(figure, path)


def vector_tables(result):
    builds = table(["index", "build, CPU s", "MB beside the floats"],
                   [[name, f"{build['build_seconds']:.1f}", f"{build['index_bytes'] / 1e6:.1f}"]
                    for name, build in result["builds"].items()])
    rows = [[row["name"], row["filter"] or "all", f"{row['recall']:.4f}",
             f"{row['per_second']:,.0f}", spread(row)] for row in result["settings"]]
    rows.sort(key=lambda row: row[1] != "all")
    search = table(["setting", "rows", "recall@10", "queries/s", "p50 / p99 ms"], rows)
    exact = next(row for row in result["settings"] if row["name"] == "ours, exact")
    rate = exact["per_second"] * result["rows"] * result["dimension"] * 4 / 1e9
    note = (f"A plain sum over the same floats reads {result['bandwidth']['median'] / 1e9:.1f} GB/s "
            f"(best {result['bandwidth']['best'] / 1e9:.1f}), our exact search {rate:.1f} GB/s. "
            f"Our process has {result['own_memory'] / 1e6:.0f} MB beside its maps of files.")
    return "\n\n".join([heading("Vector search beside its peers", result), builds, search, note])


def plot_vectors(result, path):
    from matplotlib import pyplot

    curves = {}
    for row in result["settings"]:
        if not row["filter"]:
            family = row["name"].split(",")[0].split(" kf")[0].split(" ef")[0]
            curves.setdefault(family, []).append((row["recall"], row["per_second"]))
    figure, axis = pyplot.subplots(figsize=(8, 5))
    for name, points in curves.items():
        axis.plot(*zip(*sorted(points), strict=True), "o-", label=name,
                  linewidth=3 if name == "ours" else 1.2)
    axis.set_xlim(0.88, 1.002)
    axis.set_yscale("log")
    axis.set_xlabel(f"recall@10 of {result['rows']:,} rows")
    axis.set_ylabel("queries/s, one thread")
    axis.grid(alpha=0.3, which="both")
    axis.legend()
    save(figure, path)


def size_tables(result):
    vectors = table(
        ["vectors", "rows", "engine", "recall@10", "queries/s", "p50 / p99 ms", "build, CPU s",
         "s on 2 cores", "index MB", "memory MiB"],
        [[row["kind"], f"{row['rows']:,}", row["engine"], f"{row['recall']:.4f}",
          f"{row['per_second']:,.0f}", spread(row), f"{row['build_seconds']:.1f}",
          f"{row['build_wall']:.1f}" if "build_wall" in row else "",
          f"{row['index_bytes'] / 1e6:.0f}",
          f"{row['own_memory'] / 2**20:.0f}" if "own_memory" in row else ""]
         for row in result["vectors"]])
    words = table(
        [f"{result['words']['rows']:,} rows", "2-3 keywords p50 / p99 ms", "build, CPU s",
         "index MB"],
        [[name, spread(engine["kw"]["top"]), f"{engine['build_seconds']:.1f}",
          f"{engine['index_bytes'] / 1e6:.0f}"] for name, engine in result["words"]["engines"].items()])
    note = "Memory is what a process that searches has beside its maps of files."
    return "\n\n".join([heading("At size", result), vectors, note, words])


SIZE_PANELS = {"p50": "ms a query, median, one thread", "build_wall": "s to build on two cores",
               "own_memory": "MiB beside mapped files", "recall": "recall@10"}


def plot_sizes(result, path):
    from matplotlib import pyplot

    curves = {}
    for row in result["vectors"]:
        curves.setdefault((row["engine"], row["kind"]), []).append(row)
    figure, axes = pyplot.subplots(1, len(SIZE_PANELS), figsize=(15, 3.8))
    for axis, (key, title) in zip(axes, SIZE_PANELS.items(), strict=True):
        for (engine, kind), rows in curves.items():
            scale = 2**20 if key == "own_memory" else 1
            points = [(row["rows"], row[key] / scale) for row in rows if key in row]
            if points:
                axis.plot(*zip(*points, strict=True), "o-" if kind == "papers" else "s--",
                          label=f"{engine}, {kind}", color=COLOURS.get(engine, "#a9b4c2"))
        axis.set_xscale("log")
        if key != "recall":
            axis.set_yscale("log")
        axis.set_xlabel("rows")
        axis.set_title(title)
        axis.grid(alpha=0.3, which="both")
    axes[0].legend(fontsize=7)
    save(figure, path)


PARTS = {"words": (words_tables, {"words.svg": plot_words}),
         "vectors": (vector_tables, {"vectors.svg": plot_vectors}),
         "sizes": (size_tables, {"sizes.svg": plot_sizes})}


def write(cache):
    """Writes CACHE/report.md and the plots; returns the report."""
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "vitrine"  # equal figures give equal files
    matplotlib.rcParams["svg.fonttype"] = "none"
    texts = []
    for part, (tables, plots) in PARTS.items():
        path = cache / f"{part}.json"
        if not path.exists():
            continue
        result = json.loads(path.read_text())
        texts.append(tables(result))
        for name, plot in plots.items():
            plot(result, cache / name)
    report = "\n\n".join(texts) + "\n"
    (cache / "report.md").write_text(report)
    return report
