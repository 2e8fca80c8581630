"""Blocks of rows as the XML of a worksheet, made column by column.

Belongs here: cells. Does not belong here: the workbook around them (as_xlsx.py).

XlsxWriter's own functions write 200,000 cells a second, one call each: 85 s for the table of a million projects.
Rendered by column it is 4 million, so rows below the header go past those functions into the file that its
constant-memory mode keeps for rows. Source: ECMA-376, part 1, 18.3.1.4 (c) and 22.9.2.19 (``_xHHHH_``).
"""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

SLICE = 10_000  # rows rendered at a time: bounds the memory
LONGEST = 32_767  # characters of a cell, as UTF-16 counts them
CUT = " […] cut here: the whole text is in the other formats"
UNPRINTABLE = "[\x01-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_"
EPOCH = 25_569  # 1970-01-01 as Excel counts days
FIRST_DAY = -25_508  # 1900-03-01; Excel's calendar has a 29 February 1900 before it, so earlier days stand as text
DAY = 86_400_000_000  # microseconds


class BulkSheet(Worksheet):  # type: ignore[misc]  # its package has no types
    """A worksheet of a constant-memory workbook that also takes whole blocks of rows."""

    def append(self, block: pa.Table, formats: list[Any]) -> None:
        """Write the rows of ``block`` below those written so far; ``formats`` has one format (or None) per column."""
        for start in range(0, block.num_rows, SLICE):
            part = block.slice(start, SLICE).combine_chunks()
            first = int(self.dim_rowmax) + 1  # type: ignore[has-type]
            self._write_single_row(first + part.num_rows - 1)
            self.row_data_fh.flush()
            self.row_data_fh.buffer.write(_rows(part, first, formats))
            self.dim_rowmax = first + part.num_rows - 1


def _rows(part: pa.Table, first: int, formats: list[Any]) -> memoryview:
    """The rows of ``part``, the first of which stands in row ``first`` (from 0), as XML in UTF-8."""
    numbers = pa.array(range(first + 1, first + 1 + part.num_rows), pa.int64()).cast(pa.string())
    cells = [
        pc.fill_null(_cells(_whole(column), f'<c r="{xl_col_to_name(place)}', numbers, form), "")
        for place, (column, form) in enumerate(zip(part.columns, formats, strict=True))
    ]
    text = pc.binary_join_element_wise('<row r="', numbers, '">', *cells, "</row>", "")
    _, offsets, letters = text.buffers()
    end = pa.Array.from_buffers(pa.int32(), len(text) + 1, [None, offsets])[-1].as_py()
    return memoryview(letters)[:end]


def _cells(column: pa.Array, start: str, numbers: pa.Array, form: Any) -> pa.Array:
    style = f'" s="{form._get_xf_index()}' if form else ""
    number, kind = f'{style}"><v>', column.type
    if pa.types.is_string(kind):
        return _text(column, start, numbers)
    if pa.types.is_boolean(kind):
        value, number = column.cast(pa.int8()), '" t="b"><v>'
    elif pa.types.is_date(kind):
        days = column.cast(pa.int32())
        early = pc.less(days, FIRST_DAY)
        if pc.any(early).as_py():
            return pc.if_else(
                early, _text(column.cast(pa.string()), start, numbers), _days(days, start, numbers, number)
            )
        return _days(days, start, numbers, number)
    elif pa.types.is_timestamp(kind):
        value = pc.add(pc.divide(column.cast(pa.int64()).cast(pa.float64()), float(DAY)), float(EPOCH))
    else:
        value = column
    return _joined(start, numbers, number, value.cast(pa.string()), "</v></c>")


def _days(days: pa.Array, start: str, numbers: pa.Array, number: str) -> pa.Array:
    return _joined(start, numbers, number, pc.add(days, EPOCH).cast(pa.string()), "</v></c>")


def _text(column: pa.Array, start: str, numbers: pa.Array) -> pa.Array:
    long = pc.any(pc.greater(pc.utf8_length(column), LONGEST // 2)).as_py()
    if long or pc.any(pc.match_substring_regex(column, UNPRINTABLE.replace("\\u", "\\x"))).as_py():
        column = pa.array([text if text is None else _storable(text) for text in column.to_pylist()], pa.string())
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        column = pc.replace_substring(column, sign, entity)
    padded = pc.sum(pc.binary_length(pc.utf8_trim_whitespace(column))) != pc.sum(pc.binary_length(column))
    space = ' xml:space="preserve"' if padded else ""
    return _joined(start, numbers, f'" t="inlineStr"><is><t{space}>', column, "</t></is></c>")


def _storable(text: str) -> str:
    """``text`` cut to what a cell holds, with signs that XML does not know in Excel's own spelling."""
    if len(text.encode("utf-16-le")) // 2 > LONGEST:
        text = text.encode("utf-16-le")[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", errors="ignore") + CUT
    return re.sub(UNPRINTABLE, lambda found: f"_x{ord(found[0][0]):04X}_{found[0][1:]}", text)


def _joined(start: str, numbers: pa.Array, middle: str, value: pa.Array, end: str) -> pa.Array:
    """The cells; null where there is no value."""
    return pc.binary_join_element_wise(start, numbers, middle, value, end, "")


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)
