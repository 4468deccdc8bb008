"""The program: where it is, and running it in place of Python (the console script)."""

import os
import sys
from pathlib import Path


def program() -> str:
    """The path of the program: of this package, or the one that VITRINE_BINARY names.

    >>> Path(program()).name
    'vitrine'
    """
    return os.environ.get("VITRINE_BINARY") or str(Path(__file__).parent / "bin" / "vitrine")


def main() -> None:
    path = program()
    os.execv(path, ["vitrine", *sys.argv[1:]])
