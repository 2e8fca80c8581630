from __future__ import annotations

import json

import pytest

from gcm_pipeline.errors import InputError
from gcm_pipeline.sources import tabular_csv
from gcm_pipeline_tests.unit.sources.conftest import Read

ROW = {"code": "A1", "title": "Étude", "source_row": 2}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_forms_of_csv(read: Read, delimiter: str, encoding: str, end: str) -> None:
    text = end.join(delimiter.join(cells) for cells in (["Book Code", "Title"], ["A1", "Étude"], []))
    assert read("books.csv", text.encode(encoding))["rows"] == [ROW]


@pytest.mark.parametrize(
    "headers",
    [
        "BOOK_CODE,title",
        "book-code ,TITLE:",
        "bookcode,Titre",
        "n du LIVRE,titré",
        '"Book\nCode",Title',
        "N° du livre,Title",
    ],
)
def test_headers_match_without_case_space_punctuation_accents(read: Read, headers: str) -> None:
    assert read("books.csv", f"{headers}\nA1,Étude\n".encode())["rows"] == [ROW]


def test_columns_come_by_name_and_absent_ones_are_null(read: Read) -> None:
    assert read("books.csv", b"Since,Title,Book Code\n2020,T,A1\n,T,\n")["rows"] == [
        {"code": "A1", "title": "T", "since": "2020", "source_row": 2},
        {"title": "T", "source_row": 3},
    ]


def test_cells_are_kept_raw(read: Read) -> None:
    row = read("books.csv", b'Book Code,Title\n " A1 ","NULL, ""n/a"" "\n0012,NaN\n')["rows"]
    assert [(one["code"], one["title"]) for one in row] == [(' " A1 "', 'NULL, "n/a" '), ("0012", "NaN")]


def test_row_numbers_are_those_of_a_spreadsheet(read: Read) -> None:
    text = '''Synthetic, not real

"Two
lines",of title
Book Code,Title
A1,first

A2,"with
a break, and ""quotes"""
,
A3,a,b,c
A4,last
'''
    found = read("books.csv", text.encode())
    assert [(row["code"], row["source_row"]) for row in found["rows"]] == [("A1", 5), ("A2", 7), ("A4", 10)]
    assert [(one["rule"], one["source_row"]) for one in found["findings"]] == [("wrong-number-of-cells", 9)]


def test_row_numbers_hold_across_blocks(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular_csv, "_BLOCK", 64)
    monkeypatch.setattr(tabular_csv, "_BLOCKS", 2)
    lines, expected = ["Book Code,Title"], []
    for row in range(2, 400):
        kind = row % 7
        lines.append(("", "a,b,c", "x", ",", f'{row},"a\nb"', f"{row},t", f"{row},t")[kind])
        expected += [(str(row), row)] if kind > 3 else []
    found = read("books.csv", "\n".join([*lines, ""]).encode())
    assert [(row["code"], row["source_row"]) for row in found["rows"]] == expected
    rejected = [one["source_row"] for one in found["findings"]]
    assert rejected == [row for row in range(2, 400) if row % 7 in (1, 2)]


@pytest.mark.parametrize(
    ("line", "record"), [("A1,a,b;b,2020,x", "A1,a,b;b,2020,x"), ("A1", "A1"), ('"A1', None), ('A1,"a"", b",c,d,e', "")]
)
def test_ragged_rows_are_findings_with_their_text(read: Read, line: str, record: str | None) -> None:
    content = f"Book Code,Title,Since,Shelf\n{line}\nA2,b,c,d\n".encode()
    if record is None:
        with pytest.raises(InputError, match="row 2: A quote"):
            read("books.csv", content)
        return
    found = read("books.csv", content)
    assert [row["code"] for row in found["rows"]] == ["A2"]
    finding = found["findings"][0]
    assert (finding["rule"], finding["scope"], finding["source_row"]) == ("wrong-number-of-cells", "row", 2)
    assert json.loads(finding["record"]) == {"text": line}


def test_trailing_empty_cells_may_be_left_away(read: Read) -> None:
    found = read("books.csv", b"Book Code,Title,Since,Shelf\nA1,a\nA2,b,c,d,,\nA3,c,d\nA4,e,f,g\n")
    assert [row["source_row"] for row in found["rows"]] == [2, 3, 4, 5]
    assert found["rows"][2] == {"code": "A3", "title": "c", "since": "d", "source_row": 4}
    warned = [(one["rule"], one["scope"], one["source_row"], one["value"]) for one in found["findings"]]
    assert warned == [("missing-trailing-cells", "warning", 1, "2 rows")]


@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n,,\n"])
def test_header_only_gives_no_rows(read: Read, end: bytes) -> None:
    assert read("books.csv", b"Book Code,Title" + end) == {"rows": [], "findings": []}


def test_unknown_and_unnamed_columns_are_warnings(read: Read) -> None:
    found = read("books.csv", b"x\nBook Code,Colour,Title,Printed By,,\nA1,,T,me,,\nA2,,T,me,,n\n")
    assert [row["code"] for row in found["rows"]] == ["A1", "A2"]
    assert [(one["rule"], one["scope"], one["source_row"], one["value"]) for one in found["findings"]] == [
        ("unknown-column", "warning", 2, "Colour"),
        ("unnamed-column", "warning", 2, "column 6, row 4"),
    ]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Title,Since", r"row 1: Required columns.*code \(Book Code or N° du livre\).*'Title', 'Since'"),
        ("Book Code,Title,Titre", "column 'Titre': Two columns hold the same field: 'Title' and 'Titre'"),
        ("Book Code,Title,title ", "column 'title ': The header stands over two columns"),
        ("Book Code,Title,Colour,colour", "'Colour' and 'colour'"),
        ("a,b,c", "Required columns are missing"),
    ],
)
def test_bad_headers_block_the_file(read: Read, header: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        read("books.csv", f"{header}\n1,2,3\n".encode())
    assert error.value.file == "shelf/books.csv"


def test_literal_quotes_are_no_damage(read: Read) -> None:
    found = read("books.csv", b'Book Code,Title\nA1,5" pipe\nA2,"a" b\nA3,"6""\nlong"\n')
    assert [row["title"] for row in found["rows"]] == ['5" pipe', "a b", '6"\nlong']


def test_a_file_goes_to_the_frame_that_its_name_belongs_to(read: Read) -> None:
    found = read("readers_2020.csv", b"Card No.\n12\n")
    assert [row["card_no"] for row in found["readers"]] == ["12"]
    assert "rows" not in found
