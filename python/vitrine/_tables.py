"""Tables of other libraries as files to import. No library is loaded here that the caller has not loaded."""

import itertools
from pathlib import Path
from typing import Any

from ._errors import VitrineError

_count = itertools.count(1)


def is_table(source: object) -> bool:
    """Whether `write` takes it. Paths and addresses are no tables.

    >>> is_table("papers.parquet"), is_table(Path("papers"))
    (False, False)
    """
    return not isinstance(source, (str, Path)) and (_library(source) in _WRITERS or hasattr(source, "__arrow_c_stream__"))


def write(table: Any, folder: Path) -> Path:
    """Writes a table into a new folder below `folder`; returns what to import. Types are kept: as Parquet, numpy as .npy."""
    place = folder / "tables" / str(next(_count))
    place.mkdir(parents=True)
    writer = _WRITERS.get(_library(table), _write_arrow)
    return writer(table, place)


def _library(table: object) -> str:
    return type(table).__module__.split(".")[0]


def _write_numpy(array: Any, place: Path) -> Path:
    import numpy

    if not isinstance(array, numpy.ndarray):
        raise VitrineError(f"a {type(array).__name__} is no table: give an array")
    numpy.save(place / "array.npy", array, allow_pickle=False)
    return place / "array.npy"


def _write_polars(frame: Any, place: Path) -> Path:
    file = place / "table.parquet"
    if hasattr(frame, "sink_parquet"):
        frame.sink_parquet(file)
    elif hasattr(frame, "write_parquet"):
        frame.write_parquet(file)
    else:
        frame.to_frame().write_parquet(file)
    return file


def _write_pandas(frame: Any, place: Path) -> Path:
    file = place / "table.parquet"
    if hasattr(frame, "to_frame"):
        frame = frame.to_frame(frame.name or "value")
    # Without an index that only counts the rows; one that says something becomes columns.
    counts = type(frame.index).__name__ == "RangeIndex" and frame.index.name is None
    (frame if counts else frame.reset_index()).to_parquet(file, index=False)
    return file


def _write_duckdb(relation: Any, place: Path) -> Path:
    relation.write_parquet(str(place / "table.parquet"))
    return place / "table.parquet"


def _write_datasets(dataset: Any, place: Path) -> Path:
    splits = dataset if isinstance(dataset, dict) else {str(dataset.split or "train"): dataset}
    for split, rows in splits.items():
        rows.to_parquet(str(place / f"{split}.parquet"))
    return place


def _write_arrow(table: Any, place: Path) -> Path:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError:
        raise VitrineError("an Arrow table needs pyarrow: pip install pyarrow") from None
    reader = pyarrow.RecordBatchReader.from_stream(table)
    with pyarrow.parquet.ParquetWriter(place / "table.parquet", reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    return place / "table.parquet"


_WRITERS = {
    "numpy": _write_numpy,
    "polars": _write_polars,
    "pandas": _write_pandas,
    "duckdb": _write_duckdb,
    "_duckdb": _write_duckdb,
    "datasets": _write_datasets,
}
