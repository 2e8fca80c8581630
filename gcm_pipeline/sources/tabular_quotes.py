"""Quotes that are not closed, and files that were cut off: damage that a lenient parser reads over.

An open quote swallows whole rows, silently when the next quote happens to close it in the same column. Three traces
give it away: a mark below the last row that does not come back as a row of its own, rows that hold a line break and
a literal quote (then, and only then, the file is read again strictly), and a row longer than a block.

Belongs here: finding such damage. Does not belong here: single rows with too many or too few cells (tabular_ragged.py).
"""

from __future__ import annotations

import csv
import io

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import InvalidRow

from gcm_pipeline.errors import InputError
from gcm_pipeline.sources.tabular_layout import Layout

MARK = "\0"
"""What a line below the last row begins with; no file that is read holds one."""


def end_mark(layout: Layout) -> bytes:
    """What to append to the file: a line with one cell more than the header."""
    return ("\n" + MARK + layout.delimiter * layout.width).encode()


def check_last(layout: Layout, row: InvalidRow) -> None:
    """InputError when ``row``, the last of a file that does not end with a line break, is shorter than the header."""
    if row.actual_columns < layout.width:
        raise InputError(
            f"The file ends in the middle of this row, after {row.actual_columns} of {layout.width} cells",
            remedy="It was cut off: export or copy it again.",
            file=layout.source_file,
            row=layout.header.row + row.number,
        )


def may_hide_rows(cells: pa.Table) -> bool:
    """Whether some row holds both a line break and a literal quote."""
    quoted = _rows_with(cells, b'"')
    return bool(quoted.any() and (quoted & (_rows_with(cells, b"\n") | _rows_with(cells, b"\r"))).any())


def _rows_with(cells: pa.Table, sign: bytes) -> npt.NDArray[np.bool_]:
    found = np.zeros(cells.num_rows, dtype=bool)
    for column in cells.columns:
        values = [chunk.buffers()[2] for chunk in column.chunks]
        if any(buffer and sign in buffer.to_pybytes() for buffer in values):  # cheap; most columns hold none
            found |= pc.match_substring(column, sign.decode()).fill_null(False).to_numpy()
    return found


def refuse_hidden_rows(layout: Layout) -> None:
    """InputError when a strict reading of the file finds a row over several lines with a misplaced quote."""
    if row := _strict(layout):
        raise layout.unclosed(row)


def unclosed(layout: Layout, record: int) -> InputError:
    """The error for the row where a quote stays open: ``record`` (from 1 below the header) if strictness sees none."""
    return layout.unclosed(_strict(layout) or layout.header.row + record)


def _strict(layout: Layout) -> int | None:
    with layout.path.open("rb") as stream:
        stream.seek(layout.start)
        lines = io.TextIOWrapper(stream, layout.encoding, newline="")
        reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
        row = layout.header.row
        while True:
            row, before = row + 1, reader.line_num
            try:
                next(reader)
            except StopIteration:
                return None
            except csv.Error:
                if reader.line_num - before > 1:
                    return row
