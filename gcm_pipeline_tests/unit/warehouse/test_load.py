from __future__ import annotations

import pyarrow as pa
import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
)

from gcm_pipeline.warehouse.load import arrow_schema
from gcm_pipeline.warehouse.tables import lineage, quality  # noqa: F401 - declared on import
from gcm_pipeline.warehouse.tables.base import metadata


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Text, pa.string()),
        (SmallInteger, pa.int16()),
        (Integer, pa.int32()),
        (BigInteger, pa.int64()),
        (Date, pa.date32()),
        (DateTime(timezone=True), pa.timestamp("us", tz="UTC")),
        (Numeric(18, 2), pa.decimal128(18, 2)),
        (Numeric(9, 4), pa.decimal128(9, 4)),
        (Boolean, pa.bool_()),
    ],
)
def test_each_declared_type_has_its_arrow_type(kind: object, expected: pa.DataType) -> None:
    table = Table("t", MetaData(), Column("c", kind))  # type: ignore[arg-type]
    assert arrow_schema(table) == pa.schema([("c", expected)])


def test_every_table_of_the_warehouse_can_be_loaded() -> None:
    for table in metadata.tables.values():
        assert len(arrow_schema(table)) == len(table.columns)
