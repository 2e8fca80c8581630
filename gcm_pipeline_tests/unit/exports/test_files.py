"""What a hostile or awkward value becomes in each form."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from gcm_pipeline.exports import as_xlsx
from gcm_pipeline.exports.as_csv import CsvFiles
from gcm_pipeline.exports.as_parquet import ParquetFiles
from gcm_pipeline.exports.as_xlsx import Workbook
from gcm_pipeline.exports.tables import Exported
from gcm_pipeline.warehouse.load import arrow_schema
from gcm_pipeline.warehouse.tables import metadata

PROJECTS = Exported(metadata.tables["core.projects"], ("prima",))
SCHEMA = arrow_schema(PROJECTS.table)
TITLES = [
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script> & \"quoted\", 'too'",
    "مشروع \u202e hidden",
    "🙂 emoji",
    "two\nlines\tand tab",
    " spaces around ",
    "bell \x07, _x0041_ and \ufffe",
    "long " * 2_000,
    None,
]


def project(number: int, **values: Any) -> dict[str, Any]:
    known = {"project_code": f"AA.{number:04}", "is_activated": True, "is_global": False, "load_id": 1}
    return dict.fromkeys(SCHEMA.names) | known | {"source_file": "prima/x.csv", "source_row": number} | values


ROWS = [project(number, title=title) for number, title in enumerate(TITLES)] + [
    project(100, budget_usd=Decimal("-1234567.89"), start_date=date(2021, 7, 26), end_date=date(1899, 5, 1))
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows in all three forms, in two blocks."""
    place = tmp_path_factory.mktemp("export")
    block = pa.Table.from_pylist(ROWS, schema=SCHEMA)
    with Workbook(place) as workbook, ExitStack() as stack:
        for writer in (ParquetFiles(place), CsvFiles(place), workbook):
            append = stack.enter_context(writer.table(PROJECTS, len(ROWS)))
            assert append
            append(block.slice(0, 5))
            append(block.slice(5))
    return place


@pytest.fixture(scope="module")
def workbook(folder: Path) -> CalamineWorkbook:
    return CalamineWorkbook.from_path(folder / as_xlsx.FILE)


def cells(workbook: CalamineWorkbook) -> list[dict[str, Any]]:
    header, *rows = workbook.get_sheet_by_name("projects").to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_parquet_keeps_values_types_and_meaning(folder: Path) -> None:
    table = parquet.read_table(folder / "parquet" / "core.projects.parquet")
    assert table.to_pylist() == ROWS
    assert table.schema.types == SCHEMA.types
    assert table.schema.field("budget_usd").metadata[b"description"] == b"Budget in US dollars"
    assert table.schema.metadata[b"description"].startswith(b"Projects of the PRIMA exports.")
    assert not table.schema.field("project_code").nullable


def test_csv_has_hashtags_and_harmless_text(folder: Path) -> None:
    with (folder / "csv" / "core.projects.csv").open(encoding="utf-8", newline="") as lines:
        header, tags, *rows = csv.reader(lines)
    assert tags[header.index("project_code")] == "#activity+project+code"
    found = [row[header.index("title")] for row in rows]
    assert found == [f"'{TITLES[0]}", *TITLES[1:-1], "", ""]
    last = dict(zip(header, rows[-1], strict=True))
    assert (last["budget_usd"], last["start_date"], last["is_global"]) == ("-1234567.89", "2021-07-26", "false")


def test_the_workbook_holds_the_same(workbook: CalamineWorkbook) -> None:
    found = cells(workbook)
    bell = TITLES.index("bell \x07, _x0041_ and \ufffe")
    titles = [row["title"] for row in found]
    assert titles[0] == f"'{TITLES[0]}"
    assert titles[1:bell] == TITLES[1:bell]
    assert "_x0007_" in titles[bell] or "\x07" in titles[bell]
    assert titles[bell + 1] == TITLES[bell + 1]
    assert titles[bell + 2] == ""
    last = found[-1]
    assert (last["budget_usd"], last["start_date"], last["is_global"]) == (-1234567.89, date(2021, 7, 26), False)
    assert last["end_date"] == "1899-05-01", "before Excel's calendar: as text"
    assert [row["project_code"] for row in found] == [row["project_code"] for row in ROWS]


def test_the_workbook_says_what_it_holds(workbook: CalamineWorkbook) -> None:
    assert workbook.sheet_names == ["contents", "columns", "projects"]
    header, row = workbook.get_sheet_by_name("contents").to_python()
    assert dict(zip(header, row, strict=True)) == {
        "Sheet": "projects",
        "Rows": len(ROWS),
        "What it holds": PROJECTS.table.comment,
        "Sources": "prima",
    }
    columns = workbook.get_sheet_by_name("columns").to_python()
    assert ["projects", "project_code", "text", "IOM project code, such as LM.0514"] in columns


def test_what_no_cell_holds_is_cut_and_says_so(tmp_path: Path) -> None:
    with Workbook(tmp_path) as workbook, workbook.table(PROJECTS, 1) as append:
        assert append
        append(pa.Table.from_pylist([project(1, title="🙂" * 40_000)], schema=SCHEMA))
    title = cells(CalamineWorkbook.from_path(tmp_path / as_xlsx.FILE))[0]["title"]
    assert len(title.encode("utf-16-le")) // 2 <= 32_767
    assert title.startswith("🙂🙂")
    assert title.endswith("the whole text is in the other formats")


def test_a_table_longer_than_a_sheet_is_named_and_left_out(tmp_path: Path) -> None:
    with Workbook(tmp_path) as workbook, workbook.table(PROJECTS, 1_048_576) as append:
        assert append is None
        assert workbook.left_out == ["core.projects"]
    book = CalamineWorkbook.from_path(tmp_path / as_xlsx.FILE)
    assert book.sheet_names == ["contents", "columns"]
    assert "1,048,576 rows" in str(book.get_sheet_by_name("contents").to_python()[1][2])
