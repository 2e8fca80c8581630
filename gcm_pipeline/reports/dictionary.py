"""``docs/data-dictionary.md``: every published table and column, made from the declarations.

``make dictionary`` (``python -m gcm_pipeline.reports.dictionary``) writes it and the entity diagram anew; a test fails
while they are stale.

Belongs here: the dictionary's form. Does not belong here: what tables and columns mean (warehouse/tables, sql/marts).
"""

from __future__ import annotations

from sqlalchemy import Column, Table

from gcm_pipeline.marts import graph, relations
from gcm_pipeline.reference import ROOT
from gcm_pipeline.reports import entities
from gcm_pipeline.sources.card import cards, load_card
from gcm_pipeline.warehouse.tables import of_schema

DOCS = ROOT / "docs"
FILE = DOCS / "data-dictionary.md"
SCHEMAS = {
    "mart": "Figures, ready to read. One SELECT per table, in `sql/marts`.",
    "core": "The cleaned tables that the figures are counted from. Every row names its load, file and row.",
    "quality": "What was rejected or reported, and what every check said.",
    "lineage": "Which runs there were, and which files they read.",
}
INTRODUCTION = """# Data dictionary

<!-- Generated from gcm_pipeline/warehouse/tables and sql/marts by `make dictionary`. Change those, not this page. -->

Every table and column of the published warehouse. The same texts stand as comments in the database (`\\d+` in psql).
How the tables hang together is drawn in [entities.md](entities.md), how to connect in [connect.md](connect.md).
In the column *key*, PK is part of the primary key, which is the grain of the table; an arrow leads to the table that
the column refers to.
"""


def dictionary() -> str:
    """The page as Markdown."""
    contents = [
        f"- [`{schema}`](#{schema}): " + ", ".join(f"[{table.name}](#{table.name})" for table in _tables(schema))
        for schema in SCHEMAS
    ]
    parts = [INTRODUCTION, "\n".join(contents)]
    for schema, words in SCHEMAS.items():
        parts.append(f"## {schema}\n\n{words}")
        parts += [_entry(table) for table in _tables(schema)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _tables(schema: str) -> list[Table]:
    return sorted(of_schema(schema), key=lambda table: table.name)


def _entry(table: Table) -> str:
    lines = [f"### {table.name}", "", _cell(str(table.comment)), "", *_origin(table)]
    lines += ["| column | type | key | may be empty | what it holds |", "|---|---|---|---|---|"]
    targets = entities.targets(table)
    for column in table.columns:
        led = targets.get(column.name)
        key = " ".join(["PK"] * column.primary_key + ([f"→ {led.name}"] if led is not None else []))
        cells = (f"`{column.name}`", _type(column), key, "yes" if column.nullable else "", _cell(str(column.comment)))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _origin(table: Table) -> list[str]:
    """Where the rows come from: a source's card, or for a mart its counting rule and the tables that it reads."""
    if table.name in relations.declared():
        reads = ", ".join(f"`{name}`" for name in graph.reads(table.name))
        rule = [f"> {line}".rstrip() for line in _cell(relations.description(table.name), lines=True).splitlines()]
        return [*rule, "", f"Counted from {reads} in [`{table.name}.sql`](../sql/marts/{table.name}.sql).", ""]
    source = table.info.get("source")
    if source in cards():
        return [f"Filled from source `{source}`: {_cell(load_card(str(source)).title)}.", ""]
    return ["Filled from `data/reference`.", ""] if source else []


def _type(column: Column[object]) -> str:
    return str(column.type).lower() if str(column.type) != "DATETIME" else "timestamptz"


def _cell(text: str, *, lines: bool = False) -> str:
    """Text that Markdown takes for text."""
    plain = text if lines else " ".join(text.split())
    return plain.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def write() -> None:
    """Write both pages."""
    DOCS.mkdir(exist_ok=True)
    FILE.write_text(dictionary(), encoding="utf-8")
    (DOCS / entities.FILE).write_text(entities.entities(), encoding="utf-8")


if __name__ == "__main__":
    write()
