"""XLSX: one workbook with a sheet per table, a sheet of contents and one of columns.

Belongs here: what a person sees in it: header, widths, number formats, contents.
Does not belong here: cells in bulk (sheet.py), which cells are risky (formulas.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import xlsxwriter
from sqlalchemy import Column, Date, DateTime, Integer, Numeric

from gcm_pipeline.exports.formats import Append
from gcm_pipeline.exports.formulas import neutralised
from gcm_pipeline.exports.sheet import BulkSheet
from gcm_pipeline.exports.tables import Exported

FILE = "gcm_tables.xlsx"
MOST_ROWS = 1_048_576  # of a sheet, its header included
LONGEST_NAME = 31  # of a sheet
CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The same for every workbook, so that the same rows give the same bytes."""
WIDTHS = {"title": 60, "description": 60, "statement": 60, "claim": 60, "note": 60, "source_file": 36}
WIDTH = 14
HEADER = {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "top"}
COLOURS = {"mart": "#1F6FB2", "core": "#7F7F7F"}
TOO_LONG = "Not in this workbook: {rows:,} rows, and a sheet holds {most:,}. Take it from CSV or Parquet."


class Workbook:
    """Writes ``<folder>/gcm_tables.xlsx``; closed at the end of a ``with`` block."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self.left_out: list[str] = []
        self._contents: list[tuple[str, Exported, int]] = []
        self._path = folder / FILE

    def __enter__(self) -> Self:
        options = {"constant_memory": True, "use_zip64": True}
        self._book = self._stack.enter_context(xlsxwriter.Workbook(str(self._path), options))
        self._book.set_properties({"title": "Global Compact for Migration: marts and core tables", "created": CREATED})
        self._header = self._book.add_format(HEADER)
        self._link = self._book.get_default_url_format()
        self._forms: dict[type, Any] = {
            kind: self._book.add_format({"num_format": code})
            for kind, code in ((Date, "yyyy-mm-dd"), (DateTime, "yyyy-mm-dd hh:mm:ss"), (Numeric, "#,##0.00##"))
        }
        self._front = self._sheet("contents", ["Sheet", "Rows", "What it holds", "Sources"], [34, 12, 100, 40])
        self._columns = self._sheet("columns", ["Sheet", "Column", "Type", "What it holds"], [34, 28, 16, 100])
        return self

    def __exit__(self, *error: Any) -> None:
        self._write_front()
        self._stack.close()

    @contextmanager
    def table(self, exported: Exported, rows: int) -> Iterator[Append | None]:
        """A sheet; None for a table that is longer than a sheet, which the contents then say."""
        table = exported.table
        name = _sheet_name(table.name, {name for name, *_ in self._contents})
        self._contents.append((name, exported, rows))
        if rows >= MOST_ROWS:
            self.left_out.append(exported.name)
            yield None
            return
        sheet = self._sheet(name, table.columns.keys(), map(_width, table.columns))
        sheet.set_tab_color(COLOURS[str(table.schema)])
        sheet.autofilter(0, 0, rows, len(table.columns) - 1)
        forms = [self._forms.get(type(column.type)) for column in table.columns]
        yield lambda block: sheet.append(neutralised(block), forms)

    def _sheet(self, name: str, header: Iterable[str], widths: Iterable[int]) -> BulkSheet:
        sheet: BulkSheet = self._book.add_worksheet(name, worksheet_class=BulkSheet)
        for place, (title, width) in enumerate(zip(header, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, self._header)
        sheet.freeze_panes(1, 0)
        return sheet

    def _write_front(self) -> None:
        line = 0
        for row, (name, exported, count) in enumerate(self._contents, start=1):
            table, missing = exported.table, exported.name in self.left_out
            if missing:
                self._front.write_string(row, 0, name)
            else:
                self._front.write_url(row, 0, f"internal:'{name}'!A1", self._link, name)
            self._front.write_number(row, 1, count)
            said = f"{TOO_LONG.format(rows=count, most=MOST_ROWS - 1)} " if missing else ""
            self._front.write_string(row, 2, said + str(table.comment))
            self._front.write_string(row, 3, ", ".join(exported.sources))
            for column in table.columns:
                line += 1
                for place, text in enumerate((name, column.name, str(column.type).lower(), str(column.comment))):
                    self._columns.write_string(line, place, text)


def _sheet_name(table: str, taken: set[str]) -> str:
    """The table's name as far as a sheet's may go, numbered where two would be the same."""
    tries = [table[:LONGEST_NAME], *(f"{table[: LONGEST_NAME - 2]}~{number}" for number in range(2, 10))]
    return next(name for name in tries if name not in taken)


def _width(column: Column[Any]) -> int:
    broad = 12 if isinstance(column.type, Date | Integer) else WIDTH
    return WIDTHS.get(column.name) or min(max(broad, len(column.name) + 4), 40)
