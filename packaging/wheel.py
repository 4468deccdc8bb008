#!/usr/bin/env python3
"""Makes the wheel: the Python package of python/ with the program and its libraries inside.

    wheel.py BUILD OUT      BUILD: a build folder; OUT: the folder for vitrine_data-VERSION-py3-none-PLATFORM.whl

The platform is manylinux_2_X of the newest glibc that a file inside asks for. The same input gives the same bytes: members are
sorted and carry the time of the release (components.release_time). pip, uv and pipx install it; no compiler is needed.
"""

import base64
import hashlib
import os
import stat
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bundle
import components

PYTHON = components.ROOT / "python"
# The index has a package `vitrine` of somebody else; what is imported and typed is `vitrine` all the same.
DISTRIBUTION = "vitrine_data"


def metadata() -> str:
    head = (PYTHON / "METADATA.in").read_text().replace("@VERSION@", components.version())
    return head + "\n" + (PYTHON / "README.md").read_text()


def platform_tag(tree: Path) -> str:
    major, minor = bundle.glibc_needed(bundle.elf_files(tree))
    return f"manylinux_{major}_{minor}_{os.uname().machine}"


def members(tree: Path, tag: str) -> dict[str, tuple[bytes, bool]]:
    """Name in the wheel -> (bytes, executable)."""
    info = f"{DISTRIBUTION}-{components.version()}.dist-info"
    found: dict[str, tuple[bytes, bool]] = {}
    for file in sorted((PYTHON / "vitrine").rglob("*")):
        if file.suffix in (".py", ".js") or file.name == "py.typed":
            found[f"vitrine/{file.relative_to(PYTHON / 'vitrine')}"] = (file.read_bytes(), False)
    for file in (file for part in ("bin", "lib") for file in (tree / part).rglob("*") if file.is_file()):
        found[f"vitrine/{file.relative_to(tree)}"] = (file.read_bytes(), True)
    documents = tree / "share/doc/vitrine"
    for file in (file for file in documents.rglob("*") if file.is_file()):
        place = "sboms" if file.suffix == ".json" else "licenses"
        found[f"{info}/{place}/{file.relative_to(documents)}"] = (file.read_bytes(), False)
    found[f"{info}/METADATA"] = (metadata().encode(), False)
    found[f"{info}/WHEEL"] = (f"Wheel-Version: 1.0\nGenerator: vitrine\nRoot-Is-Purelib: false\nTag: py3-none-{tag}\n".encode(), False)
    found[f"{info}/entry_points.txt"] = (b"[console_scripts]\nvitrine = vitrine._program:main\n", False)
    found[f"{info}/RECORD"] = (record(found, info).encode(), False)
    return found


def record(found: dict[str, tuple[bytes, bool]], info: str) -> str:
    def line(name: str, content: bytes) -> str:
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        return f"{name},sha256={digest},{len(content)}\n"

    return "".join(line(name, content) for name, (content, _) in sorted(found.items())) + f"{info}/RECORD,,\n"


def write_zip(file: Path, found: dict[str, tuple[bytes, bool]]) -> None:
    moment = time.gmtime(max(components.release_time(), 315532800))[:6]  # zip knows nothing before 1980
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (content, executable) in sorted(found.items()):
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
            archive.writestr(entry, content)


def build_wheel(build: Path, out: Path) -> Path:
    with tempfile.TemporaryDirectory() as work:
        tree = Path(work) / "tree"
        bundle.bundle(build, tree)
        tag = platform_tag(tree)
        out.mkdir(parents=True, exist_ok=True)
        file = out / f"{DISTRIBUTION}-{components.version()}-py3-none-{tag}.whl"
        write_zip(file, members(tree, tag))
    return file


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(build_wheel(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
