"""What each SQL file reads, and where the columns of a mart come from: ``sql/graph``, written by ``make dictionary``.

Reading it out of the SQL takes a second, for which every start of Dagster would wait. Tests fail while it is stale.

Belongs here: reading the two files, and the order of building.
Does not belong here: writing them (quality/sql_graph.py), parsing SQL (relations.py, columns.py).
"""

from __future__ import annotations

import csv
from functools import cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from gcm_pipeline.marts import relations

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlglot import exp

HOME = relations.SQL / "graph"
READS, LINEAGE = HOME / "reads.csv", HOME / "lineage.csv"
READS_HEADER, LINEAGE_HEADER = ("name", "reads", "column"), ("name", "column", "from_table", "from_column")
ColumnLineage = dict[str, list[tuple[str, str]]]
"""For each column the (table, column) pairs that its values are computed from, sorted."""


def reads(name: str) -> dict[str, list[str]]:
    """The stored tables that a mart, intermediate table or rule reads, sorted, with the columns that it needs of each.

    KeyError when ``name`` is none of these.
    """
    known = _reads()
    if name not in known:
        raise KeyError(f"sql/graph/reads.csv does not know {name}. After a change of SQL, run: make dictionary")
    return known[name]


def tables(name: str) -> dict[Table, list[str]]:
    """``reads`` by the declared tables."""
    return {relations.table(read): columns for read, columns in reads(name).items()}


def require_known(name: str, query: exp.Query) -> None:
    """ValueError when ``query``, the SQL of ``name``, reads other tables than are written down of it."""
    if relations.reads(query) != tuple(reads(name)):
        raise ValueError(f"sql/graph/reads.csv is older than the SQL of {name}. Run: make dictionary")


def column_lineage(name: str) -> ColumnLineage:
    """The columns of mart or intermediate table ``name``, in their order; KeyError when it is none."""
    return _lineage()[name]


@cache
def build_order() -> tuple[str, ...]:
    """Intermediate tables and marts, each after those it is computed from; the same order every time."""
    declared = relations.declared()
    order = TopologicalSorter({name: [] for name in sorted(declared)})
    for name in sorted(declared):
        order.add(name, *(read for read in reads(name) if read in declared))
    return tuple(order.static_order())


@cache
def _reads() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    with READS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["name"], {}).setdefault(row["reads"], []).append(row["column"])
    return found


@cache
def _lineage() -> dict[str, ColumnLineage]:
    found: dict[str, ColumnLineage] = {}
    with LINEAGE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            columns = found.setdefault(row["name"], {})
            columns.setdefault(row["column"], []).append((row["from_table"], row["from_column"]))
    return found
