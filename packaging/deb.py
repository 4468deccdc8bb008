#!/usr/bin/env python3
"""Makes the Debian package.

    deb.py BUILD OUT        BUILD: a build folder; OUT: the folder for vitrine_VERSION-1_ARCH.deb

The program uses Debian's libraries, which dpkg-shlibdeps names as dependencies with the versions that they need; DuckDB, which Debian
does not have, is in /usr/lib/vitrine. The service is not started by the installation: `systemctl enable --now vitrine` does.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from email.utils import formatdate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bundle
import components

DEBIAN = Path(__file__).resolve().parent / "debian"
MAINTAINER = "The Vitrine authors <vitrine@localhost.localdomain>"
DESCRIPTION = """\
live page, search, SQL and API for any dataset
 Vitrine turns a Parquet, JSON, CSV, Arrow, NumPy, SQLite or Excel file, or a
 folder of them, into a live dataset page: profiled column by column,
 searchable by word and by meaning, queryable in SQL, and served to programs
 through the Hugging Face dataset-viewer API, an API of its own and MCP."""


def architecture() -> str:
    return bundle.run("dpkg", "--print-architecture").strip()


def dependencies(programs: list[Path], work: Path) -> str:
    """What dpkg-shlibdeps says that the programs need."""
    (work / "debian").mkdir()
    (work / "debian/control").write_text(f"Source: vitrine\n\nPackage: vitrine\nArchitecture: {architecture()}\n")
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *map(str, programs)]
    said = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True).stdout
    return said.strip().removeprefix("shlibs:Depends=")


def packed(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(content, 9, mtime=0))


def write_documents(tree: Path) -> None:
    """Licences as Debian wants them: ours and DuckDB's in `copyright`, and where the other texts are."""
    documents = tree / "usr/share/doc/vitrine"
    components.write(documents, components.of_program(), tree / "usr")
    (documents / "LICENSE").unlink()  # Debian has the text of Apache-2.0
    (documents / "copyright").write_text((DEBIAN / "copyright").read_text())
    entry = f"vitrine ({components.version()}-1) unstable; urgency=medium\n\n  * See changelog.gz.\n\n"
    signed = f" -- {MAINTAINER}  {formatdate(components.release_time(), usegmt=False)}\n"
    packed(documents / "changelog.Debian.gz", (entry + signed).encode())
    packed(documents / "changelog.gz", (components.ROOT / "CHANGELOG.md").read_bytes())


def write_files(build: Path, tree: Path) -> list[Path]:
    """The tree below /; returns the programs in it."""
    program, duckdb = tree / "usr/bin/vitrine", tree / "usr/lib/vitrine/libduckdb.so"
    for source, target in ((build / "vitrine", program), (build / "lib/libduckdb.so", duckdb)):
        target.parent.mkdir(parents=True)
        bundle.copy(source, target, strip=True)
    duckdb.chmod(0o644)
    bundle.write_shell_files(program, tree / "usr/share")
    manual = tree / "usr/share/man/man1/vitrine.1"
    packed(manual.with_suffix(".1.gz"), manual.read_bytes())
    manual.unlink()
    unit = tree / "usr/lib/systemd/system/vitrine.service"
    unit.parent.mkdir(parents=True)
    shutil.copyfile(DEBIAN / "vitrine.service", unit)
    overrides = tree / "usr/share/lintian/overrides/vitrine"
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(DEBIAN / "lintian-overrides", overrides)
    write_documents(tree)
    return [program, duckdb]


def write_control(tree: Path, depends: str) -> None:
    control = tree / "DEBIAN"
    control.mkdir()
    size = sum(file.stat().st_size for file in (tree / "usr").rglob("*") if file.is_file()) // 1024
    (control / "control").write_text(
        f"Package: vitrine\nVersion: {components.version()}-1\nArchitecture: {architecture()}\nMaintainer: {MAINTAINER}\n"
        f"Installed-Size: {size}\nDepends: {depends}\nRecommends: ca-certificates\nSuggests: poppler-utils, xdg-utils\n"
        f"Section: science\nPriority: optional\nDescription: {DESCRIPTION}\n"
    )
    for name in ("postinst", "prerm", "postrm"):
        shutil.copyfile(DEBIAN / name, control / name)
        (control / name).chmod(0o755)
    files = sorted(file for file in (tree / "usr").rglob("*") if file.is_file())
    sums = bundle.run("md5sum", *files).replace(f"{tree}/", "")
    (control / "md5sums").write_text(sums)


def build_deb(build: Path, out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"vitrine_{components.version()}-1_{architecture()}.deb"
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        tree = work / "tree"
        programs = write_files(build, tree)
        write_control(tree, dependencies(programs, work))
        for path in tree.rglob("*"):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        tree.chmod(0o755)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(components.release_time())}
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--threads-max=1", "--build", str(tree), str(file)]
        subprocess.run(command, check=True, capture_output=True, env=environment)
    return file


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(build_deb(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
