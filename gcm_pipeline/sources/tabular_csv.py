"""Reads a CSV file in blocks, columnar, with exact row numbers.

Arrow's serial parser numbers the records that do not fit, blank lines included, so the rows that fit can be numbered
around them; only the former pass through Python.

Belongs here: delimiter, header, blocks and row numbers. Does not belong here: encodings (tabular_encoding.py), quotes
that are not closed (tabular_quotes.py), what becomes of rows with too many or too few cells (tabular_ragged.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv as arrow_csv

from gcm_pipeline.sources import tabular_header, tabular_quotes, tabular_signatures
from gcm_pipeline.sources.card import Frame
from gcm_pipeline.sources.tabular_batch import Batch
from gcm_pipeline.sources.tabular_encoding import DELIMITERS, REMEDY, encoding_of
from gcm_pipeline.sources.tabular_header import SEARCHED_ROWS, Header
from gcm_pipeline.sources.tabular_layout import Layout, conversion, texts
from gcm_pipeline.sources.tabular_ragged import sort_out

_BOM = b"\xef\xbb\xbf"
_HEAD = 1 << 20
"""Bytes in which the header is looked for: title lines and a header take a few thousand."""
_BLOCK = 4 << 20
"""Bytes parsed at a time, and so the longest row: a spreadsheet's cell ends at 32,767 characters."""
_BLOCKS = 8
"""Blocks handed over at a time, about 100,000 rows: enough for Parquet row groups of a good size."""
_MISFITS = 50_000
"""Rows with too many or too few cells that may wait: some 20 MB."""


def read(path: Path, frame: Frame, source_file: str) -> tuple[Header, Iterator[Batch]]:
    """The header and the rows below it; InputError when the file cannot be trusted (the iterator may raise it too)."""
    tabular_signatures.expect(path, None, source_file, REMEDY)
    encoding = encoding_of(path, source_file)
    layout = _layout(path, encoding, frame, source_file)
    return layout.header, _batches(layout)


def _layout(path: Path, encoding: str, frame: Frame, source_file: str) -> Layout:
    """The header under the delimiter that makes most of it, and where the rows below it begin."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    text = head.removeprefix(_BOM).decode(encoding, "ignore")
    best: tuple[Header, str] | None = None
    for delimiter in DELIMITERS:
        header = tabular_header.find(((row, cells) for row, cells, _ in _records(text, delimiter)), frame)
        if header and (best is None or header.matched > best[0].matched):
            best = header, delimiter
    header = tabular_header.check(best[0] if best else None, frame, source_file)
    delimiter = best[1] if best else ","
    end = next(end for row, _, end in _records(text, delimiter) if row == header.row)
    start = len(text[:end].encode(encoding)) + (len(_BOM) if head.startswith(_BOM) else 0)
    reach = 1 + max(header.fields.index(name) for name, column in frame.fields.items() if column.required)
    return Layout(path, source_file, encoding, delimiter, header, start, reach)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str], int]]:
    """Row number, cells and end (in characters) of the first records of ``text``."""
    lines = io.StringIO(text, newline="")
    try:
        for row, cells in enumerate(islice(csv.reader(lines, delimiter=delimiter), SEARCHED_ROWS), start=1):
            yield row, cells, lines.tell()
    except csv.Error:  # a cell beyond csv's limit of 131,072 characters: no header below it
        return


_RETURNS = 8
"""Carriage returns in a row that are kept together with the line feed after them."""


class _Below(io.RawIOBase):
    """The bytes below the header as UTF-8, and the end mark after them."""

    def __init__(self, layout: Layout) -> None:
        self._stream = layout.path.open("rb", buffering=0)
        self._stream.seek(layout.start)
        self._utf8 = layout.encoding == "utf-8"
        self._mark = tabular_quotes.end_mark(layout)
        self.last = b"\n"

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        # A third in Windows-1252, since a character may take three bytes in UTF-8.
        block = self._stream.read((size if self._utf8 else size // 3) - _RETURNS)
        for _ in range(_RETURNS):
            if block.endswith(b"\r"):  # Arrow loses a line feed that begins a block after a carriage return
                block += self._stream.read(1)
        if block:
            self.last = block[-1:]
            return block if self._utf8 else block.decode("cp1252").encode()
        mark, self._mark = self._mark, b""
        return mark

    def close(self) -> None:
        self._stream.close()
        super().close()


def _batches(layout: Layout) -> Iterator[Batch]:
    misfits, strictly_read = _Misfits(), False
    with _Below(layout) as data:
        try:
            for cells in _tables(data, layout, misfits):
                if not strictly_read and tabular_quotes.may_hide_rows(cells):
                    tabular_quotes.refuse_hidden_rows(layout)
                    strictly_read = True
                numbers = misfits.number(cells.num_rows) + layout.header.row
                yield _merged(Batch(cells, numbers), sort_out(layout, misfits.due()))
        except pa.ArrowInvalid as error:  # a row longer than a block
            raise tabular_quotes.unclosed(layout, misfits.count + 1) from error
        if not misfits.mark_seen:
            raise tabular_quotes.unclosed(layout, misfits.last_record)
        if misfits.latest and misfits.latest.number > misfits.count and data.last not in b"\r\n":
            tabular_quotes.check_last(layout, misfits.latest)
        yield sort_out(layout, misfits.waiting)


class _Misfits:
    """Records with another number of cells than the header, until the rows before them were handed over."""

    def __init__(self) -> None:
        self.waiting: list[arrow_csv.InvalidRow] = []
        self.latest: arrow_csv.InvalidRow | None = None
        self.mark_seen = False
        self.count = 0
        """Number (from 1 below the header) of the last record handed over."""

    @property
    def last_record(self) -> int:
        return max(self.count, self.latest.number if self.latest else 0)

    def set_aside(self, row: arrow_csv.InvalidRow) -> Literal["skip"]:
        if row.text.startswith(tabular_quotes.MARK):
            self.mark_seen = True
        else:
            self.waiting.append(row)
            self.latest = row
        return "skip"

    def number(self, rows: int) -> npt.NDArray[np.int64]:
        """Numbers of the next ``rows`` records that fit: those that no misfit has."""
        taken = np.array([row.number for row in self.waiting], dtype=np.int64)
        candidates = np.arange(self.count + 1, self.count + 1 + rows + len(taken))
        numbers = candidates[~np.isin(candidates, taken)][:rows]
        self.count = int(numbers[-1]) if rows else self.count
        return numbers

    def due(self) -> list[arrow_csv.InvalidRow]:
        """Those above the last row that fits; when many wait, also those that follow it at once."""
        if len(self.waiting) > _MISFITS:
            for row in self.waiting:
                self.count += row.number == self.count + 1
        due = [row for row in self.waiting if row.number <= self.count]
        del self.waiting[: len(due)]
        return due


def _tables(data: _Below, layout: Layout, misfits: _Misfits) -> Iterator[pa.Table]:
    """The rows that fit, ``_BLOCKS`` blocks at a time."""
    reader = arrow_csv.open_csv(
        pa.PythonFile(data, mode="r"),
        # Only the serial parser numbers misfits; it is as fast as the threaded one here (0.6 GB/s).
        arrow_csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=texts(layout.width).names),
        layout.parsing(misfits.set_aside),
        conversion(layout.width),
    )
    while blocks := list(islice(reader, _BLOCKS)):
        yield pa.Table.from_batches(blocks)


def _merged(fitting: Batch, padded: Batch) -> Batch:
    """Both in the order of the file, with the findings of the second."""
    if not len(padded.numbers):
        return Batch(fitting.cells, fitting.numbers, padded.findings)
    numbers = np.concatenate([fitting.numbers, padded.numbers])
    order = np.argsort(numbers, kind="stable")
    cells = pa.concat_tables([fitting.cells, padded.cells]).take(order)
    return Batch(cells, numbers[order], padded.findings, padded.padded)
