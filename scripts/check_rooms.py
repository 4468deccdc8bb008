#!/usr/bin/env python3
"""Checks the arrows between the rooms under src/.

A file of room A may include "B/..." only if A is B or names B among the USES of its CMake target; tests and what
lies below testing/ also what TEST_USES names. No folders include each other, directly or in a round, not even those
inside one room (tests, which may use all of their room, are not asked). Also checked: only duck/ sees duckdb.h, Asio
and Beast are seen inside http/ alone, no header but base/json_parse.h shows Boost.JSON, and what a room declares is in
the namespace of its name: of two types of one name in one namespace the linker takes either for both.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)
USES = re.compile(r"\bUSES\b((?:\s+[a-z0-9_]+)+)")
NAMESPACE = re.compile(r"^namespace (vitrine[\w:]*) \{", re.M)
FORWARD = re.compile(r"(?:\s*(?:struct|class|enum class) \w+(?: : [\w:]+)?;)+\s*")
TEST_USES = re.compile(r"\bTEST_USES\b((?:\s+[a-z0-9_]+)+)")


def rooms_named(pattern):
    """The rooms that each room's target names behind a word, with itself and base/ always among them."""
    uses = {}
    for lists in SRC.glob("*/CMakeLists.txt"):
        named = {lists.parent.name, "base"}
        for match in pattern.finditer(lists.read_text()):
            named.update(match.group(1).split())
        uses[lists.parent.name] = named
    return uses


def third_party_complaint(path, header):
    relative = path.relative_to(SRC).as_posix()
    if header == "duckdb.h" and not relative.startswith("duck/"):
        return "only duck/ may see duckdb.h"
    if header.startswith(("boost/asio", "boost/beast")) and not (
        relative.startswith("http/") and (path.suffix == ".cc" or path.name == "connection.h")
    ):
        return "Asio and Beast stay in .cc files of http/ and in its private connection.h"
    if header.startswith("boost/json") and path.suffix == ".h" and relative != "base/json_parse.h":
        return "headers do not show Boost.JSON"
    return None


def is_test(path):
    return path.stem.endswith(("_test", "_bench")) or "testing" in path.relative_to(SRC).parts[:-1]


def folder_arrows(paths):
    """For each folder of the product's sources, the other folders that it includes from."""
    arrows = {}
    for path in paths:
        folder = path.relative_to(SRC).parent.as_posix()
        for quote, header in INCLUDE.findall(path.read_text()):
            other = pathlib.PurePosixPath(header).parent.as_posix()
            if quote == '"' and other != folder and (SRC / other).is_dir():
                arrows.setdefault(folder, set()).add(other)
    return arrows


def find_round(arrows):
    """Folders each of which includes the next, the first of them again at the end; none if there is no such round."""
    finished = set()

    def visit(folder, way):
        if folder in way:
            return way[way.index(folder) :] + [folder]
        if folder in finished:
            return None
        for other in sorted(arrows.get(folder, ())):
            found = visit(other, way + [folder])
            if found:
                return found
        finished.add(folder)
        return None

    return next(filter(None, (visit(folder, []) for folder in sorted(arrows))), None)


def namespace_of(room):
    """base/ has the outer namespace, as every room uses its words; `export` is a word of C++."""
    return {"base": "vitrine", "export": "vitrine::exporting"}.get(room, f"vitrine::{room}")


def namespace_complaints(path):
    """A file declares in its room's namespace alone; another room's it opens for forward declarations."""
    own = namespace_of(path.relative_to(SRC).parts[0])
    for match in NAMESPACE.finditer(text := path.read_text()):
        named = match.group(1)
        body = text[match.end() : text.find("\n}", match.end())]
        is_own = named == own or (own != "vitrine" and named.startswith(own + "::"))
        if not is_own and not FORWARD.fullmatch(body):
            yield f"{path.relative_to(ROOT)}: namespace {named}: what this room declares is in {own}"


def main():
    uses = rooms_named(USES)
    test_uses = rooms_named(TEST_USES)
    complaints = []
    sources = [path for path in sorted(SRC.rglob("*")) if path.suffix in (".h", ".cc")]
    folders_in_round = find_round(folder_arrows(path for path in sources if not is_test(path)))
    if folders_in_round:
        complaints.append("folders include each other: " + " -> ".join(folders_in_round))
    for path in sources:
        room = path.relative_to(SRC).parts[0]
        allowed = uses.get(room, set()) | (test_uses.get(room, set()) if is_test(path) else set())
        for quote, header in INCLUDE.findall(path.read_text()):
            complaint = third_party_complaint(path, header)
            target = header.split("/")[0]
            if quote == '"' and (SRC / target).is_dir() and target not in allowed:
                complaint = f"room {room} does not use room {target}"
            if complaint:
                complaints.append(f"{path.relative_to(ROOT)}: {header}: {complaint}")
    complaints += [complaint for path in sources for complaint in namespace_complaints(path)]
    print("\n".join(complaints) if complaints else "rooms: every arrow points the right way")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
