"""Rows of a CSV file with another number of cells than its header: made to fit, or rejected with their text.

A spreadsheet that saves as CSV leaves empty cells at the end of rows away. So a short row that still reaches every
required column is padded, and the file is reported; a short row that does not is rejected. Surplus cells that are empty
are dropped; any others mean an unquoted delimiter inside a value, and the row is rejected.

Belongs here: those decisions. Does not belong here: finding the rows (tabular_csv.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv
from pyarrow.csv import InvalidRow

from gcm_pipeline.sources.findings import Finding, raw_text
from gcm_pipeline.sources.tabular_batch import Batch
from gcm_pipeline.sources.tabular_layout import Layout, conversion, texts


def sort_out(layout: Layout, rows: Sequence[InvalidRow]) -> Batch:
    """The rows that can be made to fit, in the order of the file, and findings about the others.

    InputError when a row runs over several lines because of a misplaced quote: it may have swallowed others.
    """
    for row in rows:
        _check_quotes(layout, row)
    parts = [_fitted(layout, [row for row in rows if row.actual_columns == width]) for width in _widths(rows)]
    cells = pa.concat_tables([texts(layout.width).empty_table(), *(part.cells for part in parts)])
    numbers = np.concatenate([np.empty(0, dtype=np.int64), *(part.numbers for part in parts)])
    order = np.argsort(numbers, kind="stable")
    found = [finding for part in parts for finding in part.findings]
    padded = sum(part.padded for part in parts)
    return Batch(cells.take(order), numbers[order], sorted(found, key=lambda one: one.source_row or 0), padded)


def _widths(rows: Sequence[InvalidRow]) -> list[int]:
    return sorted({row.actual_columns for row in rows})


def _check_quotes(layout: Layout, row: InvalidRow) -> None:
    if "\n" in row.text or "\r" in row.text:
        try:
            list(csv.reader(io.StringIO(row.text, newline=""), delimiter=layout.delimiter, strict=True))
        except csv.Error as error:
            raise layout.unclosed(layout.header.row + row.number) from error


def _fitted(layout: Layout, rows: Sequence[InvalidRow]) -> Batch:
    """The same for rows that all have the same number of cells."""
    cells = _parsed(layout, rows)
    blank = np.logical_and.reduce([pc.is_null(column).to_numpy() for column in cells.columns])
    surplus = [pc.is_valid(column).to_numpy() for column in cells.columns[layout.width :]]
    too_short = np.full(len(rows), cells.num_columns < layout.reach)
    refused = np.logical_or.reduce([too_short, *surplus]) & ~blank
    kept = ~refused & ~blank
    columns = [column.filter(pa.array(kept)) for column in cells.columns[: layout.width]]
    columns += [pa.nulls(int(kept.sum()), pa.string())] * (layout.width - len(columns))
    numbers = np.array([layout.header.row + row.number for row in rows], dtype=np.int64)
    findings = [
        Finding(
            layout.source_file,
            int(numbers[place]),
            None,
            "wrong-number-of-cells",
            f"{cells.num_columns} cells, not {layout.width}",
            raw_text(rows[place].text),
            "row",
        )
        for place in np.flatnonzero(refused).tolist()
    ]
    padded = int(kept.sum()) if cells.num_columns < layout.width else 0
    return Batch(pa.Table.from_arrays(columns, schema=texts(layout.width)), numbers[kept], findings, padded)


def _parsed(layout: Layout, rows: Sequence[InvalidRow]) -> pa.Table:
    text = "\n".join(row.text for row in rows).encode()
    return arrow_csv.read_csv(
        pa.BufferReader(text),
        arrow_csv.ReadOptions(
            use_threads=False,
            block_size=len(text) + 1,
            column_names=[str(place) for place in range(rows[0].actual_columns)],
        ),
        layout.parsing(),
        conversion(rows[0].actual_columns),
    )
