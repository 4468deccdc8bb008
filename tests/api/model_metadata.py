"""model_metadata.py ROWS FOLDER: the rows of ROWS, a Parquet file, written by pyarrow as Parquet, as Arrow and as two
shards that disagree, with the model that made the column "embedding" in the field's metadata."""

import pathlib
import sys

import pyarrow
import pyarrow.feather
import pyarrow.parquet

rows = pyarrow.parquet.read_table(sys.argv[1])
folder = pathlib.Path(sys.argv[2])
folder.mkdir()


def said(model):
    at = rows.schema.get_field_index("embedding")
    field = rows.schema.field(at).with_metadata({"embedding_model": model})
    return rows.replace_schema_metadata(None).cast(rows.schema.remove_metadata().set(at, field))


pyarrow.parquet.write_table(said("acme/papers"), folder / "parquet.parquet")
pyarrow.feather.write_feather(said("acme/papers"), folder / "arrow.arrow", compression="uncompressed")
pyarrow.parquet.write_table(said("/etc/model"), folder / "path.parquet")
shards = folder / "shards"
shards.mkdir()
for number, model in enumerate(["acme/papers", "acme/other"]):
    pyarrow.parquet.write_table(said(model), shards / f"train-{number}.parquet")
