"""A dataset's page in a frame."""

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ._frames import address, has_name
from ._server import query

if TYPE_CHECKING:
    from ._dataset import Dataset


class Shown:
    """What a frame shows: a split of a dataset, asked for words (`q`) and a condition (`where`)."""

    dataset: "Dataset"
    _asked: dict[str, object]
    _proxy: str | None

    @property
    def url(self) -> str:
        """The address of the frame for a browser of this machine, or through the `proxy` that was named."""
        return self._source()

    @property
    def kept(self) -> list[int]:
        """Indices of the rows that are on the reading list now."""
        return [
            int(entry["now"]) for entry in self.dataset.reading_list() if entry["split"] == self.dataset.split and entry["now"] is not None
        ]

    def _source(self, origin: str = "", base: str = "", **more: object) -> str:
        """The frame's address for a page at `origin`; the server learns the name by which it is called there."""
        server = self.dataset._server
        host = urlsplit(address(server.port, origin, base, self._proxy)).hostname or ""
        if has_name(host):
            server.answer_to(host)
        there = address(server.port, origin, base, self._proxy)
        where = {"embed": 1, "config": self.dataset.config, "split": self.dataset.split}
        return f"{there}/datasets/{quote(self.dataset.name)}" + query({**where, **self._asked, **more})


class View(Shown):
    """The page in a frame. What a reader keeps there is `kept`."""

    def __init__(self, dataset: "Dataset", height: int, asked: dict[str, object], proxy: str | None = None) -> None:
        self.dataset = dataset
        self.height = height
        self._asked = asked
        self._proxy = proxy

    def _repr_html_(self) -> str:
        title = escape(self.dataset.name)
        return f'<iframe src="{escape(self.url)}" title="{title}" width="100%" height="{self.height}" style="border:0"></iframe>'

    def __repr__(self) -> str:
        return f"<View of {self.dataset.name}: {self.url}>"
