"""Findings of the normalisers as rows of quality.rejected_rows and quality.reported_rows.

Belongs here: numbering and splitting them. Does not belong here: making them (normalise/findings.py).
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from gcm_pipeline.frames import TEXT

REJECTED = ("row", "value")
REPORTED = ("superseded", "warning")
COUNTS = ("rows_read", "rows_loaded", "rows_rejected", "rows_superseded")
ORDER = ["source_file", "source_row", "field", "rule", "value", "record"]


def numbered(source: str, findings: pd.DataFrame, scopes: tuple[str, ...]) -> pd.DataFrame:
    """The findings of ``scopes``, in a fixed order, with ``source`` and ``finding_no`` from 1 (int64)."""
    chosen = findings[findings["scope"].isin(scopes)].sort_values(ORDER, kind="stable", ignore_index=True)
    chosen.insert(0, "source", pd.Series([source] * len(chosen), dtype=TEXT))
    chosen.insert(1, "finding_no", pd.Series(range(1, len(chosen) + 1), dtype=pd.ArrowDtype(pa.int64())))
    return chosen


def books(files: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """The files of a source with their books; a file without a single row has zeros."""
    joined = files.merge(counted, on="source_file", how="outer", validate="one_to_one").sort_values("source_file")
    joined = joined.fillna(dict.fromkeys(COUNTS, 0))
    return joined.reset_index(drop=True)
