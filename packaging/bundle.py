#!/usr/bin/env python3
"""Gathers the program with every library that it needs, but for glibc, in one folder.

    bundle.py BUILD OUT     BUILD: a build folder, such as build/release; OUT: a new folder

OUT is what the wheel and the tarball hold, and runs wherever it is put:

    bin/vitrine             without symbols
    lib/vitrine/*.so*       under the names by which they are asked for; found by bin/vitrine's RPATH
    share/doc/vitrine/      our licence, theirs (licences/), and the list of them (sbom.spdx.json)

glibc comes with the machine: its loader, its resolver's modules and its locales belong together. The oldest that will
do is a property of the symbols that the files ask for (`glibc_needed`), which older_glibc.py has made fewer.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import components
import older_glibc

# Parts of glibc, which belong to the machine.
GLIBC = re.compile(r"^(ld-linux[\w-]*|lib(c|m|dl|pthread|rt|resolv|util|anl|nsl))\.so(\.\d+)*$")


def run(*command: str | Path) -> str:
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def libraries_of(files: Iterable[Path]) -> dict[str, Path]:
    """Name asked for -> file, of all that the files need, directly or not, but glibc's."""
    found: dict[str, Path] = {}
    for file in files:
        for line in run("ldd", file).splitlines():
            parts = line.split()
            if "not found" in line:
                sys.exit(f"bundle: {file} needs {parts[0]}, which this machine does not have")
            if "=>" in parts and not GLIBC.match(parts[0]):
                found[parts[0]] = Path(parts[2])
    return found


def glibc_needed(files: Iterable[Path]) -> tuple[int, int]:
    """The newest version of glibc whose symbols one of the files asks for."""
    versions = {older_glibc.OLDEST}  # nothing older was tried
    for file in files:
        versions |= {(2, int(minor)) for minor in re.findall(r"\bGLIBC_2\.(\d+)\b", run("objdump", "-p", file))}
    return max(versions)


def elf_files(tree: Path) -> list[Path]:
    return [tree / "bin/vitrine", *sorted((tree / "lib/vitrine").iterdir())]


def copy(source: Path, target: Path, strip: bool) -> None:
    shutil.copyfile(source, target)
    if strip:
        run("strip", "--strip-unneeded", target)
    target.chmod(0o755)


def write_shell_files(program: Path, share: Path) -> None:
    """The manual and the completions, as the program prints them, where shells and man look below `share`."""
    places = {
        "man/man1/vitrine.1": ["man"],
        "bash-completion/completions/vitrine": ["completions", "bash"],
        "zsh/vendor-completions/_vitrine": ["completions", "zsh"],
        "fish/vendor_completions.d/vitrine.fish": ["completions", "fish"],
    }
    for place, arguments in places.items():
        (share / place).parent.mkdir(parents=True)
        (share / place).write_text(run(program, *arguments))


def bundle(build: Path, out: Path) -> None:
    program, duckdb = build / "vitrine", build / "lib/libduckdb.so"
    libraries = libraries_of([program, duckdb])
    (out / "bin").mkdir(parents=True)
    (out / "lib/vitrine").mkdir(parents=True)
    copy(program, out / "bin/vitrine", strip=True)
    copy(duckdb, out / "lib/vitrine/libduckdb.so", strip=True)
    for name, file in libraries.items():
        copy(file, out / "lib/vitrine" / name, strip=False)  # Debian's are stripped
    older_glibc.lower(out / "bin/vitrine", out / "lib/vitrine")
    components.write(out / "share/doc/vitrine", components.of_bundle(libraries), out)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    bundle(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
