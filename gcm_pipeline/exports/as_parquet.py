"""Parquet: a file per table, typed, with the comments of table and columns in its metadata.

Belongs here: the files' metadata.
Does not belong here: the types of the rows (warehouse/load.py) and their order (warehouse/read.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet
from sqlalchemy import Table

from gcm_pipeline.exports.formats import Append
from gcm_pipeline.exports.tables import Exported
from gcm_pipeline.warehouse.load import arrow_schema


@dataclass(frozen=True)
class ParquetFiles:
    """Writes ``<folder>/parquet/<schema>.<table>.parquet``; text stands in it as it is in the warehouse."""

    folder: Path

    @contextmanager
    def table(self, exported: Exported, rows: int) -> Iterator[Append]:
        """A file of any length."""
        path = self.folder / "parquet" / f"{exported.name}.parquet"
        path.parent.mkdir(exist_ok=True)
        schema = described(exported.table)
        with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            yield lambda block: writer.write_table(block.cast(schema))


def described(table: Table) -> pa.Schema:
    """The table's Arrow schema with its comments: ``description`` of the whole and of each field."""
    fields = [
        field.with_nullable(bool(column.nullable)).with_metadata({"description": str(column.comment)})
        for field, column in zip(arrow_schema(table), table.columns, strict=True)
    ]
    return pa.schema(fields, metadata={"description": str(table.comment)})
