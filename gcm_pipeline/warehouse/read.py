"""Bulk reading of published tables, as Arrow, by the analysts' role.

Belongs here: one picture of all tables, rows in the order of their keys, types as declared, blocks of one size; some
columns of a table, for the run itself.
Does not belong here: what the rows are written to (exports/), statements that people write (roles.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from sqlalchemy import Select, Table, Text, collate, func, select
from sqlalchemy.dialects import postgresql

from gcm_pipeline.errors import UsageError
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline.warehouse.load import arrow_schema
from gcm_pipeline.warehouse.roles import ANALYST

BLOCK = 100_000  # rows; the same blocks whatever the network does, so that files come out the same

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


class Picture:
    """What the published tables held at one moment."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def count(self, table: Table) -> int:
        """The number of rows of a published table."""
        self._execute(select(func.count()).select_from(table))
        return int(self._cursor.fetchone()[0])

    def blocks(self, table: Table) -> Iterator[pa.Table]:
        """All rows in blocks of ``BLOCK``, in the order of the key by code point, whatever the server's collation.

        One block is read ahead, so that the server and whoever writes the rows work at the same time.
        """
        blocks = self._blocks(table)
        with ThreadPoolExecutor(max_workers=1) as reading:
            ahead = reading.submit(next, blocks, None)
            while block := ahead.result():
                ahead = reading.submit(next, blocks, None)
                yield block

    def _blocks(self, table: Table) -> Iterator[pa.Table]:
        key = [collate(column, "C") if isinstance(column.type, Text) else column for column in table.primary_key]
        self._execute(select(*table.columns).order_by(*key))
        schema = arrow_schema(table)
        for block in _of_one_size(self._cursor.fetch_record_batch()):
            yield pa.table(
                [_plain(column).cast(field.type) for column, field in zip(block.columns, schema, strict=True)],
                schema=schema,
            )

    def _execute(self, statement: Select[Any]) -> None:
        self._cursor.execute(str(statement.compile(dialect=DIALECT)))


@contextmanager
def picture(warehouse: Warehouse) -> Iterator[Picture]:
    """One picture of what is published, read as ``gcm_analyst``, who can write nothing.

    Raises UsageError on a warehouse in which nothing is published yet.
    """
    from adbc_driver_manager import DataError, ProgrammingError

    try:
        with warehouse.bulk() as connection, connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(f"SET LOCAL ROLE {ANALYST}")
            yield Picture(cursor)
    except (DataError, ProgrammingError) as error:  # no such role, no such table
        raise UsageError(
            f"The warehouse does not hold what this version publishes ({str(error).splitlines()[0]}). "
            "Run the pipeline once: gcm-pipeline run."
        ) from error


def columns(warehouse: Warehouse, table: Table, names: Iterable[str]) -> pa.Table:
    """Some columns of all rows of a published table, typed as declared, in any order."""
    chosen = [table.c[name] for name in names]
    with warehouse.bulk() as connection, connection.cursor() as cursor:
        cursor.execute(str(select(*chosen).compile(dialect=DIALECT)))
        found = cursor.fetch_arrow_table()
    schema = pa.schema([arrow_schema(table).field(column.name) for column in chosen])
    return pa.table(
        [_plain(column).cast(field.type) for column, field in zip(found.columns, schema, strict=True)], schema=schema
    )


def _of_one_size(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        while rows >= BLOCK:
            whole = pa.Table.from_batches(waiting)
            yield whole.slice(0, BLOCK)
            waiting, rows = whole.slice(BLOCK).to_batches(), rows - BLOCK
    if rows:
        yield pa.Table.from_batches(waiting)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """ADBC hands numbers of any precision over as text in a type of its own."""
    if isinstance(column.type, pa.BaseExtensionType):
        return pa.chunked_array([chunk.storage for chunk in column.chunks], type=column.type.storage_type)
    return column
