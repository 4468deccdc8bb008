"""A dataset of a file: what the methods answer, with the values that are in the file."""

import json
import os
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow
import vitrine

PAPERS = [
    {"title": "Reward models", "year": 2022, "authors": ["Ana", "Bo"], "score": 0.5},
    {"title": "Planning with reward models", "year": 2023, "authors": ["Bo"], "score": None},
    {"title": "Walking robots", "year": 2023, "authors": [], "score": 1.25},
]


class OverPapers(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        file = Path(cls.folder.name, "papers.jsonl")
        file.write_text("".join(json.dumps(row) + "\n" for row in PAPERS))
        os.environ["VITRINE_HOME"] = str(Path(cls.folder.name, "library"))
        cls.papers = vitrine.open(file)

    @classmethod
    def tearDownClass(cls) -> None:
        vitrine.close()
        cls.folder.cleanup()


class OfAFile(OverPapers):
    def test_it_says_what_it_is(self) -> None:
        self.assertEqual((self.papers.name, self.papers.config, self.papers.split, len(self.papers)), ("local/papers", "default", "train", 3))
        self.assertEqual(self.papers.columns, {"title": "string", "year": "int64", "authors": "list of string", "score": "float64"})
        self.assertEqual(self.papers.splits, {"default": ["train"]})

    def test_rows_are_those_of_the_file_in_their_order(self) -> None:
        self.assertEqual(list(self.papers.rows()), PAPERS)
        some = self.papers.rows('"year" >= 2023', sort="title desc", columns=["title"])
        self.assertEqual((list(some), some.indices), ([{"title": "Walking robots"}, {"title": "Planning with reward models"}], [2, 1]))

    def test_search_gives_the_best_first_with_scores_and_the_exact_total(self) -> None:
        found = self.papers.search("reward", mode="keyword", limit=1)
        self.assertEqual((len(found), found.total, found.indices), (1, 2, [0]))
        self.assertGreater(found.scores[0], 0)
        self.assertEqual(found.to_arrow().column("title").to_pylist(), ["Reward models"])

    def test_similar_rows_leave_out_the_row_itself(self) -> None:
        near = self.papers.similar(0, limit=2)
        self.assertEqual(near.indices[0], 1)
        self.assertNotIn(0, near.indices)
        self.assertEqual(near.to_arrow().column("title").to_pylist(), [row["title"] for row in near])

    def test_sql_gives_rows_and_exact_types(self) -> None:
        answer = self.papers.sql("SELECT year, count(*) AS n FROM train GROUP BY 1 ORDER BY 1")
        self.assertEqual(list(answer), [{"year": 2022, "n": 1}, {"year": 2023, "n": 2}])
        self.assertEqual(answer.to_arrow().schema, pyarrow.schema([("year", pyarrow.int64()), ("n", pyarrow.int64())]))

    def test_the_whole_split_goes_to_arrow_pandas_and_polars(self) -> None:
        self.assertEqual(self.papers.to_arrow().to_pylist(), PAPERS)
        self.assertEqual(pyarrow.table(self.papers).num_rows, 3)
        self.assertEqual(self.papers.to_pandas()["year"].tolist(), [2022, 2023, 2023])
        self.assertEqual(self.papers.to_polars()["title"].to_list(), [row["title"] for row in PAPERS])

    def test_statistics_are_of_every_column(self) -> None:
        year = next(column for column in self.papers.stats() if column["name"] == "year")
        self.assertEqual((year["statistics"]["min"], year["statistics"]["max"]), (2022, 2023))

    def test_mistakes_are_told_in_the_servers_words(self) -> None:
        with self.assertRaisesRegex(vitrine.VitrineError, "nope"):
            self.papers.sql("SELECT nope FROM train")
        with self.assertRaisesRegex(vitrine.VitrineError, "there is no split dev; there is train"):
            vitrine.open("local/papers", split="dev")
        with self.assertRaisesRegex(vitrine.VitrineError, r"missing\.csv"):
            vitrine.open(Path(self.folder.name, "missing.csv"))

    def test_a_file_is_not_imported_twice_and_a_name_opens_what_is_there(self) -> None:
        again = vitrine.open(Path(self.folder.name, "papers.jsonl"))
        self.assertEqual((again.name, again.url), (self.papers.name, self.papers.url))
        self.assertEqual(vitrine.open("local/papers").num_rows, 3)

    def test_what_a_reader_keeps_on_the_page_comes_back(self) -> None:
        view = self.papers.show()
        self.assertEqual(view.kept, [])
        self.papers._server.json("PUT", "/api/v1/datasets/local/papers/reading-list/2", {"title": "Walking robots"})
        self.assertEqual(view.kept, [2])
        self.papers._server.request("DELETE", "/api/v1/datasets/local/papers/reading-list/2")
        self.assertEqual(view.kept, [])

    def test_the_frame_asks_for_the_page_without_its_bar(self) -> None:
        frame = vitrine.View(self.papers, 300, {"q": 'a "b"'})._repr_html_()
        self.assertIn(f'src="{self.papers.url}?embed=1&amp;config=default&amp;split=train&amp;q=a+%22b%22"', frame)
        self.assertIn('height="300"', frame)

    def test_the_frame_leads_through_a_proxy_that_is_named_and_the_server_answers_to_its_name_at_its_old_port(self) -> None:
        open_frames = urlsplit(self.papers.url).port
        view = vitrine.View(self.papers, 300, {}, proxy="http://hub.example.org/node/{port}/")
        port = urlsplit(view.url).path.split("/")[2]
        self.assertEqual(int(port), open_frames)
        self.assertEqual(view.url, f"http://hub.example.org/node/{port}/datasets/local/papers?embed=1&config=default&split=train")
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/datasets", headers={"Host": "hub.example.org"})
        self.assertEqual(urllib.request.urlopen(asked).status, 200)
        asked.add_header("Host", "evil.example.org")
        with self.assertRaisesRegex(urllib.error.HTTPError, "421"):
            urllib.request.urlopen(asked)

    def test_labels_come_back_by_row(self) -> None:
        server, path = self.papers._server, "/api/v1/datasets/local/papers/labels/my%20verdict"
        server.json("PUT", path, {"kind": "choice", "choices": ["good", "bad"]})
        server.json("PUT", f"{path}/rows/2", {"value": "good", "was": None})
        self.assertEqual(self.papers.labels(), {"my verdict": {2: "good"}})
        server.request("DELETE", f"{path}?values=1")
        self.assertEqual(self.papers.labels(), {})


class WhatThePageTells(OverPapers):
    """The widget, told what the page posts (web/src/data/embed-messages.ts); the frame itself is in tests/packaging/notebook.test.mjs."""

    def told(self, **parts: object) -> dict[str, object]:
        here = {"vitrine": 1, "dataset": "local/papers", "config": "default", "split": "train"}
        return here | {"query": {"tab": "viewer", "mode": "hybrid"}, "row": None, "range": None, "changes": 0} | parts

    def test_marked_rows_are_those_of_the_table_in_its_order(self) -> None:
        widget = self.papers.show()
        widget.told = self.told(range=[1, 3])
        self.assertEqual(widget.selected, [1, 2])
        widget.told = self.told(range=[0, 2], query={"tab": "viewer", "where": "year >= 2022", "sort": "year desc, title desc"})
        self.assertEqual(widget.selected, [2, 1])
        widget.told = self.told(range=[0, 9], query={"tab": "viewer", "q": "reward"})
        self.assertEqual(sorted(widget.selected), [0, 1])
        self.assertEqual((widget.query["q"], widget.rows().indices), ("reward", widget.selected))

    def test_without_a_table_it_is_the_open_row(self) -> None:
        widget = self.papers.show()
        widget.told = self.told(query={"tab": "search", "q": "robots"}, row=2, range=[0, 1])
        self.assertEqual(widget.selected, [2])
        widget.told = self.told(row=1)
        self.assertEqual(widget.selected, [1])

    def test_rows_of_another_dataset_are_not_taken_for_ours(self) -> None:
        widget = self.papers.show()
        widget.told = self.told(dataset="local/other", row=1, range=[0, 2])
        self.assertEqual(widget.selected, [])

    def test_no_token_is_part_of_its_state(self) -> None:
        widget = self.papers.show()
        sent = []
        widget.send = sent.append
        widget._open(widget, {"opened": {"origin": "http://localhost:8888", "base": "/"}}, None)
        token = self.papers._server.frame_token
        self.assertTrue(sent[0]["src"].endswith(f"tell=http%3A%2F%2Flocalhost%3A8888#token={token}"))
        self.assertNotIn(token, str(widget.get_state()))


if __name__ == "__main__":
    unittest.main()
