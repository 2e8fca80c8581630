"""``lineage.changes``: what a load changes in the projects, against what is published until then.

Belongs here: running ``sql/history/changes.sql`` while staging and the published tables still differ.
Does not belong here: bringing the difference over (warehouse/difference.py), row by row and for every table.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, inspect, select, text

from gcm_pipeline.reference import ROOT
from gcm_pipeline.warehouse import staging
from gcm_pipeline.warehouse.tables.history import changes

SQL = ROOT / "sql" / "history" / "changes.sql"
COMPARED = ("projects", "project_outcomes", "assn_outcomes_objectives")
"""Core tables, as named in the query."""
SETTINGS = {"work_mem": "256MB", "parallel_tuple_cost": "0"}
"""For joins of whole tables, from which few rows come, in memory and in parallel."""


def build(connection: Connection, load_id: int) -> int:
    """Fill ``staging.changes``; returns its number of rows, none on a first night. The caller commits."""
    target = staging.create(connection, changes, load_id)
    published = set(inspect(connection).get_table_names(schema="core"))
    if published.issuperset(COMPARED):
        connection.execute(select(*(func.set_config(name, value, True) for name, value in SETTINGS.items())))
        found = connection.execute(text(SQL.read_text(encoding="utf-8"))).mappings().all()
        if found:
            connection.execute(insert(target), [{**row, "load_id": load_id} for row in found])
    return staging.complete(connection, changes, load_id)
