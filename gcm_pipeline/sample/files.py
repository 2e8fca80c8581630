"""The files of ``prima/``: blocks of rows appended to a CSV or a workbook, the notice above the header.

Belongs here: encodings, delimiters, cells of a workbook. Does not belong here: what the rows say.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import xlsxwriter
from pyarrow import csv

from gcm_pipeline.sample import packaged
from gcm_pipeline.sample.layouts import Layout

_DAYS = ("activation_date", "start_date", "end_date")
"""Fields that a workbook shows as dates; the other days stay bare serial numbers."""
_NUMBERS = (*_DAYS, "budget_usd", "outcome_no", "tagged_on", "last_modified")
_CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The same for every workbook, so that the same seed gives the same bytes."""


class Appender(Protocol):
    """A file that takes blocks of rows."""

    def append(self, rows: pa.Table) -> None:
        """Write the rows below those written so far."""


@contextmanager
def opened(path: Path, layout: Layout) -> Iterator[Appender]:
    """A new file in the form of ``layout``, with notice and header, closed at the end."""
    if layout.delimiter:
        with path.open("wb") as stream:
            yield _Csv(stream, layout)
        return
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        workbook.set_properties({"title": packaged.notice(), "created": _CREATED})
        yield _Workbook(workbook, layout)


def _headers(layout: Layout) -> list[str]:
    return [*layout.headers.values(), *([layout.extra_column] if layout.extra_column else [])]


class _Csv:
    def __init__(self, stream: Any, layout: Layout) -> None:
        self._stream, self._layout = stream, layout
        header = layout.delimiter.join(f'"{name}"' for name in _headers(layout))
        stream.write(f'"{packaged.notice()}"\n{header}\n'.encode(layout.encoding))

    def append(self, rows: pa.Table) -> None:
        block = BytesIO()
        csv.write_csv(rows, block, csv.WriteOptions(include_header=False, delimiter=self._layout.delimiter))
        encoding = self._layout.encoding.removesuffix("-sig")
        self._stream.write(block.getbuffer() if encoding == "utf-8" else block.getvalue().decode().encode(encoding))


class _Workbook:
    def __init__(self, workbook: xlsxwriter.Workbook, layout: Layout) -> None:
        self._sheet = workbook.add_worksheet("Synthetic export")
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._sheet.write_string(0, 0, packaged.notice())
        self._sheet.write_string(1, 0, "Export of project outcomes (synthetic)")
        self._row = 3
        self._write(_headers(layout))

    def append(self, rows: pa.Table) -> None:
        columns = [
            _numbers(column) if name in _NUMBERS else column.to_pylist()
            for name, column in zip(rows.column_names, rows.columns, strict=True)
        ]
        formats = [self._day if name in _DAYS else None for name in rows.column_names]
        for row in zip(*columns, strict=True):
            self._write(row, formats)

    def _write(self, row: Any, formats: Any = None) -> None:
        for column, value in enumerate(row):
            if isinstance(value, float):
                self._sheet.write_number(self._row, column, value, formats[column])
            elif value is not None:
                self._sheet.write_string(self._row, column, value)
        self._row += 1


def _numbers(column: pa.ChunkedArray) -> list[float | str | None]:
    """Text that is a number as a number, other text as it is."""
    return [
        float(text) if text and text.strip("-").replace(".", "", 1).isdigit() else text for text in column.to_pylist()
    ]
