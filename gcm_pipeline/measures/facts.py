"""What the warehouse says of its runs, sources and checks.

Belongs here: the facts and their reading by ``sql/monitoring``.
Does not belong here: what is made of them (families.py, health.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from psycopg.rows import dict_row
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import SQLAlchemyError

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.reference import ROOT
from gcm_pipeline.warehouse import roles
from gcm_pipeline.warehouse.engine import Warehouse

SQL = ROOT / "sql" / "monitoring"
LONGEST = 10.0  # seconds a statement: who asks every few seconds must not be kept waiting


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True)


class Run(_Fact):
    """A load as lineage.loads has it; ``finished_at`` is None while it runs."""

    load_id: int
    status: str
    started_at: datetime
    finished_at: datetime | None


class Source(_Fact):
    """What the last published load read of a source; ``newest_file`` is the time of change that its place gives."""

    source: str
    files: int
    loaded: int
    rejected: int
    superseded: int
    newest_file: datetime | None
    stale: bool

    @property
    def rows(self) -> dict[str, int]:
        """Rows by what became of them; together they are those that were read."""
        return {"loaded": self.loaded, "rejected": self.rejected, "superseded": self.superseded}


class Facts(_Fact):
    """One picture of the warehouse.

    ``runs`` counts ended runs by status, ``failing_checks`` the last run's by severity (error, warning); ``size`` is
    that of the database in bytes. ``last_publication`` and ``last_run`` are None in a new warehouse.
    """

    last_publication: datetime | None
    last_run: Run | None
    runs: Mapping[str, int]
    sources: tuple[Source, ...]
    failing_checks: Mapping[str, int]
    size: int


def read(warehouse: Warehouse) -> Facts:
    """The facts of now, as the analyst reads them.

    Raises UsageError on a warehouse in which no run has begun yet, PipelineError when its server goes away meanwhile.
    """
    try:
        with roles.read_only(warehouse, timeout=LONGEST) as connection:
            return _read(connection)
    except SQLAlchemyError as error:
        raise PipelineError("The server of the warehouse went away while it was read. Its log says why.") from error


def _read(connection: sa.Connection) -> Facts:
    (whole,) = _rows(connection, "warehouse")
    last = _rows(connection, "last_run")
    return Facts(
        last_publication=whole["last_publication"],
        size=whole["size"],
        last_run=Run(**last[0]) if last else None,
        runs={row["status"]: row["runs"] for row in _rows(connection, "runs")},
        # The books of files are there as soon as something is published.
        sources=tuple(Source(**row) for row in _rows(connection, "sources")) if whole["last_publication"] else (),
        failing_checks={row["severity"]: row["failing"] for row in _rows(connection, "failing_checks")},
    )


def _rows(connection: sa.Connection, name: str) -> list[dict[str, Any]]:
    cursor = roles.run_statement(connection, (SQL / f"{name}.sql").read_text(encoding="utf-8"))
    make = dict_row(cursor)
    return [make(row) for row in cursor.fetchall()]
