"""Whatever a CSV writer writes comes back as it was, with the rows a spreadsheet counts."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import tabular, tabular_csv
from gcm_pipeline_tests.unit.sources.conftest import CARD

SIGNS = st.sampled_from([*" aéÀ0;,\t\n\r\"'=|", "\r\n", '"\n'])
CELLS = st.lists(SIGNS, max_size=8).map("".join)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12)
TITLES = st.lists(st.lists(CELLS, max_size=4), max_size=4)


@settings(max_examples=120, deadline=None)
@given(
    titles=TITLES,
    rows=ROWS,
    delimiter=st.sampled_from(",;\t"),
    form=st.sampled_from([("\r\n", csv.QUOTE_MINIMAL), ("\n", csv.QUOTE_ALL)]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    block=st.sampled_from([160, 4 << 20]),
)
def test_a_written_table_comes_back(
    titles: list[list[str]],
    rows: list[tuple[str, ...]],
    delimiter: str,
    form: tuple[str, Any],
    encoding: str,
    block: int,
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=form[0], quoting=form[1])
    writer.writerows([*titles, ["Since", "Book Code", "Title"], *rows])
    content = text.getvalue().encode(encoding)
    first = len(titles) + 2
    expected = [(*(cell or None for cell in row), number) for number, row in enumerate(rows, start=first) if any(row)]
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(tabular_csv, "_BLOCK", block):
        path = Path(folder) / "books.csv"
        path.write_bytes(content)
        file = SnapshotFile("shelf", "shelf/books.csv", path, "0" * 64, len(content), datetime(2026, 1, 1, tzinfo=UTC))
        frames = list(tabular.read(file, CARD))
    read = [row for name, table in frames if name == "rows" for row in table.to_pylist()]
    assert [(row["since"], row["code"], row["title"], row["source_row"]) for row in read] == expected
    assert not any(table.num_rows for name, table in frames if name == "findings")
