#!/usr/bin/env python3
"""Makes everything that a release hands out, twice, and fails where the two differ.

    release.py VERSION BUILD OUT    OUT/VERSION/: wheel, tarball, Debian package, context of a container, sbom.spdx.json, SHA256SUMS

VERSION is what CMakeLists.txt says, and CHANGELOG.md must have a section of it: a release without either is refused.
"""

import hashlib
import re
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import components
import container
import deb
import tarball
import wheel


def complaint(version: str) -> str:
    """Why there can be no release of this version; empty if there can."""
    if version != components.version():
        return f"CMakeLists.txt says version {components.version()}, not {version}: change it there first"
    if not re.search(rf"^## {re.escape(version)}\b", (components.ROOT / "CHANGELOG.md").read_text(), re.MULTILINE):
        return f"CHANGELOG.md has no section '## {version}': give 'Unreleased' that name"
    return ""


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def make(build: Path, out: Path) -> dict[str, str]:
    for one in (wheel.build_wheel, tarball.build_tarball, deb.build_deb, container.build_container):
        one(build, out)
    return digests(out)


def release(version: str, build: Path, out: Path) -> None:
    if said := complaint(version):
        sys.exit(f"release: {said}")
    place = out / version
    shutil.rmtree(place, ignore_errors=True)
    made = make(build, place)
    with tempfile.TemporaryDirectory() as again:
        if (second := make(build, Path(again))) != made:
            differ = sorted(name for name in made if second.get(name) != made[name])
            sys.exit(f"release: {', '.join(differ)} did not come out the same twice")
    (place / "sbom.spdx.json").write_text(components.sbom(components.of_program(), build / "vitrine"))
    sums = digests(place)
    (place / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()))
    for name, digest in sums.items():
        print(f"{digest}  {place / name}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    release(sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3]))
