"""Lets a bundle run over a glibc that is older than the one it was built with.

A symbol carries the version of glibc in which it last changed or moved, and a program that asks for a newer version than the
machine has is not started, whatever the symbol does. Debian 12's libraries ask for about seventy symbols newer than OLDEST. Most
of them have only moved: glibc 2.34 took libpthread, libdl and libresolv into libc. Those are asked for without a version, and the
old libraries beside libc. The rest is in older_glibc.c. A symbol that is in neither list fails the build, with its name.
"""

import re
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OLDEST = (2, 31)
SOURCE = Path(__file__).resolve().parent / "older_glibc.c"
LIBRARY = "libvitrine-older-glibc.so"
# Where symbols were before 2.34, so that they are found there.
MOVED_FROM = ("libpthread.so.0", "libdl.so.2", "libresolv.so.2")
# Had another version of the same form before, and forget at most to set errno: glibc 2.35's only does not touch it.
SAME = {"hypotf"}
MOVED = re.compile(r"^(pthread_\w+|__pthread_key_create|thrd_exit|dl(open|close|v?sym|error|addr)|ns_name_uncompress)$")
BASE = {62: b"GLIBC_2.2.5", 183: b"GLIBC_2.17"}  # the first version of glibc for x86-64 and aarch64


def version_of(name: bytes) -> tuple[int, int]:
    match = re.fullmatch(rb"GLIBC_(\d+)\.(\d+)(\.\d+)?", name)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def elf_hash(name: bytes) -> int:
    value = 0
    for byte in name:
        value = (value << 4) + byte
        value = (value ^ ((value & 0xF0000000) >> 24)) & 0x0FFFFFFF
    return value


@dataclass
class Section:
    offset: int
    size: int


class Symbols:
    """The undefined symbols of a file of 64 bits, little endian, and the versions that it asks for; changed in place."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.bytes = bytearray(file.read_bytes())
        assert self.bytes[:6] == b"\x7fELF\x02\x01", file
        self.base = BASE[struct.unpack_from("<H", self.bytes, 18)[0]]
        self.sections = self._sections()

    def _sections(self) -> dict[bytes, Section]:
        (start,) = struct.unpack_from("<Q", self.bytes, 0x28)
        size, count, names = struct.unpack_from("<HHH", self.bytes, 0x3A)
        headers = [struct.unpack_from("<IIQQQQ", self.bytes, start + i * size) for i in range(count)]
        table = headers[names][4]
        return {self._string(table + header[0]): Section(header[4], header[5]) for header in headers}

    def _string(self, offset: int) -> bytes:
        return bytes(self.bytes[offset : self.bytes.index(0, offset)])

    def _name(self, offset: int) -> bytes:
        return self._string(self.sections[b".dynstr"].offset + offset)

    def needs(self) -> dict[int, tuple[int, bytes]]:
        """Index of a version -> where its entry lies, and its name."""
        found: dict[int, tuple[int, bytes]] = {}
        need, more = self.sections[b".gnu.version_r"].offset, True
        while more:
            _, count, _, first, following = struct.unpack_from("<HHIII", self.bytes, need)
            entry = need + first
            for _ in range(count):
                _, _, index, name, step = struct.unpack_from("<IHHII", self.bytes, entry)
                found[index] = (entry, self._name(name))
                entry += step
            need, more = need + following, following != 0
        return found

    def lower(self, ours: set[str]) -> None:
        """Asks for nothing newer than OLDEST."""
        if b".gnu.version_r" not in self.sections:
            return
        newer = {index: need for index, need in self.needs().items() if version_of(need[1]) > OLDEST}
        if not newer:
            return
        symbols, versions = self.sections[b".dynsym"], self.sections[b".gnu.version"]
        for i in range(symbols.size // 24):
            at = versions.offset + 2 * i
            (version,) = struct.unpack_from("<H", self.bytes, at)
            if version & 0x7FFF not in newer:
                continue
            name = self._name(struct.unpack_from("<I", self.bytes, symbols.offset + 24 * i)[0]).decode()
            if name not in ours | SAME and not MOVED.match(name):
                asked = newer[version & 0x7FFF][1].decode()
                sys.exit(f"older_glibc: {self.file.name} asks for {name} of {asked}, which packaging/older_glibc.c does not have")
            struct.pack_into("<H", self.bytes, at, 1)  # of no version
        strings = self.sections[b".dynstr"]
        base = self.bytes.index(b"\0" + self.base + b"\0", strings.offset) + 1 - strings.offset
        for entry, _ in newer.values():
            struct.pack_into("<I", self.bytes, entry, elf_hash(self.base))
            struct.pack_into("<I", self.bytes, entry + 8, base)
        self.file.write_bytes(self.bytes)


def lower(program: Path, libraries: Path) -> None:
    """Changes a bundle's program and libraries, and puts the library beside them that the program then loads."""
    library = libraries / LIBRARY
    command = [
        "gcc",
        "-shared",
        "-fPIC",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-s",
        f"-Wl,-soname,{LIBRARY}",
        "-o",
        str(library),
        str(SOURCE),
        "-Wl,--no-as-needed",
        "-ldl",
    ]
    subprocess.run(command, check=True)
    defined = subprocess.run(
        ["nm", "--dynamic", "--defined-only", "--format=posix", str(library)], check=True, capture_output=True, text=True
    )
    ours = {line.split()[0] for line in defined.stdout.splitlines()}
    added = [f"--add-needed={name}" for name in (*MOVED_FROM, LIBRARY)]
    subprocess.run(["patchelf", *[part for each in added for part in each.split("=")], str(program)], check=True)
    for file in (program, *sorted(libraries.iterdir())):
        Symbols(file).lower(ours)
