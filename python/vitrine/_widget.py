"""The page in a frame of a notebook, as a widget: what a reader does there comes back as values (_widget.js)."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from ._rows import Rows
from ._view import Shown

if TYPE_CHECKING:
    from ._dataset import Dataset


class Widget(anywidget.AnyWidget, Shown):
    """The page. `observe` hears of each change, as of any widget's.

    `selected`: indices of the chosen rows: those of the cells that are marked in the table, or the row that is open.
    `query`: what of the page says which rows it shows: `tab`, `q`, `where`, `sort`, `mode` and others, as they are set.
    `labels`: label -> index of a row -> its value. `kept`: indices of the rows on the reading list.
    """

    _esm = Path(__file__).parent / "_widget.js"
    name = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int(600).tag(sync=True)
    told = traitlets.Dict().tag(sync=True)
    selected = traitlets.List(traitlets.Int())
    query = traitlets.Dict()
    labels = traitlets.Dict()

    def __init__(self, dataset: "Dataset", height: int, asked: dict[str, object], proxy: str | None = None) -> None:
        super().__init__(name=dataset.name, height=height, labels=dataset.labels())
        self.dataset = dataset
        self._asked = asked
        self._proxy = proxy
        self.on_msg(self._open)

    def rows(self) -> Rows:
        """The rows that `query` finds in the table or in Search, at most 10,000, best first where words rank them."""
        asked = self.query.get
        return self.dataset.search(
            asked("q"), where=asked("where"), mode=_mode(self.query), like=asked("like"), dislike=asked("dislike"),
            sort=asked("sort"), limit=10_000,
        )  # fmt: skip

    def _open(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        """A page at `origin` shows the widget: it gets the frame's address, with the right to keep and label rows."""
        if opened := content.get("opened"):
            source = self._source(opened["origin"], opened["base"], tell=opened["origin"])
            self.send({"src": f"{source}#token={self.dataset._server.frame_token}"})

    @traitlets.observe("told")
    def _hear(self, change: dict[str, Any]) -> None:
        told, before = change["new"], change["old"]
        self.query = dict(told["query"])
        self.selected = self._chosen(told)
        if told["changes"] != before.get("changes", 0):
            self.labels = self.dataset.labels()

    def _chosen(self, told: dict[str, Any]) -> list[int]:
        if (told["dataset"], told["config"], told["split"]) != (self.dataset.name, self.dataset.config, self.dataset.split):
            return []
        if told["range"] and told["query"]["tab"] == "viewer":
            first, end = told["range"]
            return self.dataset.places(first, end, told["query"])
        return [] if told["row"] is None else [int(told["row"])]


def _mode(query: dict[str, Any]) -> str | None:
    """How words are understood: the table looks for them by themselves.

    >>> _mode({"tab": "viewer", "q": "glass", "mode": "hybrid"}), _mode({"tab": "search", "mode": "semantic"})
    ('keyword', 'semantic')
    """
    if query.get("tab") == "viewer":
        return "keyword" if query.get("q") else None
    mode = query.get("mode")
    return None if mode is None else str(mode)
