#!/usr/bin/env python3
"""Makes the context of a container: a Containerfile and the Debian package that it installs.

    container.py BUILD OUT  BUILD: a build folder; OUT: the folder for vitrine-VERSION-container.tar.gz

    podman build -t vitrine vitrine-VERSION-container/      after unpacking it

The Containerfile is packaging/Containerfile without the stage that builds the package from source.
"""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import components
import deb
import tarball

FROM_SOURCE = "COPY --from=build /source/build/packages/"


def containerfile() -> str:
    """What installs the package that lies beside it."""
    text = (components.ROOT / "packaging/Containerfile").read_text()
    head, build, rest = text.partition("FROM debian:12 AS build\n")
    _, slim, last = rest.partition("FROM debian:12-slim\n")
    assert build and slim and FROM_SOURCE in last, "packaging/Containerfile has other stages than container.py knows"
    head = head.replace("podman build -f packaging/Containerfile -t vitrine .", "podman build -t vitrine .")
    return head + slim + last.replace(FROM_SOURCE, "COPY ")


def build_container(build: Path, out: Path) -> Path:
    name = f"vitrine-{components.version()}-container"
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{name}.tar.gz"
    with tempfile.TemporaryDirectory() as work:
        tree = Path(work) / "tree"
        tree.mkdir()
        (tree / "Containerfile").write_text(containerfile())
        # A release has made the package already.
        made = next(out.glob(f"vitrine_{components.version()}-1_*.deb"), None) or deb.build_deb(build, Path(work))
        shutil.copyfile(made, tree / made.name)
        tarball.write_tar(file, tree, name)
    return file


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(build_container(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
