"""All figures that the pages show, read at once from one picture of the published warehouse.

Belongs here: which queries there are (``sql/report/pages``).
Does not belong here: what a page makes of the figures (stocktaking.py, profiles.py).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from gcm_pipeline.reports import tables

FOLDER = "pages"

Row = dict[str, Any]
Figures = dict[str, list[Row]]
"""Name of a query → its rows by column name."""


def names() -> list[str]:
    """The queries of the pages."""
    return sorted(file.stem for file in (tables.SQL / FOLDER).glob("*.sql"))


def read(connection: Connection) -> Figures:
    """Every query's rows, on a ``roles.read_only`` connection."""
    return {name: tables.read(connection, f"{FOLDER}/{name}").records() for name in names()}
