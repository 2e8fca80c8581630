"""The tables of the run's reports, from the published warehouse.

Belongs here: running ``sql/report/<name>.sql`` as the analyst. Does not belong here: how a table is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.reference import ROOT
from gcm_pipeline.warehouse import roles

SQL = ROOT / "sql" / "report"


@dataclass(frozen=True)
class Rows:
    """A small result: column names and rows."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def records(self) -> list[dict[str, Any]]:
        """Each row by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def path(name: str) -> Path:
    """The file of the query ``name``."""
    return SQL / f"{name}.sql"


def read(connection: Connection, name: str) -> Rows:
    """The result of ``sql/report/<name>.sql`` on a ``roles.read_only`` connection.

    Raises PipelineError, which names the file, when the statement fails: it is no fault of whoever asked.
    """
    try:
        cursor = roles.run_statement(connection, path(name).read_text(encoding="utf-8"))
    except UsageError as error:
        raise PipelineError(f"sql/report/{name}.sql: {error}") from error
    return Rows([column.name for column in cursor.description or ()], cursor.fetchall())
