"""A small warehouse of its own for these tests: things, their parts, a journal of files."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
)

from gcm_pipeline.warehouse import load, loads
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline.warehouse.publish import Changes, publish
from gcm_pipeline.warehouse.tables.base import NAMING

metadata = MetaData(naming_convention=NAMING)


def _load_id(**options: Any) -> Column[object]:
    return Column("load_id", BigInteger, nullable=False, comment="Load", **options)


things = Table(
    "things",
    metadata,
    Column("code", Text, primary_key=True, comment="Code"),
    Column("version", Integer, comment="Version"),
    _load_id(),
    schema="core",
    comment="Things",
)

parts = Table(
    "parts",
    metadata,
    Column("code", Text, ForeignKey("core.things.code"), primary_key=True, comment="Thing"),
    Column("part_no", SmallInteger, primary_key=True, autoincrement=False, comment="Part"),
    Column("version", Integer, nullable=False, comment="Version"),
    _load_id(),
    schema="core",
    comment="Parts of things",
)

files = Table(
    "files",
    metadata,
    _load_id(primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True, comment="Name"),
    schema="lineage",
    comment="Files of loads",
)

kinds = Table(
    "kinds",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="Key"),
    Column("small", SmallInteger, comment="int16"),
    Column("whole", Integer, comment="int32"),
    Column("text", Text, comment="string"),
    Column("day", Date, comment="date32"),
    Column("money", Numeric(18, 2), comment="decimal128(18, 2)"),
    Column("share", Numeric(9, 4), comment="decimal128(9, 4)"),
    Column("flag", Boolean, comment="bool"),
    Column("moment", DateTime(timezone=True), comment="timestamp"),
    _load_id(),
    schema="core",
    comment="One column of each type that tables use",
)

Row = Mapping[str, Any]


def rows(table: Table, values: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table of the columns of ``table``."""
    return pa.Table.from_pylist(list(values), schema=load.own_schema(table))


def stage(warehouse: Warehouse, load_id: int, content: Mapping[Table, Sequence[Row]]) -> None:
    for table, values in content.items():
        load.write(warehouse, table, rows(table, values), load_id)


def night(warehouse: Warehouse, run_id: str, content: Mapping[Table, Sequence[Row]]) -> dict[str, Changes]:
    """One whole run: begin, stage, publish."""
    load_id = loads.begin(warehouse, run_id, "test")
    stage(warehouse, load_id, content)
    return publish(warehouse, load_id, list(content))


def of_version(version: int, count: int = 200) -> dict[Table, list[Row]]:
    """Two tables that always show one version together; a mixture of two publications shows two."""
    codes = [f"T{number:04}" for number in range(count)]
    return {
        things: [{"code": code, "version": version} for code in codes],
        parts: [{"code": code, "part_no": 1, "version": version} for code in codes],
    }


if __name__ == "__main__":  # python -m ….tables URL STORAGE PREFIX: publish version after version until killed
    from pathlib import Path

    with open_warehouse(sys.argv[1], Path(sys.argv[2])) as opened:
        for step in range(10_000):
            night(opened, f"{sys.argv[3]}-{step}", of_version(step))
            sys.stdout.write(f"{step}\n")
            sys.stdout.flush()
