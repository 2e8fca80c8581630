"""What the warehouse holds: ``staging.holdings`` says of each table which content was built last.

Belongs here: that record, and forgetting it. Does not belong here: building (staging.py), publishing (publish.py).

A night that brings the content again that is published builds nothing. So whatever changes published tables in another
way than by publishing them (migrations/) forgets the record. It is no published table, and no backup has it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Connection, MetaData, Table, Text, delete, func, select

holdings = Table(
    "holdings",
    MetaData(),
    Column("table_name", Text, primary_key=True, comment="Table"),
    Column("load_id", BigInteger, nullable=False, comment="Load that built it (lineage.loads)"),
    Column("rows", BigInteger, nullable=False, comment="Rows it had when it was complete"),
    Column("identity", Text, nullable=False, comment="What tells its content from any other; empty: nothing does"),
    Column("is_published", Boolean, nullable=False, comment="Whether the published table has this content"),
    schema="staging",
    comment="What was built last, table by table",
)


def forget(connection: Connection) -> None:
    """Have every table built anew by the next load."""
    if exists(connection, holdings):
        connection.execute(delete(holdings))


def published(connection: Connection, table: Table) -> str | None:
    """The identity of what is published of ``table``, None where it is not known."""
    return connection.scalar(
        select(holdings.c.identity).where(holdings.c.table_name == table.name, holdings.c.is_published)
    )


def exists(connection: Connection, table: Table) -> bool:
    """Whether there is such a table."""
    return connection.scalar(select(func.to_regclass(quoted(connection, table)))) is not None


def quoted(connection: Connection, table: Table) -> str:
    """The full name of a table as it stands in a statement."""
    return connection.dialect.identifier_preparer.format_table(table)
