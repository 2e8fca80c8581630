"""The header row of a tabular file: where it stands, and which column is which field.

Headers match without regard to case, space, punctuation and accents.

Belongs here: matching header cells with a card. Does not belong here: how the rows were read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gcm_pipeline.errors import InputError
from gcm_pipeline.sources.card import Frame, key
from gcm_pipeline.sources.findings import Finding, raw_text

SEARCHED_ROWS = 50
"""Title lines above a header are a few; data never begins as low as this without one."""


@dataclass(frozen=True)
class Header:
    """``cells`` as written, ``fields`` by column (None: ignored, unknown or without a header); ``row`` from 1.

    ``sheet`` is the name of the sheet of a workbook.
    """

    row: int
    cells: tuple[str, ...]
    fields: tuple[str | None, ...]
    sheet: str | None = None

    @property
    def matched(self) -> int:
        """Number of columns that are a field of the card."""
        return sum(field is not None for field in self.fields)


def find(rows: Iterable[tuple[int, Sequence[str]]], frame: Frame) -> Header | None:
    """The row of ``rows`` (row number, cells) that holds most headers of the card's frame, the first of equals.

    None when all rows are blank. Whether the row found is good enough is for ``check`` to say.
    """
    names = {key(form): field for field, column in frame.fields.items() for form in column.headers}
    best: Header | None = None
    for row, cells in rows:
        found = Header(row, tuple(cells), tuple(names.get(key(cell)) for cell in cells))
        if any(sign.isalnum() for cell in cells for sign in cell) and (best is None or found.matched > best.matched):
            best = found
    return best


def missing(header: Header, frame: Frame) -> list[str]:
    """Required fields that no column of ``header`` holds."""
    return [name for name, column in frame.fields.items() if column.required and name not in header.fields]


def check(header: Header | None, frame: Frame, source_file: str) -> Header:
    """``header`` itself; InputError when a required column is missing, or a header or a field stands there twice."""
    if header is None:
        raise InputError("The file is empty", remedy="Export it again, with its header row.", file=source_file)
    if absent := missing(header, frame):
        forms = "; ".join(f"{field} ({' or '.join(frame.fields[field].headers)})" for field in absent)
        found = ", ".join(repr(cell.strip()[:60]) for cell in header.cells[:60] if cell.strip())
        raise InputError(
            f"Required columns are missing: {forms}. The row most like a header holds {found}",
            remedy="Add the columns, or give them one of these headers.",
            file=source_file,
            row=header.row,
        )
    _refuse_twice(header, source_file, [key(cell) for cell in header.cells], "The header stands over two columns")
    _refuse_twice(header, source_file, header.fields, "Two columns hold the same field")
    return header


def _refuse_twice(header: Header, source_file: str, names: Sequence[str | None], problem: str) -> None:
    for name, times in Counter(name for name in names if name).items():
        if times > 1:
            doubles = [cell for cell, other in zip(header.cells, names, strict=True) if other == name]
            raise InputError(
                f"{problem}: {' and '.join(map(repr, doubles))}",
                remedy="Keep the right one and delete or rename the other.",
                file=source_file,
                row=header.row,
                column=doubles[-1],
            )


def unknown(header: Header, frame: Frame, source_file: str) -> list[Finding]:
    """A warning for each header that the card neither names nor ignores."""
    ignored = {key(one.header) for one in frame.ignored}
    record = raw_text("\t".join(header.cells))
    return [
        Finding(source_file, header.row, None, "unknown-column", cell, record, "warning")
        for cell, field in zip(header.cells, header.fields, strict=True)
        if field is None and cell.strip() and key(cell) not in ignored
    ]
