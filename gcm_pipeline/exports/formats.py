"""The forms in which tables are exported, and what they share.

Belongs here: their names and what a writer must offer. Does not belong here: the writers (as_csv.py and its like).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa

    from gcm_pipeline.exports.tables import Exported

Append: TypeAlias = "Callable[[pa.Table], None]"
"""Takes the next block of a table's rows."""


class Format(StrEnum):
    """How tables are written."""

    PARQUET = "parquet"
    CSV = "csv"
    XLSX = "xlsx"


class Writer(Protocol):
    """Writes tables, one after the other, below one folder."""

    def table(self, exported: Exported, rows: int) -> AbstractContextManager[Append | None]:
        """Begin the table, which will have ``rows`` rows; None when this form does not hold so many."""
