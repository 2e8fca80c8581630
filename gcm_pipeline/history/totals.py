"""``lineage.mart_totals``: the figures of a load's marts, one row each.

Belongs here: gathering them from the marts. Does not belong here: which ones (figures.yml), publishing (warehouse/).

Every published load keeps all of them, whether they changed or not: some 500 rows a night are cheaper than a reader's
having to find out since when a value is valid.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import Table

from gcm_pipeline.counting import Counting, whole
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.warehouse.tables import of_schema
from gcm_pipeline.warehouse.tables.history import mart_totals

FIGURES = Path(__file__).with_name("figures.yml")


@cache
def figures() -> dict[str, list[str]]:
    """The marts whose figures are kept, with the columns."""
    read: dict[str, list[str]] = yaml.safe_load(FIGURES.read_text(encoding="utf-8"))
    return read


def build(counting: Counting) -> FrameSet:
    """The frame of ``mart_totals``, from those of the marts."""
    marts = {table.name: table for table in of_schema("mart")}
    rows = [_figure(marts[name], column) for name, columns in figures().items() for column in columns]
    return counting.keep(mart_totals, lambda: " UNION ALL ".join(rows), whole(marts[name] for name in figures()))


def _figure(mart: Table, column: str) -> str:
    """One column of a mart as rows of ``mart_totals``."""
    parts = ", ".join(f"'{part.name}=' || CAST({part.name} AS VARCHAR)" for part in mart.primary_key)
    return (
        f"SELECT '{mart.name}' AS mart, concat_ws(' ', {parts}) AS key, '{column}' AS figure, "  # noqa: S608 - declared
        f"CAST({column} AS {mart_totals.c.value.type}) AS value FROM {mart.name}"
    )
