"""``docs/entities.md``: how the tables hang together, as Mermaid diagrams made from the declarations.

Belongs here: which tables refer to which, and how that is drawn. Does not belong here: columns that are no keys
(dictionary.py, which also writes this page).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Table

from gcm_pipeline.sources.card import cards, load_card
from gcm_pipeline.warehouse.tables import of_schema

FILE = "entities.md"
INTRODUCTION = """# Entities

<!-- Generated from gcm_pipeline/warehouse/tables by `make dictionary`. Change those, not this page. -->

How the tables of the published warehouse hang together. Only keys are drawn; every column is in the
[data dictionary](data-dictionary.md). Lines between core tables are foreign keys, checked every night before anything
is published; lines from marts and from the records of runs say which table explains a code. Every core row also names
its load (`load_id`, explained by `lineage.loads`).
"""
PARTS = {
    "mart": "Marts and the core tables that explain their codes",
    "quality": "Quality and lineage",
}


def targets(table: Table) -> dict[str, Table]:
    """The table that each referring column leads to, by the column's name.

    For core tables these are the foreign keys. Marts and the records of runs have none: there a column leads to the
    table whose one key column has its name (``period_code`` to core.periods, ``load_id`` to lineage.loads). Of two
    foreign keys over a column the one with more columns counts, as it says more.
    """
    constraints = sorted(table.foreign_key_constraints, key=lambda each: (len(each.elements), str(each.name)))
    declared = {
        element.parent.name: constraint.referred_table for constraint in constraints for element in constraint.elements
    }
    if table.schema == "core":
        return declared
    keys = _keys("core" if table.schema == "mart" else "lineage")
    return {
        column.name: keys[column.name]
        for column in table.columns
        if column.name in keys and keys[column.name] is not table
    }


def entities() -> str:
    """The page as Markdown."""
    by_source: dict[str, list[Table]] = {}
    for table in _sorted(of_schema("core")):
        by_source.setdefault(str(table.info["source"]), []).append(table)
    parts = [INTRODUCTION]
    for source in sorted(by_source, key=lambda name: (name in cards(), name)):
        title = load_card(source).title if source in cards() else "The framework and other reference tables"
        parts.append(_part(f"core: {title}", by_source[source]))
    parts.append(_part(PARTS["mart"], _sorted(of_schema("mart"))))
    parts.append(_part(PARTS["quality"], _sorted([*of_schema("quality"), *of_schema("lineage")])))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _part(title: str, tables: list[Table]) -> str:
    """One diagram: these tables with their keys, and the names of those that they lead to."""
    lines = ["erDiagram", "    direction LR"]  # tall rather than wide, so that a page can hold it
    for table in tables:
        drawn: dict[Table, list[str]] = {}
        for column, target in targets(table).items():
            drawn.setdefault(target, []).append(column)
        lines += [f'    {target.name} ||--o{{ {table.name} : "{", ".join(names)}"' for target, names in drawn.items()]
    for table in tables:
        lines += [f"    {table.name} {{", *_attributes(table), "    }"]
    return f"## {title}\n\n```mermaid\n" + "\n".join(lines) + "\n```"


def _attributes(table: Table) -> list[str]:
    leading = targets(table)
    marks = {
        column.name: ", ".join(["PK"] * column.primary_key + ["FK"] * (column.name in leading))
        for column in table.columns
    }
    return [
        f"        {_type(column)} {column.name} {marks[column.name]}" for column in table.columns if marks[column.name]
    ]


def _type(column: Column[object]) -> str:
    """Mermaid takes one word."""
    return str(column.type).lower().partition("(")[0]


def _keys(schema: str) -> dict[str, Table]:
    """The tables whose key is one column, by its name; a name that two tables share explains nothing."""
    alone = [(table.primary_key.columns.keys()[0], table) for table in of_schema(schema) if _has_one_key(table)]
    names = [name for name, _ in alone]
    return {name: table for name, table in alone if names.count(name) == 1}


def _has_one_key(table: Table) -> bool:
    return len(table.primary_key.columns) == 1


def _sorted(tables: Iterable[Table]) -> list[Table]:
    return sorted(tables, key=lambda table: (str(table.schema), table.name))
