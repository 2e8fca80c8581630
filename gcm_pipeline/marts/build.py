"""Filling the intermediate tables and the marts in the staging schema.

Belongs here: holding a SELECT against its declaration, and running it.
Does not belong here: what makes a staging table whole (warehouse/staging.py), publishing it (warehouse/publish.py).
"""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select, text

from gcm_pipeline.marts import relations
from gcm_pipeline.reference import ROOT
from gcm_pipeline.warehouse import staging
from gcm_pipeline.warehouse.schema import STAGING

WORK_MEMORY = "256MB"
"""A million projects make seven million rows of int_project_tags; less memory and their sorts and hashes go to disk."""


def verify(name: str) -> None:
    """Raise ValueError when the SELECT of ``name`` has not just the declared columns in the declared order."""
    selected = relations.query(name).named_selects
    wanted = [column.name for column in relations.declared()[name].columns]
    if selected != wanted:
        raise ValueError(
            f"{relations.path(name).relative_to(ROOT)} selects {', '.join(selected)};"
            f" warehouse/tables declares {', '.join(wanted)}. Make them the same, in the same order."
        )


def build(connection: Connection, name: str, load_id: int) -> int:
    """Make ``staging.<name>`` anew from the other staging tables, whole with its keys; returns its number of rows.

    The caller commits. Raises ValueError when SQL and declaration disagree, PipelineError when rows repeat a key.
    """
    verify(name)
    table = relations.declared()[name]
    target = staging.create(connection, table, load_id)
    for setting, value in (("search_path", STAGING), ("work_mem", WORK_MEMORY)):
        connection.execute(select(func.set_config(setting, value, True)))
    query = text(relations.query(name).sql(relations.DIALECT, comments=False)).columns(*target.columns)
    connection.execute(insert(target).from_select([column.name for column in target.columns], query))
    return staging.complete(connection, table, load_id)
