"""Making what the table declarations say: schemas, published tables, comments, the journals.

Belongs here: creating what is missing, and refusing what exists but differs.
Does not belong here: changing existing tables (migrations/), staging tables (staging.py), rows.
But for such changes, nothing here locks an existing table against readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Column, Connection, MetaData, Table, inspect
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.schema import (
    AddConstraint,
    CreateIndex,
    CreateSchema,
    CreateTable,
    DDLElement,
    SetColumnComment,
    SetTableComment,
)
from sqlalchemy.types import TypeEngine

from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.warehouse import migrations, roles
from gcm_pipeline.warehouse.holdings import holdings
from gcm_pipeline.warehouse.tables.lineage import loads
from gcm_pipeline.warehouse.tables.quality import check_results

PUBLISHED = ("core", "mart", "quality", "lineage")
STAGING = "staging"
JOURNALS = (loads, check_results)


def prepare(connection: Connection) -> None:
    """Bring existing tables to this version's shape; make schemas, journals and roles where missing.

    To be called in one's turn (turns.py) while no run is at work. Raises UsageError when the user may not, and
    whatever ``migrations.upgrade`` raises.
    """
    try:
        present = set(inspect(connection).get_schema_names())
        for name in (*PUBLISHED, STAGING):
            if name not in present:
                connection.execute(CreateSchema(name))
        migrations.upgrade(connection)
        for journal in missing(connection, JOURNALS):
            journal.create(connection)
        holdings.create(connection, checkfirst=True)
        roles.ensure(connection)
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        url = connection.engine.url
        raise UsageError(
            f"{str(error.orig).splitlines()[0]}. The pipeline's user makes its own schemas. Have an administrator run: "
            f'GRANT CREATE ON DATABASE "{url.database}" TO "{url.username}".'
        ) from error


def missing(connection: Connection, tables: Iterable[Table]) -> list[Table]:
    """Those of ``tables`` that do not exist yet; the comments of the others are brought up to date.

    Raises PipelineError for a table whose columns are not as declared.
    """
    inspector, wanted = inspect(connection), list(tables)
    found = {key: value for schema in PUBLISHED for key, value in inspector.get_multi_columns(schema=schema).items()}
    comments = {
        key: value for schema in PUBLISHED for key, value in inspector.get_multi_table_comment(schema=schema).items()
    }
    for table in wanted:
        if (key := (table.schema, table.name)) not in found:
            continue
        reflected = {column["name"]: column for column in found[key]}
        _require_same(connection, table, {name: column["type"] for name, column in reflected.items()})
        if comments[key]["text"] != table.comment:
            connection.execute(SetTableComment(table))
        for column in table.columns:
            if reflected[column.name]["comment"] != column.comment:
                connection.execute(SetColumnComment(column))
    return [table for table in wanted if (table.schema, table.name) not in found]


def _require_same(connection: Connection, table: Table, present: dict[str, TypeEngine[Any]]) -> None:
    def spelt(columns: Iterable[tuple[str, TypeEngine[Any]]]) -> set[str]:
        return {f"{name} {kind.compile(connection.dialect)}" for name, kind in columns}

    declared, actual = spelt((c.name, c.type) for c in table.columns), spelt(present.items())
    if declared != actual:
        raise PipelineError(
            f"{table.fullname} is not as this version of the pipeline declares it: it lacks "
            f"{sorted(declared - actual) or 'nothing'} and has {sorted(actual - declared) or 'nothing'} besides. "
            "Whoever changes a declaration also writes a revision: see CONTRIBUTING.md, Changing a table."
        )


def create_bare(connection: Connection, table: Table, *, unlogged: bool = False) -> None:
    """Create ``table`` without keys and indexes, which are cheaper to build once it is filled (``add_keys``).

    An ``unlogged`` one is never published itself and gets no comments. Autovacuum keeps off until ``publish`` calls it
    back: it would read each table a second time while the next is loaded, and hold up the one who moves it.
    """
    columns = [Column(c.name, c.type, nullable=c.nullable, comment=c.comment) for c in table.columns]
    prefixes = ["UNLOGGED"] if unlogged else []
    bare = Table(
        table.name,
        MetaData(),
        *columns,
        schema=table.schema,
        comment=table.comment,
        prefixes=prefixes,
        postgresql_with={"autovacuum_enabled": False},
    )
    statements: list[DDLElement] = [CreateTable(bare)]
    if not unlogged:
        statements += [SetTableComment(bare), *(SetColumnComment(column) for column in bare.columns)]
    # In one go: a wide table takes twenty statements.
    together = ";\n".join(str(statement.compile(dialect=connection.dialect)) for statement in statements)
    connection.exec_driver_sql(together, execution_options={"no_parameters": True})


def add_keys(connection: Connection, table: Table) -> None:
    """Add the primary key, the other constraints but foreign keys, and the indexes."""
    foreign = set(table.foreign_key_constraints)
    for constraint in [table.primary_key, *sorted(table.constraints - foreign - {table.primary_key}, key=_name)]:
        connection.execute(AddConstraint(constraint, isolate_from_table=False))
    for index in sorted(table.indexes, key=_name):
        connection.execute(CreateIndex(index))


def _name(item: object) -> str:
    return str(getattr(item, "name", ""))
