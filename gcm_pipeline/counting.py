"""Counting: SQL over the frames of a run, in DuckDB.

A column engine reads the frames where they lie, and counts a million projects in seconds where the warehouse's own
server takes minutes: so marts and rules are computed here, and the server gets what came of it.

Belongs here: which frame holds the rows of a declared table, and DuckDB with such tables as views.
Does not belong here: any SQL of ours (marts/, quality/, history/), loading the results (warehouse/).
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Column, DateTime, Table

from gcm_pipeline import frames
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.version import made_of
from gcm_pipeline.warehouse.load import own_schema
from gcm_pipeline.warehouse.tables.base import asset_name

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

DIALECT = "duckdb"
MEMORY = 1024
"""MiB that DuckDB may take, or three eighths of what the run may; what does not fit goes to disk."""
BATCH = 1 << 17  # rows
Reads: TypeAlias = "Mapping[Table, Collection[str]]"
"""What a query needs: tables, and the columns of each."""


@dataclass(frozen=True)
class Counting:
    """The tables of the load ``load_id`` as frames under ``folder``, each in the set of the asset that makes it.

    ``memory_mib`` is what the whole run may take, if it is bounded.
    """

    folder: Path
    load_id: int
    memory_mib: int | None = None
    _kept: list[duckdb.DuckDBPyConnection] = field(default_factory=list)
    _viewed: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of each view the columns, and their identity

    def set_of(self, table: Table) -> FrameSet:
        """The set that holds the rows of ``table``: that of its source's cleaning, or one of its own."""
        source = table.info.get("source")
        return FrameSet(self.folder / (f"clean_{source}" if source else asset_name(table)))

    def identities(self, reads: Reads) -> list[str]:
        """What tells these columns of each table from any others; KeyError when one has no frame yet."""
        return [self._identity(table, columns) for table, columns in reads.items()]

    def _identity(self, table: Table, columns: Iterable[str]) -> str:
        return self.set_of(table).identity(table.name, set(columns) - {"load_id"})

    @contextmanager
    def open(self, reads: Reads) -> Iterator[duckdb.DuckDBPyConnection]:
        """DuckDB with a view of these columns of each table, typed as declared; KeyError when one has no frame yet.

        The views of an earlier block may still be there, and must not be used.
        """
        with self._engine().cursor() as connection:
            for table, columns in reads.items():
                seen = (*columns, self._identity(table, columns))
                if self._viewed.get(table.name) != seen:
                    file = glob.escape(str(self.set_of(table).path(table.name)))
                    connection.read_parquet(file).select(*self._columns(table, columns)).create_view(table.name)
                    self._viewed[table.name] = seen
            yield connection

    def _engine(self) -> duckdb.DuckDBPyConnection:
        """The database in memory that all blocks share: making one takes longer than most of them."""
        import duckdb

        if not self._kept:
            settings: dict[str, str | bool] = {
                "memory_limit": f"{min(MEMORY, self.memory_mib * 3 // 8 if self.memory_mib else MEMORY)}MiB",
                "temp_directory": str(self.folder / "counting"),
                "TimeZone": "UTC",
                "autoinstall_known_extensions": False,
                "enable_external_file_cache": False,  # frames are written anew under their names
            }
            self._kept.append(duckdb.connect(config={**settings}))
        return self._kept[0]

    def close(self) -> None:
        """Give back what DuckDB holds."""
        while self._kept:
            self._kept.pop().close()

    def _columns(self, table: Table, columns: Iterable[str]) -> list[duckdb.Expression]:
        import duckdb

        stamp = duckdb.ConstantExpression(self.load_id)
        given = {name: stamp if name == "load_id" else duckdb.ColumnExpression(name) for name in columns}
        return [part.cast(duckdb.sqltype(sql_type(table.c[name]))).alias(name) for name, part in given.items()]

    def keep(self, table: Table, select: Callable[[], str], reads: Reads) -> FrameSet:
        """The set of ``table`` with the rows of a query over ``reads``, typed as declared, in the order of its key.

        ``select`` gives the query. It is run only when this code or one of the columns is another than before.
        """

        def statement() -> str:
            columns = ", ".join(f'CAST("{c.name}" AS {sql_type(c)}) AS "{c.name}"' for c in _own(table))
            key = ", ".join(f'"{c.name}"' for c in table.primary_key if c.name != "load_id")
            return f"SELECT {columns} FROM ({select()}) AS counted ORDER BY {key}"  # noqa: S608 - names are declared

        def batches() -> Iterator[tuple[str, pa.Table]]:
            import pyarrow as pa

            schema = own_schema(table)
            yield table.name, schema.empty_table()
            with self.open(reads) as connection:
                for batch in connection.sql(statement()).to_arrow_reader(BATCH):
                    yield table.name, pa.Table.from_batches([batch]).cast(schema)

        made = made_of(table.name, *self.identities(reads))
        return frames.make(self.set_of(table).directory, made, batches)


def whole(tables: Iterable[Table]) -> Reads:
    """All columns of each table."""
    return {table: tuple(table.columns.keys()) for table in tables}


def sql_type(column: Column[object]) -> str:
    """The type of a declared column in DuckDB."""
    return "TIMESTAMPTZ" if isinstance(column.type, DateTime) else str(column.type)


def _own(table: Table) -> list[Column[object]]:
    """The columns that come from the rows themselves."""
    return [column for column in table.columns if column.name != "load_id"]
