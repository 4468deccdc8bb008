"""Dataset: a dataset of a library, asked through the API of a server of our own."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ._errors import VitrineError
from ._rows import Row, Rows, Tabular, read_parquet
from ._server import Server, query
from ._view import View

if TYPE_CHECKING:
    from ._widget import Widget


class Dataset(Tabular):
    """A dataset, or one split of it. Made by `vitrine.open`."""

    def __init__(self, server: Server, name: str, config: str | None = None, split: str | None = None) -> None:
        self._server = server
        self.name = name
        owner, _, short = name.partition("/")
        self._path = f"/api/v1/datasets/{quote(owner)}/{quote(short)}"
        self._about: dict[str, Any] = server.json("GET", self._path)
        entry = _named(self._about["configs"], "config", config)
        self.config = str(entry["config"])
        part = _named(entry["splits"], "split", split)
        self.split = str(part["split"])
        self._files = [str(file["url"]) for file in part["parquet_files"]]
        self.num_rows = int(part["num_rows"])

    @property
    def url(self) -> str:
        """The address of its page, for a browser of this machine."""
        return f"{self._server.url}/datasets/{quote(self.name)}"

    @property
    def splits(self) -> dict[str, list[str]]:
        """Config -> its splits."""
        return {str(each["config"]): [str(split["split"]) for split in each["splits"]] for each in self._about["configs"]}

    @property
    def columns(self) -> dict[str, str]:
        """Name -> type, in words."""
        return {str(column["name"]): str(column["type"]) for column in self.stats()}

    def stats(self) -> list[dict[str, Any]]:
        """Each column with its statistics over the whole split (docs/api.md, `columns`)."""
        return list(self._json("columns")["columns"])

    def rows(
        self, where: str | None = None, *, sort: str | None = None, columns: Sequence[str] | None = None,
        limit: int = 100, offset: int = 0,
    ) -> Rows:  # fmt: skip
        """Rows in their order, or by condition ("year" >= 2020) and sort ("year desc"); at most 10,000 at once."""
        return self._search("search", where=where, sort=sort, columns=columns, limit=limit, offset=offset)

    def search(
        self, q: str | None = None, *, where: str | None = None, mode: str | None = None, like: Sequence[int] | None = None,
        dislike: Sequence[int] | None = None, vector: Sequence[float] | None = None, sort: str | None = None,
        columns: Sequence[str] | None = None, limit: int = 10, offset: int = 0,
    ) -> Rows:  # fmt: skip
        """Rows by words and meaning, best first. `mode`: hybrid, keyword or semantic; `like`, `dislike`: indices of rows."""
        return self._search(
            "search", q=q, where=where, mode=mode, like=_listed(like), dislike=_listed(dislike), vector=_listed(vector),
            sort=sort, columns=columns, limit=limit, offset=offset,
        )  # fmt: skip

    def similar(self, row: int, *, where: str | None = None, columns: Sequence[str] | None = None, limit: int = 10) -> Rows:
        """The rows nearest to one, by its vector or by what its text says; at most 100."""
        return self._search("recommend", like=[int(row)], where=where, columns=columns, limit=limit)

    def sql(self, statement: str) -> Rows:
        """Rows of one SELECT; each split is a table of its name. All rows: put a LIMIT where that is too many."""
        path, body = f"{self._path}/sql", {"sql": statement, "config": self.config}
        lines = self._server.request("POST", path, {**body, "format": "jsonl"}).splitlines()
        return Rows([json.loads(line) for line in lines], lambda: self._server.request("POST", path, {**body, "format": "parquet"}))

    def to_arrow(self) -> Any:
        """The whole split as a pyarrow.Table, read from the library's Parquet files."""
        tables = [read_parquet(self._server.request("GET", file)) for file in self._files]
        if len(tables) == 1:
            return tables[0]
        import pyarrow

        return pyarrow.concat_tables(tables)

    def reading_list(self) -> list[dict[str, Any]]:
        """The rows that somebody keeps on the page, with notes, status and rating (docs/api.md, `reading-list`)."""
        return list(self._server.json("GET", f"{self._path}/reading-list")["entries"])

    def labels(self) -> dict[str, dict[int, Any]]:
        """What people have labelled on the page: label -> index of a row -> its value."""
        names = [str(each["column"]) for each in self._server.json("GET", f"{self._path}/labels")["labels"]]
        return {name: self._values(name) for name in names}

    def show(self, *, height: int = 600, q: str | None = None, where: str | None = None, proxy: str | None = None) -> "View | Widget":
        """The page, in a frame of a notebook. `proxy`: where the browser reaches this machine's ports, `https://host/proxy/{port}`.

        With anywidget installed (`pip install vitrine-data[notebook]`) a `Widget`: what a reader does there comes back.
        """
        try:
            from ._widget import Widget
        except ModuleNotFoundError as error:
            if error.name != "anywidget":
                raise
            return View(self, height, {"q": q, "where": where}, proxy)
        return Widget(self, height, {"q": q, "where": where}, proxy)

    def __len__(self) -> int:
        return self.num_rows

    def __repr__(self) -> str:
        return f"<Dataset {self.name} {self.config}/{self.split}: {self.num_rows} rows, at {self.url}>"

    def places(self, first: int, end: int, asked: dict[str, Any]) -> list[int]:
        """Indices of the rows that stand from `first` to before `end` in the table that `asked` (q, where, sort) makes."""
        given = {name: asked[name] for name in ("q", "where", "sort") if asked.get(name)}
        if not given:
            return list(range(first, end))
        if "q" in given:
            given["mode"] = "keyword"
        found: list[int] = []
        while first + len(found) < end:
            limit = min(10_000, end - first - len(found))
            page = self._search("search", columns=[], limit=limit, offset=first + len(found), **given)
            if not page.indices:
                break
            found += page.indices
        return found

    def _values(self, label: str) -> dict[int, Any]:
        quoted = '"' + label.replace('"', '""') + '"'
        found: dict[int, Any] = {}
        while True:
            rows = self.rows(f"{quoted} IS NOT NULL", columns=[label], limit=10_000, offset=len(found))
            found |= {index: row[label] for index, row in zip(rows.indices, rows, strict=True)}
            if not rows or len(found) >= rows.total:
                return found

    def _json(self, what: str) -> Any:
        return self._server.json("GET", f"{self._path}/{what}" + query({"config": self.config, "split": self.split}))

    def _search(self, route: str, *, columns: Sequence[str] | None, **asked: object) -> Rows:
        body = {name: value for name, value in asked.items() if value is not None}
        body |= {"config": self.config, "split": self.split}
        if columns is not None:
            body["columns"] = list(columns)
        path = f"{self._path}/{route}"
        answer = self._server.json("POST", path, body)
        hits = answer["hits"]
        scores = [hit["score"] for hit in hits if hit["score"] is not None]

        def parquet() -> bytes:
            if route == "recommend":  # it gives no files: the same query as one that does
                return self._server.request("POST", f"{self._path}/search", {**body, "format": "parquet"})
            return self._server.request("POST", path, {**body, "format": "parquet"})

        return Rows([_row(hit) for hit in hits], parquet, total=answer["total"], indices=[hit["row_idx"] for hit in hits], scores=scores)


def _row(hit: dict[str, Any]) -> Row:
    return dict(hit["row"])


def _listed(values: Sequence[Any] | None) -> list[Any] | None:
    """A list that JSON can hold, of a list, a tuple or an array.

    >>> _listed((1, 2)), _listed(None)
    ([1, 2], None)
    """
    if values is None:
        return None
    return list(values.tolist()) if hasattr(values, "tolist") else list(values)


def _named(entries: list[dict[str, Any]], kind: str, name: str | None) -> dict[str, Any]:
    """The entry of that name; the first without one.

    >>> _named([{"split": "train"}, {"split": "test"}], "split", "test")
    {'split': 'test'}
    >>> _named([{"split": "train"}], "split", "dev")
    Traceback (most recent call last):
    ...
    vitrine._errors.VitrineError: there is no split dev; there is train
    """
    if name is None:
        return entries[0]
    for entry in entries:
        if entry[kind] == name:
            return entry
    raise VitrineError(f"there is no {kind} {name}; there is {', '.join(str(entry[kind]) for entry in entries)}")
