#!/usr/bin/env python3
"""Checks that a switch over an enumeration of ours has no `default:`.

Without one the compiler names every switch that a new enumerator is missing from. Ours are known by their cases,
`case Name::kEnumerator:`; characters, numbers and enumerations of others (DUCKDB_TYPE_LIST) may have one.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SWITCH = re.compile(r"^( *).*\bswitch \(", re.M)
OURS = re.compile(r"^ *case (?:\w+::)+k[A-Z]\w*:", re.M)
DEFAULT = re.compile(r"^ *default:", re.M)


def labels_of_switches(text):
    """Each switch's line and its own labels, by the indentation that clang-format gives them."""
    for match in SWITCH.finditer(text):
        label = match.group(1) + "  "
        body = text[match.end() : text.find(f"\n{match.group(1)}}}", match.end())]
        own = [line for line in body.splitlines() if line.startswith(label) and line[len(label) :][:1] not in ("", " ")]
        yield text.count("\n", 0, match.start()) + 1, "\n".join(own)


def main():
    complaints = []
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix not in (".cc", ".h"):
            continue
        for line, labels in labels_of_switches(path.read_text()):
            if OURS.search(labels) and DEFAULT.search(labels):
                complaints.append(f"{path.relative_to(ROOT)}:{line}: name every case instead of default:")
    print("\n".join(complaints) if complaints else "switches: every one over a closed set names all of it")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
