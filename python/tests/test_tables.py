"""Tables of other libraries go in without a file, and come back equal."""

import datetime
import unittest

import datasets
import duckdb
import numpy
import pandas
import polars
import pyarrow
import vitrine

TABLE = pyarrow.table(
    {
        "id": pyarrow.array([3, 1, 2], pyarrow.int32()),
        "name": ["Zoë", None, ""],
        "day": [datetime.date(2024, 2, 29), None, datetime.date(1970, 1, 1)],
        "tags": [["a", "b"], [], None],
    }
)


class OfAnotherLibrary(unittest.TestCase):
    @classmethod
    def tearDownClass(cls) -> None:
        vitrine.close()

    def same(self, source: object) -> None:
        self.assertEqual(vitrine.open(source).to_arrow().to_pylist(), TABLE.to_pylist())

    def test_arrow_tables_readers_and_whatever_gives_a_stream(self) -> None:
        self.same(TABLE)
        self.same(TABLE.to_reader())

        class Stream:
            def __arrow_c_stream__(self, requested_schema: object = None) -> object:
                return TABLE.__arrow_c_stream__(requested_schema)

        self.same(Stream())

    def test_polars_frames_and_lazy_frames(self) -> None:
        frame = polars.from_arrow(TABLE)
        self.same(frame)
        self.same(frame.lazy())

    def test_duckdb_relations(self) -> None:
        self.same(duckdb.from_arrow(TABLE))

    def test_datasets_of_the_hub_with_their_splits(self) -> None:
        rows = datasets.Dataset(TABLE)
        self.same(rows)
        both = vitrine.open(datasets.DatasetDict({"train": rows, "test": rows.select([1])}))
        self.assertEqual(both.splits, {"default": ["train", "test"]})

    def test_pandas_frames_with_the_index_only_where_it_says_something(self) -> None:
        frame = pandas.DataFrame({"id": [3, 1], "name": ["Zoë", None]})
        self.assertEqual(vitrine.open(frame).to_arrow().to_pylist(), [{"id": 3, "name": "Zoë"}, {"id": 1, "name": None}])
        self.assertEqual(list(vitrine.open(frame.set_index("id")).columns), ["id", "name"])
        self.assertEqual(list(vitrine.open(frame["id"]).rows()), [{"id": 3}, {"id": 1}])

    def test_numpy_vectors_can_be_compared(self) -> None:
        vectors = numpy.eye(20, dtype=numpy.float32)
        vectors[7] += vectors[3]
        opened = vitrine.open(vectors)
        self.assertEqual(opened.columns, {"value": "vector of 20 float32"})
        self.assertEqual(opened.similar(3, limit=1).indices, [7])
        self.assertEqual(opened.search(vector=vectors[7], limit=1).indices, [7])

    def test_each_table_is_a_dataset_of_its_own_unless_it_is_named(self) -> None:
        first, second = vitrine.open(TABLE), vitrine.open(TABLE.slice(1))
        self.assertNotEqual(first.name, second.name)
        self.assertEqual((len(first), len(second)), (3, 2))
        self.assertEqual(vitrine.open(TABLE, name="lab/t").name, "lab/t")

    def test_what_is_no_table_is_refused_by_its_type(self) -> None:
        with self.assertRaisesRegex(vitrine.VitrineError, "a dict cannot be opened: give a path"):
            vitrine.open({"a": 1})


if __name__ == "__main__":
    unittest.main()
