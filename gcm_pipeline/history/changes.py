"""``lineage.changes``: what a load changes in the projects, against what is published until then.

Belongs here: running ``sql/history/changes.sql`` while the frames of the load and the published tables still differ.
Does not belong here: bringing the difference over (warehouse/difference.py), row by row and for every table.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from gcm_pipeline import frames
from gcm_pipeline.counting import DIALECT, Counting, whole
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.reference import ROOT
from gcm_pipeline.warehouse import holdings, read
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline.warehouse.load import own_schema
from gcm_pipeline.warehouse.tables import prima
from gcm_pipeline.warehouse.tables.history import changes

SQL = ROOT / "sql" / "history" / "changes.sql"
COMPARED = {
    prima.projects: ("project_code", "source_file", "is_activated", "budget_usd"),
    prima.project_outcomes: ("project_code", "outcome_no", "tagged_on"),
    prima.assn_outcomes_objectives: ("project_code", "outcome_no", "objective_no", "source_file"),
}
"""Core tables, and the columns that the query compares or shows."""


def build(warehouse: Warehouse, counting: Counting) -> FrameSet:
    """The frame of ``changes``, empty on a first night."""

    def batches() -> Iterator[tuple[str, pa.Table]]:
        schema = own_schema(changes)
        yield changes.name, schema.empty_table()
        earlier = _earlier(warehouse, counting)
        if any(table is not None for table in earlier.values()):
            yield changes.name, _compare(counting, earlier).cast(schema)

    return frames.write(counting.set_of(changes).directory, batches())


def _earlier(warehouse: Warehouse, counting: Counting) -> dict[str, pa.Table | None]:
    """By name what is published of each compared table; None where that is what the load has, or nothing is."""
    found: dict[str, pa.Table | None] = {}
    for table, columns in COMPARED.items():
        with warehouse.engine.connect() as connection:
            there = holdings.exists(connection, table)
            same = holdings.published(connection, table) == counting.set_of(table).identity(table.name)
        found[table.name] = read.columns(warehouse, table, columns) if there and not same else None
        if not there:
            return dict.fromkeys(found)
    return found


def _compare(counting: Counting, earlier: dict[str, pa.Table | None]) -> pa.Table:
    import sqlglot

    select = sqlglot.transpile(SQL.read_text(encoding="utf-8"), read="postgres", write=DIALECT, comments=False)[0]
    columns = ", ".join(f"{column.name}" for column in changes.columns if column.name != "load_id")
    with counting.open(whole(COMPARED)) as connection:
        for name, rows in earlier.items():
            if rows is None:
                connection.view(name).create_view(f"published_{name}")
            else:
                connection.register(f"published_{name}", rows)
        query = f"SELECT {columns} FROM ({select}) AS counted ORDER BY kind, source_file"  # noqa: S608 - ours
        return connection.sql(query).to_arrow_table()
