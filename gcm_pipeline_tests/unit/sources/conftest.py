"""A small tabular source, and files of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import tabular
from gcm_pipeline.sources.card import Card, parse_card

CARD = parse_card(
    "shelf",
    """
    title: Books
    publisher: Nobody (synthetic)
    licence: none
    description: Three columns are enough
    frames:
      readers:
        patterns: ["readers*.csv"]
        description: Who borrows
        bounds: {minimum_rows: 1, reason: none}
        fields:
          card_no: {headers: [Card No.], required: true, description: key}
      rows:
        patterns: ["*.csv", "*.xlsx"]
        description: What is lent
        bounds: {minimum_rows: 1, reason: none}
        fields:
          code: {headers: [Book Code, N° du livre], required: true, description: key}
          title: {headers: [Title, Titre], required: true, description: title}
          since: {headers: [Since, Début], description: date}
          shelf: {headers: [Shelf], description: place}
        ignored:
          - {header: Printed by, reason: of no interest}
    """,
)

Frames = dict[str, list[dict[str, Any]]]
Read = Callable[[str, bytes], Frames]


@pytest.fixture
def card() -> Card:
    return CARD


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Land ``content`` as ``shelf/<name>`` and read it: frame name → rows without their nulls and their file."""

    def read_content(name: str, content: bytes) -> Frames:
        path = tmp_path / name
        path.write_bytes(content)
        file = SnapshotFile("shelf", f"shelf/{name}", path, "0" * 64, len(content), datetime(2026, 1, 1, tzinfo=UTC))
        return frames(tabular.read(file, CARD))

    return read_content


def frames(batches: Any) -> Frames:
    found: Frames = {}
    for name, table in batches:
        assert isinstance(table, pa.Table)
        rows = [{key: value for key, value in row.items() if value is not None} for row in table.to_pylist()]
        assert {row.pop("source_file") for row in rows} <= {
            "shelf/books.csv",
            "shelf/books.xlsx",
            "shelf/readers_2020.csv",
        }
        found.setdefault(name, []).extend(rows)
    return found


def workbook(**sheets: Sequence[Mapping[int, Any] | Sequence[Any]]) -> bytes:
    """An XLSX file; a row is a list of cells, or a mapping from column to cell; a tuple is a formula and its value."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in cells.items() if isinstance(cells, Mapping) else enumerate(cells):
                    if isinstance(cell, tuple):
                        sheet.write_formula(row, column, cell[0], None, cell[1])
                    else:
                        sheet.write(row, column, cell)
    return content.getvalue()
