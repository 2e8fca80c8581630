"""Findings of the normalisers as rows of quality.rejected_rows and quality.reported_rows.

Belongs here: numbering and splitting them. Does not belong here: making them (normalise/findings.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.sources.findings import SCHEMA

if TYPE_CHECKING:
    import pandas as pd

REJECTED = ("row", "value")
REPORTED = ("superseded", "warning")
COUNTS = ("rows_read", "rows_loaded", "rows_rejected", "rows_superseded")
ORDER = ["source_file", "source_row", "field", "rule", "value", "record"]


def numbered(source: str, findings: Iterable[pa.RecordBatch], scopes: tuple[str, ...]) -> pa.Table:
    """The findings of ``scopes``, in a fixed order, with ``source`` and ``finding_no`` from 1 (int64)."""
    wanted = pa.array(scopes)
    chosen = pa.Table.from_batches((one.filter(pc.is_in(one["scope"], wanted)) for one in findings), SCHEMA)
    chosen = chosen.sort_by([(name, "ascending") for name in ORDER])
    rows = chosen.num_rows
    columns = {"source": pa.repeat(source, rows), "finding_no": pa.array(range(1, rows + 1), pa.int64())}
    return pa.table(columns | dict(zip(chosen.column_names, chosen.columns, strict=True)))


def books(files: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """The files of a source with their books; a file without a single row has zeros."""
    joined = files.merge(counted, on="source_file", how="outer", validate="one_to_one").sort_values("source_file")
    joined = joined.fillna(dict.fromkeys(COUNTS, 0))
    return joined.reset_index(drop=True)
