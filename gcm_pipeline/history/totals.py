"""``lineage.mart_totals``: the figures of a load's marts, one row each.

Belongs here: reading them from staging. Does not belong here: which ones (figures.yml), publishing (warehouse/).

Every published load keeps all of them, whether they changed or not: some 500 rows a night are cheaper than a reader's
having to find out since when a value is valid.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import Connection, Select, Table, Text, cast, func, insert, literal, select, union_all
from sqlalchemy.types import Numeric

from gcm_pipeline.warehouse import staging
from gcm_pipeline.warehouse.tables import of_schema
from gcm_pipeline.warehouse.tables.history import mart_totals

FIGURES = Path(__file__).with_name("figures.yml")


@cache
def figures() -> dict[str, list[str]]:
    """The marts whose figures are kept, with the columns."""
    read: dict[str, list[str]] = yaml.safe_load(FIGURES.read_text(encoding="utf-8"))
    return read


def build(connection: Connection, load_id: int) -> int:
    """Fill ``staging.mart_totals`` from the staged marts; returns its number of rows. The caller commits."""
    target = staging.create(connection, mart_totals, load_id)
    marts = {table.name: table for table in of_schema("mart")}
    rows = [_figure(marts[name], column, load_id) for name, columns in figures().items() for column in columns]
    connection.execute(insert(target).from_select(target.columns.keys(), union_all(*rows)))
    return staging.complete(connection, mart_totals, load_id)


def _figure(mart: Table, column: str, load_id: int) -> Select[tuple[int, str, str, str, object]]:
    """One column of a mart as rows of ``mart_totals``."""
    new = staging.staged(mart)
    key = func.concat_ws(" ", *(literal(f"{part.name}=").concat(cast(part, Text)) for part in new.primary_key))
    return select(literal(load_id), literal(mart.name), key, literal(column), cast(new.c[column], Numeric(20, 2)))
