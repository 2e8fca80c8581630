"""CSV: a file per table, the second row its HXL hashtags.

Belongs here: how values are spelt. Does not belong here: which hashtags (hxl.py), which cells are risky (formulas.py).
UTF-8, commas, quotes as in RFC 4180, days and times in ISO 8601, an empty cell for what is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from gcm_pipeline.exports.formats import Append
from gcm_pipeline.exports.formulas import neutralised
from gcm_pipeline.exports.hxl import hashtags
from gcm_pipeline.exports.tables import Exported

OPTIONS = csv.WriteOptions(include_header=False, quoting_style="needed")


@dataclass(frozen=True)
class CsvFiles:
    """Writes ``<folder>/csv/<schema>.<table>.csv``."""

    folder: Path

    @contextmanager
    def table(self, exported: Exported, rows: int) -> Iterator[Append]:
        """A file of any length."""
        path = self.folder / "csv" / f"{exported.name}.csv"
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as stream:
            for row in (exported.table.columns.keys(), hashtags(exported.table)):
                stream.write(f"{','.join(row)}\n".encode())
            yield lambda block: csv.write_csv(_spelt(block), stream, OPTIONS)


def _spelt(block: pa.Table) -> pa.Table:
    columns = [
        pc.strftime(column, "%Y-%m-%dT%H:%M:%SZ") if pa.types.is_timestamp(column.type) else column
        for column in neutralised(block).columns
    ]
    return pa.table(columns, names=block.column_names)
