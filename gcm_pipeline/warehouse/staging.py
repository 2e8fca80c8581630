"""Staging: where tables are built before anyone sees them.

Belongs here: creating a staging table from its declaration, what makes it complete (keys, statistics, an entry in
``staging.holdings``), and whether a table has to be built at all.
Does not belong here: where its rows come from (load.py), publishing (publish.py).

A table that is not published yet is built as it is going to stay, and moves. Others are unlogged: nothing is written
twice, but a server crash empties them. ``holdings`` is logged and says how many rows each had, so that an emptied table
is never taken for an empty one.

References between tables are not declared here: they are checked on the frames that the rows come from
(quality/references.py), which takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, MetaData, Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.warehouse import loads
from gcm_pipeline.warehouse.holdings import exists, holdings, quoted
from gcm_pipeline.warehouse.schema import STAGING, add_keys, create_bare


@cache
def staged(table: Table) -> Table:
    """``table`` as it is in staging: same name, columns and keys."""
    copies = MetaData(naming_convention=table.metadata.naming_convention)
    return table.to_metadata(copies, schema=STAGING, referred_schema_fn=lambda *_: STAGING)


def held(connection: Connection, table: Table, load_id: int, identity: str) -> int | None:
    """The rows of ``table`` if the content ``identity`` is built or published already; None: it has to be built."""
    loads.require_running(connection, load_id)
    if not identity:
        return None
    row = connection.execute(
        select(holdings).where(holdings.c.table_name == table.name, holdings.c.identity == identity)
    ).one_or_none()
    if row is None:
        return None
    if not (exists(connection, table) if row.is_published else _count(connection, table) == row.rows):
        return None
    return int(row.rows)


def create(connection: Connection, table: Table) -> Table:
    """(Re)create the staging table, empty and without keys; whatever was built under its name is forgotten."""
    target = staged(table)
    connection.execute(delete(holdings).where(holdings.c.table_name == table.name))
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {quoted(connection, target)} CASCADE")
    create_bare(connection, target, unlogged=exists(connection, table))
    return target


def complete(connection: Connection, table: Table, load_id: int, identity: str = "") -> int:
    """Add keys and statistics to the filled staging table and record it; returns its number of rows.

    Raises PipelineError naming the offending key when rows repeat a primary key.
    """
    loads.require_running(connection, load_id)
    target = staged(table)
    try:
        add_keys(connection, target)
    except IntegrityError as error:
        raise _broken(table, error) from error
    connection.exec_driver_sql(f"ANALYZE {quoted(connection, target)}")
    rows = _count(connection, table) or 0
    values = {"table_name": table.name, "load_id": load_id, "rows": rows, "identity": identity, "is_published": False}
    connection.execute(insert(holdings).values(values))
    return rows


class Built(NamedTuple):
    """A table that waits for its publication, with its rows and the load that built it."""

    table: Table
    rows: int
    load_id: int


def require_complete(connection: Connection, tables: Iterable[Table]) -> list[Built]:
    """Those of ``tables`` whose content is not published yet. Raises PipelineError unless each of them is whole."""
    wanted = list(tables)
    recorded = {row.table_name: row for row in connection.execute(select(holdings))}
    waiting = [table for table in wanted if table.name not in recorded or not recorded[table.name].is_published]
    for table in waiting:
        counted = _count(connection, table)
        rows = recorded[table.name].rows if table.name in recorded else None
        if rows is None or counted != rows:
            raise PipelineError(
                f"staging is incomplete: {table.name} has {counted if counted is not None else 'no'} rows where "
                f"{rows if rows is not None else 'no'} were built. Run the whole job."
            )
    return [Built(table, recorded[table.name].rows, recorded[table.name].load_id) for table in waiting]


def publish(connection: Connection, table: Table) -> None:
    """Remember that ``table`` is published as it was built; what is left of it in staging goes."""
    connection.execute(update(holdings).where(holdings.c.table_name == table.name).values(is_published=True))
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {quoted(connection, staged(table))}")


def _count(connection: Connection, table: Table) -> int | None:
    """The rows in staging; None when the table is not there."""
    target = staged(table)
    return connection.scalar(select(func.count()).select_from(target)) if exists(connection, target) else None


def _broken(table: Table, error: IntegrityError) -> PipelineError:
    detail = getattr(getattr(error.orig, "diag", None), "message_detail", None) or str(error.orig).splitlines()[0]
    return PipelineError(f"{table.name}: the rows break the table's keys: {detail} This is a fault of the normaliser.")
