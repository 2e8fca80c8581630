"""The relations of sql/marts and sql/intermediate, and what they read, taken from the SQL itself.

Belongs here: parsing the files, putting the relations that are not stored in their place.
Does not belong here: running anything (build.py), what is known without parsing (graph.py), or what a figure means (the
header of each file).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gcm_pipeline.reference import ROOT
from gcm_pipeline.warehouse.tables.base import metadata

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlglot import exp

SQL = ROOT / "sql"
DIALECT = "postgres"


@cache
def declared() -> dict[str, Table]:
    """The tables built by SQL by name: marts, and the intermediate tables that are stored."""
    built = (each for each in metadata.sorted_tables if each.schema == "mart" or "layer" in each.info)
    return {each.name: each for each in built}


def table(name: str) -> Table:
    """The declared table of that name, of any schema; KeyError when there is none."""
    return {found.name: found for found in metadata.tables.values()}[name]


def path(name: str) -> Path:
    """The file that holds the SELECT of ``name``."""
    return SQL / ("intermediate" if name.startswith("int_") else "marts") / f"{name}.sql"


def parse(file: Path, *, stored: Collection[str]) -> exp.Query:
    """The SELECT in ``file``; an intermediate relation that it names and that is not ``stored`` becomes part of it."""
    import sqlglot
    from sqlglot import exp

    query = sqlglot.parse_one(file.read_text(encoding="utf-8"), dialect=DIALECT, into=exp.Select)
    missing = [name for name in reads(query) if name.startswith("int_") and name not in stored]
    if missing:
        inlined = [exp.CTE(this=parse(path(name), stored=stored), alias=exp.to_identifier(name)) for name in missing]
        written = query.args.get("with_")
        query.set(
            "with_",
            exp.With(
                expressions=[*inlined, *(written.expressions if written else [])],
                recursive=bool(written and written.recursive),
            ),
        )
    return query


@cache
def query(name: str) -> exp.Query:
    """The whole SELECT that fills ``name``, over stored tables only."""
    return parse(path(name), stored=declared())


def description(name: str) -> str:
    """The header comment of the file: what the figure is, its grain, its counting rule."""
    lines = path(name).read_text(encoding="utf-8").splitlines()
    comment = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
    return "\n".join(comment)


def reads(query: exp.Query) -> tuple[str, ...]:
    """The tables that ``query`` names, sorted, its own common table expressions left out."""
    from sqlglot import exp

    own = {cte.alias for cte in query.find_all(exp.CTE)}
    return tuple(sorted({found.name for found in query.find_all(exp.Table)} - own))
