"""Rows: an answer, as a sequence of dicts, and as a table of Arrow, pandas or polars with its exact types."""

import html
from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from ._errors import VitrineError

Row = dict[str, Any]


def read_parquet(content: bytes) -> Any:
    """A file's bytes as a pyarrow.Table."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError:
        raise VitrineError("Arrow, pandas and polars tables need pyarrow: pip install pyarrow") from None
    return pyarrow.parquet.read_table(pyarrow.BufferReader(content))


class Tabular:
    """What can be had as an Arrow table. Libraries that take Arrow's C streams take it as it is."""

    def to_arrow(self) -> Any:
        """A pyarrow.Table."""
        raise NotImplementedError

    def to_pandas(self) -> Any:
        """A pandas.DataFrame."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """A polars.DataFrame."""
        import polars

        return polars.from_arrow(self.to_arrow())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)


class Rows(Tabular, Sequence[Row]):
    """Rows in their order. Values are those of JSON; `to_arrow()` has the exact types, vectors included.

    `total` counts all rows that match, `indices` says where each stands in its split, `scores` how well it fits
    (empty where nothing ranks).

    >>> rows = Rows([{"a": 1}, {"a": 2}], lambda: b"", total=7)
    >>> len(rows), rows.total, rows[1], [row["a"] for row in rows]
    (2, 7, {'a': 2}, [1, 2])
    """

    def __init__(
        self, rows: Sequence[Row], parquet: Callable[[], bytes], *, total: int | None = None,
        indices: Sequence[int] = (), scores: Sequence[float] = (),
    ) -> None:  # fmt: skip
        self._rows = list(rows)
        self._parquet = parquet
        self.total = len(self._rows) if total is None else total
        self.indices = list(indices)
        self.scores = list(scores)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def to_arrow(self) -> Any:
        return read_parquet(self._parquet())

    def __repr__(self) -> str:
        return f"<{len(self)} of {self.total} rows>"

    def _repr_html_(self) -> str:
        names = list(self._rows[0]) if self._rows else []
        head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
        body = "".join("<tr>" + "".join(f"<td>{_cell(row.get(name))}</td>" for name in names) + "</tr>" for row in self._rows[:50])
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    """For a cell of HTML: escaped, at most 200 characters.

    >>> _cell("<b>"), _cell(None), _cell(1.5)
    ('&lt;b&gt;', '', '1.5')
    """
    text = "" if value is None else str(value)
    return html.escape(text if len(text) <= 200 else text[:199] + "…")
