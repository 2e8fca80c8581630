"""``gcm-pipeline query``: one statement as the read-only analyst role.

Belongs here: printing a result as table, CSV or JSON.
Does not belong here: what an analyst may do (warehouse/roles.py).
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gcm_pipeline.cli.options import Storage, opened


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def query(
    sql: Annotated[str, typer.Argument(help="One SQL statement, or - to read it from standard input.", metavar="SQL")],
    form: Annotated[Format, typer.Option("--format", help="How to print the rows.")] = Format.TABLE,
    storage: Storage = None,
) -> None:
    """Run one SQL statement as the read-only analyst; tables of `mart`, `core`, `quality` and `lineage` need no prefix.

    Example: `gcm-pipeline query "select * from mart_cluster_projects where period_code = 'imrf-2022'"`
    """
    from gcm_pipeline.warehouse import roles

    statement = sys.stdin.read() if sql == "-" else sql
    with opened(storage) as warehouse, roles.read_only(warehouse) as connection:
        cursor = roles.run_statement(connection, statement)
        columns = [column.name for column in cursor.description or ()]
        PRINTERS[form](columns, cursor)


def _print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def _print_json(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    records = [dict(zip(columns, map(_json_value, row), strict=True)) for row in rows]
    typer.echo(json.dumps(records, ensure_ascii=False, indent=2, default=str))


def _json_value(value: Any) -> Any:
    """Numbers as numbers (JSON knows no NaN), days and times in ISO 8601; anything else unknown to JSON as text."""
    if isinstance(value, date):
        return value.isoformat()
    number = float(value) if isinstance(value, float | Decimal) else None
    return value if number is None else number if isfinite(number) else None


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    table = as_table(columns, rows)
    console = Console(width=None if sys.stdout.isatty() else 10_000, highlight=False)
    console.print(table)
    console.print(f"{table.row_count:,} {'row' if table.row_count == 1 else 'rows'}", style="dim")


PRINTERS = {Format.TABLE: _print_table, Format.CSV: _print_csv, Format.JSON: _print_json}


def as_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> Table:
    """Rows as a table for the terminal; numbers stand right, and no text is taken for markup."""
    materialised = list(rows)
    table = Table(title=title, title_justify="left", header_style="bold")
    for place, column in enumerate(columns):
        numeric = all(isinstance(row[place], int | float | Decimal | None) for row in materialised)
        side: Literal["left", "right"] = "right" if materialised and numeric else "left"
        table.add_column(escape(printable(column)), justify=side, overflow="fold")
    for row in materialised:
        table.add_row(*(escape(printable("" if value is None else str(value))) for value in row))
    return table


def printable(text: str) -> str:
    """``text`` without control characters, which could steer a terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)
