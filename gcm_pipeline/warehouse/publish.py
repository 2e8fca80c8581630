"""Publishing: bringing what readers see up to date with staging, in one transaction.

Belongs here: the order of the steps, and which tables get which treatment.
Does not belong here: working out what changed (difference.py), building or checking staging (staging.py, quality/).

By difference, because then a reader never waits and never sees a mixture (rows are only inserted, updated and
deleted, under locks that no reader's conflict with), analysts' views stay, and an unchanged night writes next to
nothing. A table that nobody can have open yet, as no run has published it, moves over as it was built. One that holds
what was built already is left alone.

Published tables have no foreign keys: references are checked before (quality/references.py), and publication makes the
published rows those that were checked, within one transaction. Keys could only repeat the check, row by row: 5 s of
processor time per million rows and key, where inserting the rows takes 1 s. They would also dictate the order of all
statements.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, Table, exists, func, insert, select, update

from gcm_pipeline.warehouse import difference, loads, staging
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline.warehouse.holdings import quoted
from gcm_pipeline.warehouse.roles import ANALYST
from gcm_pipeline.warehouse.schema import missing
from gcm_pipeline.warehouse.staging import Built

MEMORY = {"work_mem": "32MB", "maintenance_work_mem": "256MB"}  # larger hash tables were slower: they miss the cache
SHARE_WORTH_TIDYING = 0.05  # of a table's rows changed in one night


class Changes(NamedTuple):
    """Numbers of rows."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0


def publish(warehouse: Warehouse, load_id: int, tables: Iterable[Table]) -> dict[str, Changes]:
    """Publish ``tables`` from staging, and the load with them; returns what changed by full table name.

    A table with ``load_id`` in its primary key keeps the rows of earlier loads; any other becomes what was built.
    A row that did not change keeps its load_id. Raises PipelineError when the load was given up meanwhile, staging is
    not whole, or a published table is not as declared; nothing is changed then.
    """
    wanted = list(tables)
    with warehouse.engine.begin() as connection:
        connection.execute(select(*(func.set_config(name, value, True) for name, value in MEMORY.items())))
        loads.require_running(connection, load_id, exclusive=True)
        waiting = staging.require_complete(connection, wanted)
        new = missing(connection, wanted)
        changes = {table.fullname: Changes() for table in wanted}
        for built in waiting:
            changes[built.table.fullname] = _publish(connection, built, load_id, is_new=built.table in new)
            if not _keeps_earlier(built.table):  # what was built for a journal is this load's alone
                staging.publish(connection, built.table)
        known = [built.table for built in waiting if built.table not in new]
        worn = [table for table in known if _refresh_statistics(connection, table, changes[table.fullname])]
        loads.finish(connection, load_id)
    _vacuum(warehouse, worn)
    return changes


def _publish(connection: Connection, built: Built, load_id: int, *, is_new: bool) -> Changes:
    table = built.table
    if is_new and not _keeps_earlier(table):
        _move(connection, built, load_id)
        return Changes(inserted=built.rows)
    if is_new:
        table.create(connection)
    if _keeps_earlier(table) or not connection.scalar(select(exists().select_from(table))):
        return Changes(inserted=_insert_all(connection, table, load_id))
    return Changes(*difference.apply(connection, table, load_id))


def _keeps_earlier(table: Table) -> bool:
    return "load_id" in table.primary_key.columns


def _move(connection: Connection, built: Built, load_id: int) -> None:
    """Make the staging table the published one, as no reader knows it yet."""
    new = staging.staged(built.table)
    name, schema = quoted(connection, new), connection.dialect.identifier_preparer.quote_schema(str(built.table.schema))
    if built.load_id != load_id and "load_id" in new.columns:
        connection.execute(update(new).values(load_id=load_id))
    for change in ("SET LOGGED", "RESET (autovacuum_enabled)", f"SET SCHEMA {schema}"):
        connection.exec_driver_sql(f"ALTER TABLE {name} {change}")
    connection.exec_driver_sql(f"GRANT SELECT ON {quoted(connection, built.table)} TO {ANALYST}")


def _insert_all(connection: Connection, table: Table, load_id: int) -> int:
    """In the order of the key: the index grows at its end, and neighbours in the key are neighbours on disk."""
    new = staging.staged(table)
    rows = select(*difference.stamped(new, load_id)).order_by(*new.primary_key.columns)
    filled = insert(table).from_select([column.name for column in table.columns], rows)
    return connection.execute(filled, execution_options={"preserve_rowcount": True}).rowcount


def _refresh_statistics(connection: Connection, table: Table, change: Changes) -> bool:
    """Analyse a table that changed much; whether so many rows died in it that it should be vacuumed.

    Before the commit, while the rows are still in memory and unmarked: afterwards it would write each page once more.
    """
    much = SHARE_WORTH_TIDYING * difference.estimated_rows(connection, table)
    if any(change) and sum(change) >= much:
        connection.exec_driver_sql(f"ANALYZE {connection.dialect.identifier_preparer.format_table(table)}")
    return 0 < change.updated + change.deleted >= much


def _vacuum(warehouse: Warehouse, tables: Iterable[Table]) -> None:
    """Free the space of dead rows: the embedded server is rarely up long enough for autovacuum to come by.

    Without truncation, the one step of a vacuum that would lock readers out.
    """
    with warehouse.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            name = connection.dialect.identifier_preparer.format_table(table)
            connection.exec_driver_sql(f"VACUUM (TRUNCATE FALSE) {name}")
