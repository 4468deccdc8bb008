"""Any dataset as a live page, with search, SQL and Arrow, from Python.

    import vitrine
    papers = vitrine.open("papers.parquet")     # or a DataFrame, an Arrow table, a datasets.Dataset, "hf://owner/name"
    papers.search("reward models").to_pandas()
    papers.show()                               # the page, in the notebook

A server of our own runs on 127.0.0.1 while this process does. Files and `hf://` datasets go into the user's library
($VITRINE_HOME, else ~/.local/share/vitrine) and are not imported twice; tables go into one that ends with the process.
"""

from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._dataset import Dataset
from ._errors import VitrineError
from ._rows import Rows
from ._server import close, default_home, scratch, server_of
from ._tables import is_table, write
from ._view import View

if TYPE_CHECKING:
    from ._widget import Widget

__all__ = ["Dataset", "Rows", "View", "VitrineError", "close", "open", "show"]


def open(  # noqa: A001
    source: Any, *, name: str | None = None, config: str | None = None, split: str | None = None,
    home: str | PathLike[str] | None = None,
) -> Dataset:  # fmt: skip
    """Imports what is not in the library yet, and opens it.

    `source`: a file, folder, archive or glob; `https://` of a file; `hf://owner/name`; the name of a dataset of the library
    (`owner/name`); a pandas or polars frame, a pyarrow table, a DuckDB relation, a datasets.Dataset, a numpy array, or
    whatever gives an Arrow stream. `name`: what to call it (`owner/name`). `home`: another library.
    """
    if is_table(source):
        place = Path(home) if home else scratch() / "library"
        server = server_of(place)
        file = write(source, scratch())
        return Dataset(server, server.import_source(str(file), name or f"local/table-{file_number(file)}"), config, split)
    if not isinstance(source, (str, PathLike)):
        kinds = "a path, an address, or a table of Arrow, pandas, polars, DuckDB, datasets or numpy"
        raise VitrineError(f"a {type(source).__name__} cannot be opened: give {kinds}")
    server = server_of(Path(home) if home else default_home())
    asked = fspath(source)
    known = _known(server.json("GET", "/api/v1/datasets"), asked)
    return Dataset(server, known or server.import_source(asked, name), config, split)


def show(
    source: Any, *, height: int = 600, q: str | None = None, where: str | None = None, proxy: str | None = None, **how: Any
) -> "View | Widget":
    """The page of `source`, for the end of a notebook's cell: as Dataset.show. `how`: as for `open`."""
    dataset = source if isinstance(source, Dataset) else open(source, **how)
    return dataset.show(height=height, q=q, where=where, proxy=proxy)


def file_number(file: Path) -> str:
    """Which table of this process a file holds: the folder of its number.

    >>> file_number(Path("/tmp/tables/3/table.parquet")), file_number(Path("/tmp/tables/4"))
    ('3', '4')
    """
    return next(part for part in (file.name, file.parent.name) if part.isdigit())


def _known(library: dict[str, Any], asked: str) -> str | None:
    """The id of the dataset that is called `asked`, if there is one and no file of that name.

    >>> _known({"datasets": [{"id": "local/papers"}]}, "local/papers")
    'local/papers'
    """
    ids = {str(each["id"]) for each in library["datasets"]}
    return asked if asked in ids and not Path(asked).exists() else None
