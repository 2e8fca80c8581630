from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from gcm_pipeline.errors import InputError
from gcm_pipeline.sources import tabular_xlsx
from gcm_pipeline_tests.unit.sources.conftest import Read, workbook

HEAD = ["Book Code", "Title", "Since"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (7, "7"),
        (7.0, "7"),
        (10.7, "10.7"),
        (150000.1, "150000.1"),
        (43905, "43905"),
        (-3, "-3"),
        (1e22, "10000000000000000000000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2020, 3, 15), "2020-03-15"),
        (datetime.fromisoformat("2020-03-15"), "2020-03-15"),
        (datetime.fromisoformat("2020-03-15T10:30"), "2020-03-15T10:30:00"),
        (" kept as is ", " kept as is "),
        ("", None),
        (time(10, 30), "10:30:00"),
    ],
)
def test_cells_as_text(cell: Any, text: str | None) -> None:
    assert tabular_xlsx.text(cell) == text


def test_cells_of_a_workbook(read: Read) -> None:
    rows: list[Any] = [["A1", 7.0, date(2020, 3, 15)], ["A2", ("=1+1", 2), 43905], [True, ("=A2&1", "A21"), ""]]
    assert read("books.xlsx", workbook(Sheet=[HEAD, *rows]))["rows"] == [
        {"code": "A1", "title": "7", "since": "2020-03-15", "source_row": 2},
        {"code": "A2", "title": "2", "since": "43905", "source_row": 3},
        {"code": "TRUE", "title": "A21", "source_row": 4},
    ]


def test_row_numbers_below_titles_and_blank_rows(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular_xlsx, "_BATCH", 2)
    cells = ["", HEAD, ["A1", "a"], [], [], ["A2", "two\nlines"], [], ["A3", "b"]]
    rows: list[Any] = [[], ["Synthetic"], *[dict(enumerate(row, start=3)) for row in cells]]
    found = read("books.xlsx", workbook(Sheet=rows))["rows"]
    assert [(row["code"], row["source_row"]) for row in found] == [("A1", 5), ("A2", 8), ("A3", 10)]


def test_first_sheet_with_the_header(read: Read) -> None:
    content = workbook(Cover=[["Title"], ["x"]], Data=[HEAD, ["A1", "a"]], Old=[HEAD, ["A9", "z"]])
    assert [row["code"] for row in read("books.xlsx", content)["rows"]] == ["A1"]


def test_header_only_gives_no_rows(read: Read) -> None:
    assert read("books.xlsx", workbook(Sheet=[HEAD])) == {"rows": [], "findings": []}


def test_notes_beside_the_table_are_a_warning(read: Read) -> None:
    found = read("books.xlsx", workbook(Sheet=[[*HEAD, "Colour"], ["A1", "a"], {0: "A2", 1: "b", 6: "see below"}]))
    assert [row["code"] for row in found["rows"]] == ["A1", "A2"]
    assert [(one["rule"], one["value"]) for one in found["findings"]] == [
        ("unknown-column", "Colour"),
        ("unnamed-column", "column 7, row 3"),
    ]


def test_a_missing_column_names_the_nearest_sheet(read: Read) -> None:
    content = workbook(Cover=[["x"]], Data=[[], ["Title", "Since"], ["a", 1]])
    with pytest.raises(InputError, match=r"row 2: Required columns.*'Title', 'Since'"):
        read("books.xlsx", content)


def test_a_header_twice_blocks_the_file(read: Read) -> None:
    with pytest.raises(InputError, match="two columns"):
        read("books.xlsx", workbook(Sheet=[[*HEAD, "since"]]))
