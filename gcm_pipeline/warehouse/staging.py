"""Staging: where tables are built and checked before anyone sees them.

Belongs here: creating a staging table from its declaration, and what makes it complete (keys, foreign keys, statistics,
an entry in ``staging.built``).
Does not belong here: where its rows come from (load.py, marts/), publishing (publish.py).

Staging tables are unlogged: nothing is written twice, but a server crash empties them. ``staging.built`` is logged
and says how many rows each had, so that an emptied table is never taken for an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import AddConstraint

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.warehouse import loads
from gcm_pipeline.warehouse.schema import STAGING, add_keys, create_bare

built = Table(
    "built",
    MetaData(),
    Column("table_name", Text, primary_key=True, comment="Staging table"),
    Column("load_id", BigInteger, nullable=False, comment="Load that built it (lineage.loads)"),
    Column("rows", BigInteger, nullable=False, comment="Rows it had when it was complete"),
    schema=STAGING,
    comment="Staging tables that are complete",
)


@cache
def staged(table: Table) -> Table:
    """``table`` as it is in staging: same name and columns, foreign keys to staging tables."""
    copies = MetaData(naming_convention=table.metadata.naming_convention)
    referred = {
        constraint.referred_table.name: constraint.referred_table for constraint in table.foreign_key_constraints
    }
    for each in (referred | {table.name: table}).values():
        each.to_metadata(copies, schema=STAGING, referred_schema_fn=lambda *_: STAGING)
    return copies.tables[f"{STAGING}.{table.name}"]


def create(connection: Connection, table: Table, load_id: int) -> Table:
    """(Re)create the staging table, empty and without keys; whatever was built under its name is forgotten."""
    loads.require_running(connection, load_id)
    target = staged(table)
    built.create(connection, checkfirst=True)
    connection.execute(delete(built).where(built.c.table_name == table.name))
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_quoted(connection, target)} CASCADE")  # with foreign keys to it
    create_bare(connection, target, prefixes=["UNLOGGED"])
    return target


def complete(connection: Connection, table: Table, load_id: int) -> int:
    """Add keys and statistics to the filled staging table and record it; returns its number of rows.

    Foreign keys whose other table is not there yet are left to ``require_complete``.
    Raises PipelineError naming the offending key when rows repeat a primary key or refer to nothing.
    """
    loads.require_running(connection, load_id)
    target = staged(table)
    try:
        add_keys(connection, target)
        _add_references(connection, target)
    except IntegrityError as error:
        raise _broken(table, error) from error
    connection.exec_driver_sql(f"ANALYZE {_quoted(connection, target)}")
    rows = _count(connection, target)
    connection.execute(insert(built).values(table_name=table.name, load_id=load_id, rows=rows))
    return rows


def require_complete(connection: Connection, tables: Iterable[Table]) -> None:
    """Raises PipelineError unless each of ``tables`` is whole in staging and refers only to rows that are there."""
    wanted = list(tables)
    built.create(connection, checkfirst=True)
    recorded = dict(connection.execute(select(built.c.table_name, built.c.rows)).tuples().all())
    present = set(inspect(connection).get_table_names(schema=STAGING))
    for table in wanted:
        counted = _count(connection, staged(table)) if table.name in present else None
        if table.name not in recorded or counted != recorded[table.name]:
            raise PipelineError(
                f"staging is incomplete: {table.name} has {counted if counted is not None else 'no'} rows where "
                f"{recorded.get(table.name, 'no')} were built. Run the whole job."
            )
    for table in wanted:
        try:
            _add_references(connection, staged(table))
        except IntegrityError as error:
            raise _broken(table, error) from error


def _count(connection: Connection, target: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(target)) or 0)


def _add_references(connection: Connection, target: Table) -> None:
    """Add the foreign keys that are missing, which checks them, as far as the other tables are there."""
    if not target.foreign_key_constraints:
        return
    inspector = inspect(connection)
    there = {key["name"] for key in inspector.get_foreign_keys(target.name, schema=STAGING)}
    tables = set(inspector.get_table_names(schema=STAGING))
    for constraint in sorted(target.foreign_key_constraints, key=lambda each: str(each.name)):
        if constraint.name not in there and constraint.referred_table.name in tables:
            connection.execute(AddConstraint(constraint, isolate_from_table=False))


def _quoted(connection: Connection, target: Table) -> str:
    return connection.dialect.identifier_preparer.format_table(target)


def _broken(table: Table, error: IntegrityError) -> PipelineError:
    detail = getattr(getattr(error.orig, "diag", None), "message_detail", None) or str(error.orig).splitlines()[0]
    return PipelineError(f"{table.name}: the rows break the table's keys: {detail} This is a fault of the normaliser.")
