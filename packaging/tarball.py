#!/usr/bin/env python3
"""Makes the tarball: program, libraries, manual and completions in a folder that runs where it is unpacked.

    tarball.py BUILD OUT    BUILD: a build folder; OUT: the folder for vitrine-VERSION-linux-ARCH.tar.gz

    vitrine-VERSION/bin/vitrine, lib/vitrine/, share/man/, share/bash-completion/, share/zsh/, share/fish/, share/doc/vitrine/

Members are sorted, of root, and carry the time of the release: the same input gives the same bytes.
"""

import gzip
import os
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bundle
import components


def write_tar(file: Path, tree: Path, name: str) -> None:
    moment = components.release_time()

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = moment
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with (
        file.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=moment) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in sorted(tree.rglob("*")):
            archive.add(path, f"{name}/{path.relative_to(tree)}", recursive=False, filter=plain)


def build_tarball(build: Path, out: Path) -> Path:
    version = components.version()
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"vitrine-{version}-linux-{os.uname().machine}.tar.gz"
    with tempfile.TemporaryDirectory() as work:
        tree = Path(work) / "tree"
        bundle.bundle(build, tree)
        bundle.write_shell_files(tree / "bin/vitrine", tree / "share")
        write_tar(file, tree, f"vitrine-{version}")
    return file


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(build_tarball(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
