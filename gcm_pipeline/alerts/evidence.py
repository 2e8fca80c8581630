"""What the warehouse knows about a run and about its sources.

Belongs here: the questions (sql/alerts). Does not belong here: what follows from the answers (causes.py, jumps.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, inspect, select, text

from gcm_pipeline.alerts.causes import Newest
from gcm_pipeline.alerts.jumps import Figure, File
from gcm_pipeline.reference import ROOT
from gcm_pipeline.warehouse.tables.lineage import loads

SQL = ROOT / "sql" / "alerts"


def is_prepared(connection: Connection) -> bool:
    """Whether a run has ever begun on this warehouse."""
    return inspect(connection).has_table(loads.name, schema=loads.schema)


def published_load(connection: Connection, run_id: str) -> int | None:
    """The load that the run published; None when it published none."""
    asked = select(loads.c.load_id).where(loads.c.run_id == run_id, loads.c.status == "published")
    return connection.scalar(asked)


def last_published(connection: Connection) -> datetime | None:
    """When a run last published."""
    newest: datetime | None = connection.scalar(
        select(func.max(loads.c.finished_at)).where(loads.c.status == "published")
    )
    return newest


def newest_files(connection: Connection) -> list[Newest]:
    """Of each source that has files."""
    if not inspect(connection).has_table("load_files", schema=loads.schema):
        return []
    return [Newest(*row) for row in _rows(connection, "newest_files")]


def changed_figures(connection: Connection, load_id: int) -> list[Figure]:
    """Figures that differ from those of the load before; none while no totals are kept."""
    if not inspect(connection).has_table("mart_totals", schema=loads.schema):
        return []
    return [Figure(*row) for row in _rows(connection, "changed_figures", load_id=load_id)]


def changed_files(connection: Connection, load_id: int) -> list[File]:
    """Files that differ from those of the load before."""
    return [File(*row) for row in _rows(connection, "changed_files", load_id=load_id)]


def _rows(connection: Connection, name: str, **parameters: int) -> list[Any]:
    return list(connection.execute(text((SQL / f"{name}.sql").read_text(encoding="utf-8")), parameters))
