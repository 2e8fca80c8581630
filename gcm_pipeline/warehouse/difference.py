"""The difference between a staging table and its published twin, and applying it.

Belongs here: the statements, generated from the declaration.
Does not belong here: when they run (publish.py).

One full join finds all three kinds of change at once, in parallel from PostgreSQL 16 on; deleting, updating and
inserting then touch only the rows concerned. (`MERGE … WHEN NOT MATCHED BY SOURCE` would need PostgreSQL 17.)
"""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    Connection,
    CreateTableAs,
    FromClause,
    Table,
    and_,
    column,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    table,
    update,
)

from gcm_pipeline.warehouse.staging import staged

CHANGED = "changed"  # the temporary table: the keys, and which kind of change


def apply(connection: Connection, target: Table, load_id: int) -> tuple[int, int, int]:
    """Make ``target`` hold what its staging twin holds; returns the numbers of rows inserted, updated, deleted.

    Rows are compared in all columns but ``load_id``; those inserted or updated get this one.
    """
    new = staged(target)
    changed = _compare(connection, target, new)
    key = [c.name for c in target.primary_key.columns]
    gone, fresh = func.count().filter(changed.c.is_gone), func.count().filter(changed.c.is_fresh)
    deletes, inserts, total = connection.execute(select(gone, fresh, func.count()).select_from(changed)).one()
    updates = total - deletes - inserts
    if deletes:
        connection.execute(delete(target).where(_equal(target, changed, key), changed.c.is_gone))
    if updates:
        values = dict(zip(target.columns.keys(), stamped(new, load_id), strict=True))
        data = {name: value for name, value in values.items() if name not in key}
        kept = ~changed.c.is_gone & ~changed.c.is_fresh
        connection.execute(
            update(target).values(data).where(_equal(target, changed, key), _equal(new, changed, key), kept)
        )
    if inserts:
        rows = select(*stamped(new, load_id)).join_from(new, changed, _equal(new, changed, key))
        rows = rows.where(changed.c.is_fresh).order_by(*new.primary_key.columns)
        connection.execute(insert(target).from_select(target.columns.keys(), rows))
    changed.drop(connection)
    return inserts, updates, deletes


def _compare(connection: Connection, target: Table, new: Table) -> Table:
    """Fill the temporary table with the key of every row that is gone, fresh or different."""
    key = [c.name for c in target.primary_key.columns]
    is_gone, is_fresh = new.c[key[0]].is_(None), target.c[key[0]].is_(None)
    data = [c.name for c in target.columns if c.name not in (*key, "load_id")]
    different = [new.c[name].is_distinct_from(target.c[name]) for name in data]
    rows = (
        select(
            *(func.coalesce(new.c[name], target.c[name]).label(name) for name in key),
            is_gone.label("is_gone"),
            is_fresh.label("is_fresh"),
        )
        .select_from(new.outerjoin(target, _equal(new, target, key), full=True))
        .where(or_(is_gone, is_fresh, *different))
    )
    # The planner takes every row to differ, and would think it too costly to gather them from parallel workers.
    connection.execute(select(func.set_config("parallel_tuple_cost", "0", True)))
    creation = CreateTableAs(rows, CHANGED, temporary=True)
    connection.execute(creation)
    connection.exec_driver_sql(f"ANALYZE {CHANGED}")
    return creation.table


def _equal(one: FromClause, other: FromClause, names: list[str]) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in names))


def stamped(new: Table, load_id: int) -> list[ColumnElement[object]]:
    """The columns of a staging table, with this load in place of the one that built it (it may have failed)."""
    return [literal(load_id, c.type).label(c.name) if c.name == "load_id" else c for c in new.columns]


def estimated_rows(connection: Connection, target: Table) -> float:
    """The planner's estimate of the rows of ``target``."""
    classes = table("pg_class", column("oid"), column("reltuples"))
    name = connection.dialect.identifier_preparer.format_table(target)
    estimate = select(classes.c.reltuples).where(classes.c.oid == func.to_regclass(name))
    return float(connection.scalar(estimate) or 0)
