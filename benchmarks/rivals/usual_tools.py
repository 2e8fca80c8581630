"""The usual tools: dlt loads every file into PostgreSQL, dbt (dbt-postgres) builds the two marts there.

dlt is given Arrow tables, its fastest way in; rows as dictionaries, as in its tutorials, take several times as long.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import dlt
import psycopg2
import pyarrow as pa
from pyarrow import csv

from benchmarks.rivals import dbt_project
from benchmarks.rivals.exports import COLUMNS, EXPORTS, Export, workbook_rows, write_counts

BLOCK = 16 << 20


def run(landing: Path, work: Path, url: str) -> None:
    """Load, build, read the counts."""
    os.environ["DLT_DATA_DIR"] = str(work / "dlt")
    pipeline = dlt.pipeline(
        "rival",
        destination=dlt.destinations.postgres(_login(url)),
        dataset_name="raw",
        pipelines_dir=str(work / "pipelines"),
    )
    tables = [dlt.resource(_rows(export, landing), name=export.name) for export in EXPORTS]
    pipeline.run(tables, write_disposition="replace", loader_file_format="csv").raise_on_failed_jobs()
    dbt_project.build("postgres", landing, work, url)
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(dbt_project.COUNTS)
        write_counts(work, cursor.fetchall())


def _login(url: str) -> dict[str, object]:
    """What dlt wants to know one by one; the server trusts its socket, but dlt insists on a password."""
    parts = urlsplit(url)
    return {
        "host": "localhost",  # overruled by the socket
        "query": {"host": parse_qs(parts.query)["host"][0]},
        "port": 5432,
        "username": parts.username,
        "password": "none",
        "database": parts.path.lstrip("/"),
    }


def _rows(export: Export, landing: Path) -> Iterator[pa.Table]:
    line = 0
    for block in _blocks(export, landing):
        names = dict(zip(export.headers, COLUMNS, strict=True))
        table = pa.Table.from_batches([block]).rename_columns([names.get(name, name) for name in block.schema.names])
        yield table.append_column("line", pa.array(range(line, line + len(table))))
        line += len(table)


def _blocks(export: Export, landing: Path) -> Iterator[pa.RecordBatch]:
    if export.suffix == ".xlsx":
        header, *rows = workbook_rows(landing)
        yield pa.RecordBatch.from_arrays(
            [pa.array([cell or None for cell in column]) for column in zip(*rows, strict=True)], header
        )
        return
    reading = csv.ReadOptions(skip_rows=export.above, encoding=export.encoding.removesuffix("-sig"), block_size=BLOCK)
    parsing = csv.ParseOptions(delimiter=export.delimiter, newlines_in_values=True)
    with csv.open_csv(export.path(landing), reading, parsing) as first:
        names = first.schema.names
    converting = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, quoted_strings_can_be_null=True
    )
    yield from csv.open_csv(export.path(landing), reading, parsing, converting)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
