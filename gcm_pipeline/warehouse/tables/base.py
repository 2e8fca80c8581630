"""How a warehouse table is declared: once, with comments, for DDL, dictionary and checks alike.

Belongs here: the shared metadata, the columns that every row carries, and the one constructor.
Does not belong here: any particular table (one module per source beside this file).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text
from sqlalchemy.schema import SchemaItem

NAMING = {
    "pk": "%(table_name)s_pkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
}

metadata = MetaData(naming_convention=NAMING)


def provenance() -> list[Column[object]]:
    """The columns that lead from a core row back to the row of a landing file."""
    return [
        Column(
            "load_id", BigInteger, nullable=False, comment="Load that brought or last changed this row (lineage.loads)"
        ),
        Column("source_file", Text, nullable=False, comment="Landing file, relative to the landing folder"),
        Column(
            "source_row",
            Integer,
            nullable=False,
            comment="Row (activity, page) in that file, from 1, as a spreadsheet counts",
        ),
    ]


def table(schema: str, name: str, *columns: SchemaItem, comment: str, source: str | None = None) -> Table:
    """Declare ``schema.name``; ``source`` names the folder of sources/ whose normaliser fills it.

    Raises ValueError when a column has no comment: the data dictionary is made from these.
    """
    declared = Table(name, metadata, *columns, schema=schema, comment=comment, info={"source": source})
    silent = [column.name for column in declared.columns if not column.comment]
    if silent:
        raise ValueError(f"{schema}.{name}: columns without a comment: {', '.join(silent)}")
    return declared


def asset_name(table: Table) -> str:
    """``core.projects`` is made by ``core_projects``; a mart's table carries the schema in its own name already."""
    own = table.schema == "staging" or table.name.startswith(f"{table.schema}_")
    return table.name if own else f"{table.schema}_{table.name}"
