from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.frames import to_pandas
from gcm_pipeline.normalise import money
from gcm_pipeline.normalise.countries import Countries
from gcm_pipeline.normalise.records import Records, at, closing
from gcm_pipeline.sources.findings import SCHEMA, Finding, table
from gcm_pipeline_tests.cleaned import as_frames
from gcm_pipeline_tests.unit.normalise.reading import REFERENCE, said

FIELDS = ("code", "title", "amount", "places")
COUNTRIES = Countries(REFERENCE["countries"], REFERENCE["country_spellings"])
Row = tuple[str | None, str | None, str | None, str | None]


def frame(*rows: Row, file: str = "shelf/a.csv") -> pd.DataFrame:
    """A raw frame whose rows stand in one file from row 2 on."""
    columns = {field: pa.array([row[place] for row in rows], pa.string()) for place, field in enumerate(FIELDS)}
    columns["source_file"] = pa.array([file] * len(rows), pa.string())
    columns["source_row"] = pa.array(range(2, len(rows) + 2), pa.int32())
    return to_pandas(pa.table(columns))


def records(*rows: Row) -> Records:
    return Records({"rows": frame(*rows)}, "rows", FIELDS, lists={"places"}, verbatim={"title"})


def closed(*parts: Records) -> dict[str, pd.DataFrame]:
    return as_frames(closing({}, parts))


def books(frames: dict[str, pd.DataFrame]) -> list[list[object]]:
    return [list(row) for row in frames["books"].itertuples(index=False, name=None)]


def test_a_row_that_lacks_its_key_is_rejected_with_its_record() -> None:
    rows = records(("A", "one", None, None), (" n/a ", "two", "5", None))
    rows.require("code", "missing-code")
    assert rows.text("title").to_pylist() == ["one"]
    frames = closed(rows)
    assert said(frames) == [(3, "code", "missing-code", None, "row")]
    assert frames["findings"]["record"].tolist() == ['{"code": " n/a ", "title": "two", "amount": "5"}']
    assert books(frames) == [["shelf/a.csv", 2, 1, 1, 0]]


def test_a_blank_word_stays_where_the_field_is_verbatim() -> None:
    assert records(("A", "N/A", "N/A", None)).text("title").to_pylist() == ["N/A"]
    assert records(("A", "N/A", "N/A", None)).text("amount").to_pylist() == [None]


def test_rejecting_and_warning_name_the_offending_value() -> None:
    rows = records(("A", "good", None, None), ("B", "bad", None, None), ("C", "odd", None, None))
    rows.reject("title", pc.equal(rows.text("title"), "bad"), "bad-title")
    rows.warn("title", pc.equal(rows.text("title"), "odd"), "odd-title")
    assert rows.text("code").to_pylist() == ["A", "C"]
    assert said(closed(rows)) == [(3, "title", "bad-title", "bad", "row"), (4, "title", "odd-title", "odd", "warning")]


@pytest.mark.parametrize(
    ("second", "kept", "lost", "rule"),
    [
        (("A", " one ", "1", None), 2, 3, "duplicate-identical"),
        (("A", "two", "1", None), 3, 2, "duplicate-older"),
    ],
)
def test_of_two_rows_with_one_key_one_is_kept(second: Row, kept: int, lost: int, rule: str) -> None:
    rows = records(("A", "one", "1", None), second)
    rows.unique(rows.text("code"))
    assert rows.provenance()["source_row"].to_pylist() == [kept]
    assert said(closed(rows)) == [(lost, None, rule, None, "superseded")]


def test_rows_stand_in_the_order_of_a_key_of_several_columns() -> None:
    rows = records(("B", "1", None, None), ("A", "2", None, None), ("A", "1", None, None), ("A", "2", "3", None))
    rows.unique(rows.text("code"), rows.text("title"))
    assert list(zip(rows.text("code").to_pylist(), rows.text("title").to_pylist(), strict=True)) == [
        ("A", "1"),
        ("A", "2"),
        ("B", "1"),
    ]
    assert rows.text("amount").to_pylist() == [None, "3", None]


def test_without_a_key_only_identical_rows_are_superseded() -> None:
    rows = records(("B", None, "1", None), ("A", None, "1", None), ("B", None, "1", None), ("A", None, "2", None))
    rows.different()
    assert rows.provenance()["source_row"].to_pylist() == [2, 3, 5]
    assert said(closed(rows)) == [(4, None, "duplicate-identical", None, "superseded")]


def test_values_that_cannot_be_read_are_rejected_or_reported_as_asked() -> None:
    rows = records(("A", None, "-5", None), ("B", None, "150,000", None))
    assert [str(value) for value in rows.read("amount", money.read).to_pylist()] == ["None", "150000.00"]
    rows.read("amount", money.read, "warning")
    assert said(closed(rows)) == [
        (2, "amount", "negative-amount", "-5", "value"),
        (2, "amount", "negative-amount", "-5", "warning"),
    ]


def test_dates_come_with_their_precision() -> None:
    rows = records(("A", "2020 - 2022", None, None), ("B", "soon", None, None))
    columns = rows.dates("title", last=True)
    assert [str(day) for day in columns["title"].to_pylist()] == ["2022-12-31", "None"]
    assert columns["title_precision"].to_pylist() == ["year", None]
    assert said(closed(rows)) == [(3, "title", "unreadable-date", "soon", "value")]


def test_entries_know_their_row_and_what_could_not_be_read() -> None:
    rows = records(("A", None, None, None), ("B", None, None, "Kenya\nAtlantis; NA; Belize"))
    found = rows.entries("places", COUNTRIES.read, warnings={"ambiguous-country"})
    assert (found.at.to_pylist(), found.values.to_pylist()) == ([1, 1], ["BLZ", "KEN"])
    assert at(rows.provenance(), found.at)["source_row"].to_pylist() == [3, 3]
    assert said(closed(rows)) == [
        (3, "places", "ambiguous-country", "NA", "warning"),
        (3, "places", "unknown-country", "Atlantis", "value"),
    ]


@pytest.mark.parametrize(
    ("title", "code", "says"),
    [
        ("SYNTHETIC: shows a thing", "A", True),
        ("Programme synthétique", "A", True),
        ("Real", "synthetic-1", True),
        ("Real", "A", False),
        (None, "A", False),
    ],
)
def test_a_row_says_that_it_is_synthetic_in_any_of_the_fields(title: str | None, code: str, says: bool) -> None:
    assert records((code, title, None, None)).is_synthetic("title", "code").to_pylist() == [says]


def test_books_balance_over_several_frames_and_what_reading_rejected() -> None:
    earlier = Finding("shelf/b.csv", 9, None, "wrong-number-of-cells", None, "{}", "row")
    raw = {
        "one": frame(("A", None, None, None), ("A", None, None, None)),
        "two": frame((None, None, None, None), ("A", None, None, None), file="shelf/b.csv"),
        "findings": to_pandas(table([earlier])),
    }
    one, two = (Records(raw, name, FIELDS) for name in ("one", "two"))
    one.unique(one.text("code"))
    two.require("code", "missing-code")
    frames = as_frames(closing(raw, [one, two]))
    assert books(frames) == [["shelf/a.csv", 2, 1, 0, 1], ["shelf/b.csv", 3, 1, 2, 0]]
    assert frames["findings"]["rule"].tolist() == ["duplicate-identical", "missing-code", "wrong-number-of-cells"]


def test_a_source_without_files_is_empty() -> None:
    rows = Records({}, "rows", FIELDS)
    rows.require("code", "missing-code")
    rows.unique(rows.text("code"))
    frames = closed(rows)
    assert (len(frames["findings"]), len(frames["books"])) == (0, 0)
    assert list(frames["findings"].columns) == SCHEMA.names


_CELL = st.one_of(st.none(), st.sampled_from(["A", "a ", "\ufeffB", "N/A", "C;D"]), st.text(max_size=5))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_CELL, _CELL, _CELL, _CELL), max_size=8))
def test_every_row_is_loaded_rejected_or_superseded(rows: list[Row]) -> None:
    one = records(*rows)
    one.require("code", "missing-code")
    one.unique(one.text("code"))
    codes = one.text("code").to_pylist()
    assert codes == sorted(set(codes), key=lambda code: code.encode())
    frames = closed(one)
    assert books(frames) == ([["shelf/a.csv", len(rows), len(codes), *_lost(frames)]] if rows else [])
    assert len(rows) == len(codes) + sum(_lost(frames))


def _lost(frames: dict[str, pd.DataFrame]) -> list[int]:
    return [int((frames["findings"]["scope"] == scope).sum()) for scope in ("row", "superseded")]
