"""Reads an XLSX workbook: the first visible sheet with the header, every cell as text.

Formulas are not evaluated: the value that the spreadsheet saved with them is read. Error values such as #N/A are empty.

Belongs here: sheets, and cells as text. Does not belong here: archives that must not be opened (tabular_zip.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from gcm_pipeline.errors import InputError
from gcm_pipeline.sources import tabular_header, tabular_signatures, tabular_zip
from gcm_pipeline.sources.card import Frame
from gcm_pipeline.sources.tabular_batch import Batch
from gcm_pipeline.sources.tabular_header import SEARCHED_ROWS, Header

Cell = int | float | str | bool | date | datetime | time | timedelta
_BATCH = 50_000
_NUL = re.compile(b"\0")


def read(path: Path, frame: Frame, source_file: str) -> tuple[Header, Iterator[Batch]]:
    """The header and the rows below it; InputError when the workbook cannot be trusted."""
    tabular_signatures.expect(path, tabular_signatures.XLSX, source_file, tabular_zip.REMEDY)
    tabular_zip.check(path, source_file)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            header, sheet = _first_with_header(workbook, frame, source_file)
    except CalamineError as error:
        raise InputError(
            f"The workbook cannot be opened ({error})", remedy=tabular_zip.REMEDY, file=source_file
        ) from error
    return header, _batches(sheet, header, source_file)


def _first_with_header(workbook: CalamineWorkbook, frame: Frame, source_file: str) -> tuple[Header, CalamineSheet]:
    """The first visible sheet whose header has all required columns; InputError about the one that comes nearest."""
    best: Header | None = None
    for about in workbook.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            sheet = workbook.get_sheet_by_name(about.name)
            top = enumerate(islice(sheet.iter_rows(), SEARCHED_ROWS), start=1)
            header = tabular_header.find(((row, [text(cell) or "" for cell in cells]) for row, cells in top), frame)
            if header and not tabular_header.missing(header, frame):
                return replace(tabular_header.check(header, frame, source_file), sheet=about.name), sheet
            if header and (best is None or header.matched > best.matched):
                best = header
    tabular_header.check(best, frame, source_file)
    raise AssertionError("check refuses a header that lacks a required column")


def _batches(sheet: CalamineSheet, header: Header, source_file: str) -> Iterator[Batch]:
    rows = islice(sheet.iter_rows(), header.row, None)
    names = [str(place) for place in range(len(header.cells))]
    first = header.row + 1
    while chunk := list(islice(rows, _BATCH)):
        columns = [_column(cells, source_file) for cells in zip(*chunk, strict=True)]
        yield Batch(pa.table(columns, names=names), np.arange(first, first + len(chunk)))
        first += len(chunk)


def _column(cells: tuple[Cell, ...], source_file: str) -> pa.Array:
    column = pa.array([cell or None if type(cell) is str else text(cell) for cell in cells], pa.string())
    values = column.buffers()[2]
    if values and _NUL.search(values):
        raise InputError("The workbook holds NUL characters", remedy=tabular_zip.REMEDY, file=source_file)
    return column


def text(cell: Cell) -> str | None:
    """A cell as text: ``7`` for 7.0, ISO dates and times, TRUE and FALSE as a spreadsheet shows them; None if empty."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell) or None
