#!/usr/bin/env python3
"""Installs the peers of the side-by-side runs, pinned, into a cache folder outside the tree.

    install.py CACHE

Debian packages are unpacked below CACHE/debian and not installed, Python packages go into
CACHE/venv, Lucene comes by Maven into CACHE/lucene, Tantivy is built below CACHE/cargo. What is there already is left alone. A peer that
cannot be installed costs one line on standard error, and run.py goes on without it.
CACHE/installed.json names those that can be run.
"""

import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LUCENE = "10.6.0"  # needs Java 21 or later; 25 is what it was measured on
XAPIAN = ("libxapian-dev=1.4.22-1", "libxapian30=1.4.22-1")
JARS = ("lucene-core", "lucene-analysis-common")
OLDEST_JAVA = 21


class CannotInstall(Exception):
    pass


def run(command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False, **options)
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise CannotInstall(f"{command[0]}: {lines[-1] if lines else 'failed'}")


def need(program, package):
    if shutil.which(program) is None:
        raise CannotInstall(f"needs {program} ({package})")


def unpack_debian(cache, *packages):
    root = cache / "debian"
    root.mkdir(exist_ok=True)
    need("dpkg", "a Debian machine")
    for package in packages:
        if not (root / f"{package}.done").exists():
            run(["apt-get", "download", "-q", package], cwd=root)
            name, version = package.split("=")
            run(["dpkg", "-x", next(root.glob(f"{name}_{version}_*.deb")), root])
            (root / f"{package}.done").touch()
    return root


def compile_once(target, sources, command):
    """Runs `command`, which makes `target`, unless it was made from these very sources."""
    wanted = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    mark = target.parent / (target.name + ".made-from")
    if not target.exists() or not mark.exists() or mark.read_text() != wanted:
        run(command)
        mark.write_text(wanted)


def newest_java():
    """The newest JDK's folder: Debian 12 has 17, others stand beside it in /usr/lib/jvm."""
    found = {}
    for release in pathlib.Path("/usr/lib/jvm").glob("*/release"):
        version = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.M)
        if version and (release.parent / "bin/javac").exists():
            found[int(version.group(1))] = release.parent
    if not found or max(found) < OLDEST_JAVA:
        raise CannotInstall(f"Lucene {LUCENE} needs a JDK of {OLDEST_JAVA} or later in /usr/lib/jvm")
    return found[max(found)]


def install_lucene(cache):
    java = newest_java()
    need("mvn", "maven")
    folder = cache / "lucene"
    folder.mkdir(exist_ok=True)
    for jar in JARS:
        if not (folder / f"{jar}-{LUCENE}.jar").exists():
            run(["mvn", "-q", "dependency:copy", f"-Dartifact=org.apache.lucene:{jar}:{LUCENE}",
                 f"-DoutputDirectory={folder}"])
    source = HERE / "lucene/Words.java"
    compile_once(folder / "Words.class", [source],
                 [java / "bin/javac", "-d", folder, "-cp", f"{folder}/*", source])
    link = folder / "java"
    link.unlink(missing_ok=True)
    link.symlink_to(java / "bin/java")


def install_xapian(cache):
    need("g++", "g++")
    root = unpack_debian(cache, *XAPIAN)
    libraries = root / "usr/lib/x86_64-linux-gnu"
    program = cache / "xapian_words"
    compile_once(program, [HERE / "xapian_words.cc", HERE / "word_driver.h"],
                 ["g++", "-std=c++20", "-O2", f"-I{root}/usr/include", HERE / "xapian_words.cc",
                  f"-L{libraries}", "-lxapian", f"-Wl,-rpath,{libraries}", "-o", program])


def install_tantivy(cache):
    need("cargo", "rustup or Debian's cargo")
    run(["cargo", "build", "--release", "--locked", "--manifest-path", HERE / "tantivy/Cargo.toml",
         "--target-dir", cache / "cargo"])


def install_python(cache, *packages):
    need("python3", "python3-venv")
    venv = cache / "venv"
    if not (venv / "bin/pip").exists():
        run(["python3", "-m", "venv", venv])
    run([venv / "bin/pip", "install", "-q", "-c", HERE / "requirements.txt", *packages])


def install_fts5(_):
    import sqlite3
    try:
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5(a)")
    except sqlite3.Error as error:
        raise CannotInstall(f"this Python's SQLite: {error}") from error


INSTALLERS = {
    "scripts": lambda cache: install_python(cache, "numpy", "matplotlib"),
    "lucene": install_lucene,
    "tantivy": install_tantivy,
    "xapian": install_xapian,
    "fts5": install_fts5,
    "lancedb": lambda cache: install_python(cache, "lancedb", "pyarrow"),
    "vectors": lambda cache: install_python(cache, "scipy", "scikit-learn"),
    "faiss": lambda cache: install_python(cache, "faiss-cpu"),
    "hnswlib": lambda cache: install_python(cache, "hnswlib"),
}


def main():
    cache = pathlib.Path(sys.argv[1]).resolve()
    cache.mkdir(parents=True, exist_ok=True)
    installed = []
    for name, install in INSTALLERS.items():
        try:
            install(cache)
            installed.append(name)
        except CannotInstall as reason:
            print(f"peers: skipping {name}: {reason}", file=sys.stderr)
    (cache / "installed.json").write_text(json.dumps(installed) + "\n")


if __name__ == "__main__":
    main()
