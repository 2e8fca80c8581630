"""Bulk loading of frames into staging.

Belongs here: casting rows to the declared types and sending them by binary COPY (ADBC).
Does not belong here: cleaning values (normalise/), publishing (publish.py).

ADBC's COPY writer takes every type the tables use, decimals included, so there is no second, slower way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    func,
    select,
)

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.warehouse import staging
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline.warehouse.schema import STAGING

if TYPE_CHECKING:
    import pandas as pd

Rows: TypeAlias = "pd.DataFrame | pa.Table | Iterable[pa.RecordBatch | pa.Table]"

ARROW = {  # BigInteger and SmallInteger derive from Integer: the exact class decides
    Text: pa.string(),
    SmallInteger: pa.int16(),
    Integer: pa.int32(),
    BigInteger: pa.int64(),
    Date: pa.date32(),
    DateTime: pa.timestamp("us", tz="UTC"),
    Boolean: pa.bool_(),
}


SETTINGS = select(
    func.set_config("maintenance_work_mem", "256MB", True),
    func.set_config("synchronous_commit", "off", True),  # publication commits after staging, and waits for the disk
)


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema that a COPY into ``table`` takes."""
    return pa.schema([pa.field(column.name, _arrow_type(column)) for column in table.columns])


def own_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a frame of ``table``: without ``load_id``, which is filled in."""
    return pa.schema([field for field in arrow_schema(table) if field.name != "load_id"])


def write(warehouse: Warehouse, table: Table, rows: Rows, load_id: int, *, identity: str = "") -> int:
    """Rebuild ``table`` in staging from ``rows`` (a frame, or batches, which are streamed); returns how many they were.

    ``rows`` have exactly the table's columns, in any order and any losslessly castable type; a ``load_id`` column is
    filled in. With an ``identity``, nothing is written when the table has been built from the same content already.
    Raises PipelineError when columns, values or keys do not fit the declaration.
    """
    with warehouse.engine.begin() as connection:
        connection.execute(SETTINGS)
        if (held := staging.held(connection, table, load_id, identity)) is not None:
            return held
        staging.create(connection, table)
    sent = _copy(warehouse, table, _batches(rows), load_id)
    with warehouse.engine.begin() as connection:
        connection.execute(SETTINGS)
        built = staging.complete(connection, table, load_id, identity)
        if built != sent:
            raise PipelineError(f"{table.name}: {sent:,} rows were loaded, {built:,} are in staging. Run again, alone.")
        return built


def _copy(warehouse: Warehouse, table: Table, batches: Iterator[pa.RecordBatch], load_id: int) -> int:
    """Returns how many rows were sent."""
    schema, unfit, sent = arrow_schema(table), list[PipelineError](), 0

    def fitting() -> Iterator[pa.RecordBatch]:
        try:
            nonlocal sent
            for batch in batches:
                sent += batch.num_rows
                yield _fit(table, schema, batch, load_id)
        except PipelineError as error:  # crosses a C interface, which keeps only its text
            unfit.append(error)
            raise

    from adbc_driver_postgresql import dbapi

    try:
        with warehouse.bulk() as connection, connection.cursor() as cursor:
            reader = pa.RecordBatchReader.from_batches(schema, fitting())
            cursor.adbc_ingest(table.name, reader, mode="append", db_schema_name=STAGING)
    except dbapi.Error as error:
        if unfit:
            raise unfit[0] from None
        raise PipelineError(f"{table.name}: PostgreSQL refused the rows: {error}") from error
    return sent


def _batches(rows: Rows) -> Iterator[pa.RecordBatch]:
    if isinstance(rows, pa.Table):
        yield from rows.to_batches()
    elif hasattr(rows, "columns"):
        yield from pa.Table.from_pandas(rows, preserve_index=False).to_batches()
    else:
        for part in rows:
            yield from _batches(part) if isinstance(part, pa.Table) else (part,)


def _fit(table: Table, schema: pa.Schema, batch: pa.RecordBatch, load_id: int) -> pa.RecordBatch:
    given, wanted = set(batch.schema.names) - {"load_id"}, set(schema.names) - {"load_id"}
    if given != wanted:
        raise PipelineError(
            f"{table.name}: the rows lack {sorted(wanted - given) or 'no'} and have {sorted(given - wanted) or 'no'} "
            "undeclared columns. Make the normaliser and the table declaration agree."
        )
    columns = []
    for field in schema:
        if field.name == "load_id":
            columns.append(pa.repeat(pa.scalar(load_id, field.type), batch.num_rows))
            continue
        try:
            columns.append(batch.column(field.name).cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise PipelineError(f"{table.name}.{field.name}: values do not fit {field.type}: {error}") from error
    return pa.record_batch(columns, schema=schema)


def _arrow_type(column: Column[object]) -> pa.DataType:
    kind = column.type
    if isinstance(kind, Numeric) and kind.precision is not None:
        return pa.decimal128(kind.precision, kind.scale or 0)
    return ARROW[type(kind)]
