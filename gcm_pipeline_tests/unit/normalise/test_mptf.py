from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Table

from gcm_pipeline.frames import to_pandas
from gcm_pipeline.normalise import mptf, mptf_programmes
from gcm_pipeline.reference import ROOT
from gcm_pipeline.sources import mptf as source
from gcm_pipeline.sources import registry
from gcm_pipeline.warehouse.tables import mptf as declared
from gcm_pipeline_tests.cleaned import as_frames
from gcm_pipeline_tests.unit.normalise.reading import REFERENCE, said
from gcm_pipeline_tests.unit.sources.test_mptf import land

TABLES = [table for table in vars(declared).values() if isinstance(table, Table)]
Row = Mapping[str, str | None]


def normalised(**frames: list[Row]) -> dict[str, pd.DataFrame]:
    """The cleaned frames; the rows of each raw frame stand in a file of its name from row 2 on."""
    raw = {}
    for frame, rows in frames.items():
        file = f"mptf/{frame}.csv"
        full = [{"source_file": file, "source_row": number, **row} for number, row in enumerate(rows, start=2)]
        raw[frame] = to_pandas(pa.Table.from_pylist(full, source.FRAMES[frame]))
    return as_frames(mptf.normalise(raw, REFERENCE))


def programmes(*rows: Row) -> dict[str, pd.DataFrame]:
    known = {"programme_code": "P1", "title": "Synthetic", "status": "Pipeline"}
    return normalised(joint_programmes=[known | dict(row) for row in rows])


def records(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    chosen = frame[list(columns)].astype(object)
    return list(chosen.where(chosen.notna(), None).itertuples(index=False, name=None))


def books(frames: dict[str, pd.DataFrame]) -> list[tuple[Any, ...]]:
    return list(frames["books"].itertuples(index=False, name=None))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_frames_fit_the_tables(table: Table) -> None:
    for frames in (
        as_frames(mptf.normalise({}, REFERENCE)),
        programmes({"countries": "Chile", "organisations": "IOM"}),
    ):
        frame = frames[table.name]
        assert list(frame.columns) == [column.name for column in table.columns if column.name != "load_id"]
        for column in table.columns:
            if column.name != "load_id" and not column.nullable:
                assert frame[column.name].notna().all()


def test_the_fields_are_those_of_the_card() -> None:
    given = {
        "joint_programmes": mptf_programmes.FIELDS,
        "contributions": mptf.CONTRIBUTION_FIELDS,
        "proposals": mptf.PROPOSAL_FIELDS,
    }
    assert {name: tuple(frame.fields) for name, frame in source.CARD.frames.items()} == given


def test_a_programme_is_read_field_by_field() -> None:
    frames = programmes(
        {
            **{"programme_code": " mig-1 ", "title": "A  title", "status": "en cours", "countries": "Chile; Mexico"},
            **{"organisations": "OIT; ILO", "lead_organisation": "OIM", "objectives": "Objectives 6 and 21"},
            **{"thematic_area": "Area 4", "budget_usd": "150,000", "start_date": "2020", "end_date": "2020 - 2022"},
            **{"human_rights_marker": "N/A", "gender_marker": "2a", "source_note": "a page"},
        }
    )
    (programme,) = frames["mptf_programmes"].to_dict("records")
    assert {name: value for name, value in programme.items() if name not in ("source_file", "source_row")} == {
        **{"programme_code": "MIG-1", "title": "A title", "status": "Under implementation"},
        **{"country_text": "Chile; Mexico", "lead_organisation_code": "IOM", "lead_organisation": "OIM"},
        **{"thematic_area": 4, "budget_usd": Decimal("150000.00")},
        **{"start_date": pd.Timestamp("2020-01-01").date(), "start_date_precision": "year"},
        **{"end_date": pd.Timestamp("2022-12-31").date(), "end_date_precision": "year"},
        **{"human_rights_marker": "N/A", "gender_marker": "2a", "source_note": "a page", "is_synthetic": False},
    }
    assert records(frames["assn_programmes_countries"], "programme_code", "country_code", "source_row") == [
        ("MIG-1", "CHL", 2),
        ("MIG-1", "MEX", 2),
    ]
    assert records(frames["assn_programmes_objectives"], "objective_no") == [(6,), (21,)]
    assert records(frames["assn_programmes_organisations"], "organisation", "organisation_code", "is_lead") == [
        ("International Labour Organization", "ILO", False),
        ("International Organization for Migration", "IOM", True),
    ]
    assert said(frames) == []


def test_the_lead_takes_part_once_whatever_it_is_called() -> None:
    frames = programmes(
        {"organisations": "IOM; Some body; ILO", "lead_organisation": "International Organization for Migration (IOM)"},
        {"programme_code": "P2", "organisations": "SOME BODY", "lead_organisation": "Some body"},
    )
    participants = frames["assn_programmes_organisations"]
    assert records(participants, "programme_code", "organisation_code", "is_lead") == [
        *(("P1", "ILO", False), ("P1", "IOM", True), ("P1", None, False)),
        ("P2", None, True),
    ]
    assert records(frames["mptf_programmes"], "lead_organisation_code") == [("IOM",), (None,)]


@pytest.mark.parametrize(
    ("row", "field", "rule", "value", "scope"),
    [
        ({"programme_code": None}, "programme_code", "missing-programme-code", None, "row"),
        ({"title": None}, "title", "missing-title", None, "warning"),
        ({"status": "N/A"}, "status", "missing-status", None, "warning"),
        ({"status": "Closed"}, "status", "unknown-status", "Closed", "warning"),
        ({"countries": "Chile; Atlantis"}, "countries", "unknown-country", "Atlantis", "value"),
        ({"countries": "Chile; IGAD"}, "countries", "region-is-no-country", "IGAD region", "warning"),
        ({"organisations": "IOM; Nobody"}, "organisations", "unknown-organisation", "Nobody", "warning"),
        ({"organisations": "IOM (lead)"}, "organisations", "note-beside-organisation", "IOM (lead)", "warning"),
        ({"lead_organisation": "Nobody"}, "lead_organisation", "unknown-organisation", "Nobody", "warning"),
        ({"lead_organisation": "IOM; ILO"}, "lead_organisation", "several-lead-organisations", "IOM; ILO", "warning"),
        ({"objectives": "7; 24"}, "objectives", "unknown-objective", "24", "value"),
        ({"thematic_area": "6"}, "thematic_area", "unknown-thematic-area", "6", "value"),
        (
            {"thematic_area": "1", "objectives": "6; 7"},
            *("objectives", "objectives-outside-thematic-area", "6; 7", "warning"),
        ),
        ({"budget_usd": "-1"}, "budget_usd", "negative-amount", "-1", "value"),
        ({"budget_usd": "a million"}, "budget_usd", "unreadable-amount", "a million", "value"),
        ({"start_date": "when signed"}, "start_date", "unreadable-date", "when signed", "value"),
        ({"end_date": "~2021"}, "end_date", "unreadable-date", "~2021", "value"),
        ({"start_date": "2022", "end_date": "2021"}, "end_date", "end-before-start", "2021", "warning"),
    ],
)
def test_what_is_wrong_with_a_programme_is_said(row: Row, field: str, rule: str, value: str | None, scope: str) -> None:
    frames = programmes(row)
    assert said(frames) == [(2, field, rule, value, scope)]
    assert len(frames["mptf_programmes"]) == (scope != "row")


@pytest.mark.parametrize(
    "row",
    [
        {"thematic_area": "1", "objectives": "1; 7"},
        {"objectives": "7"},
        {"thematic_area": "1"},
        {"start_date": "2021-06-01", "end_date": "2021"},
    ],
)
def test_nothing_is_said_where_nothing_contradicts(row: Row) -> None:
    assert said(programmes(row)) == []


def test_what_is_unknown_stays_as_written() -> None:
    frames = programmes({"status": "Closed", "countries": "Chile;\nAtlantis", "organisations": "Nobody"})
    assert records(frames["mptf_programmes"], "status", "country_text") == [("Closed", "Chile;\nAtlantis")]
    assert records(frames["assn_programmes_organisations"], "organisation", "organisation_code") == [("Nobody", None)]


def test_an_area_is_never_guessed() -> None:
    assert records(programmes({"objectives": "1; 3"})["mptf_programmes"], "thematic_area") == [(None,)]


def test_a_code_stands_once_and_the_books_balance() -> None:
    frames = programmes({}, {"title": "New"}, {"programme_code": "p1", "title": "New"}, {"programme_code": None})
    assert records(frames["mptf_programmes"], "programme_code", "title", "source_row") == [("P1", "New", 4)]
    assert [(row, rule) for row, _, rule, _, _ in said(frames)] == [
        *((2, "duplicate-older"), (3, "duplicate-older")),
        (5, "missing-programme-code"),
    ]
    assert books(frames) == [("mptf/joint_programmes.csv", 4, 1, 1, 2)]


def test_contributions_are_numbered_in_the_order_of_their_rows() -> None:
    frames = normalised(
        contributions=[
            {"donor": "United  Kingdom", "year": "2020", "committed_usd": "300000.00", "deposited_usd": "$ 150,000"},
            {"donor": "Synthetic donor A", "source_note": "Synthetic"},
            {"donor": None, "committed_usd": "1"},
            {"donor": "Belgium; Flanders", "year": "FY20", "committed_usd": "-1", "deposited_usd": "x"},
            {"donor": "Synthetic donor A", "source_note": "Synthetic"},
        ]
    )
    columns = (
        "contribution_no",
        "donor",
        "donor_country_code",
        "year",
        "committed_usd",
        "deposited_usd",
        "is_synthetic",
    )
    assert records(frames["mptf_contributions"], *columns) == [
        (1, "United Kingdom", "GBR", 2020, Decimal("300000.00"), Decimal("150000.00"), False),
        (2, "Synthetic donor A", None, None, None, None, True),
        (3, "Belgium; Flanders", None, None, None, None, False),
    ]
    assert said(frames) == [
        (4, "donor", "missing-donor", None, "row"),
        (5, "committed_usd", "negative-amount", "-1", "value"),
        (5, "deposited_usd", "unreadable-amount", "x", "value"),
        (5, "year", "unreadable-year", "FY20", "value"),
        (6, None, "duplicate-identical", None, "superseded"),
    ]
    assert books(frames) == [("mptf/contributions.csv", 5, 3, 1, 1)]


@pytest.mark.parametrize(
    ("donor", "year", "reported"),
    [("UK", "2020", True), ("UK", "2021", False), ("France", "2020", False), ("UK", None, False)],
)
def test_a_donor_with_one_year_in_two_files_is_reported(donor: str, year: str | None, reported: bool) -> None:
    rows = [
        {"donor": "United Kingdom", "year": "2020", "source_file": "mptf/contributions_a.csv"},
        {"donor": donor, "year": year, "source_file": "mptf/contributions_b.csv"},
    ]
    rules = [rule for _, _, rule, _, _ in said(normalised(contributions=rows))]
    assert rules == ["donor-year-in-several-files"] * 2 * reported


def test_two_contributions_of_a_year_in_one_file_are_two() -> None:
    frames = normalised(contributions=[{"donor": "UK", "year": "2020", "deposited_usd": sum_} for sum_ in ("1", "2")])
    assert (len(frames["mptf_contributions"]), said(frames)) == (2, [])


def test_proposals_keep_places_that_are_no_countries() -> None:
    frames = normalised(
        proposals=[
            {"reference": "b", "title": "B", "countries": "Kenya; West Africa; Atlantis", "submitted_on": "2020-10"},
            {
                "reference": "A",
                "title": None,
                "submitted_on": "soon",
                "decision": "Approved",
                "source_note": "SYNTHETIC",
            },
            {"reference": "B ", "title": "B", "countries": "Kenya; West Africa; Atlantis", "submitted_on": "2020-10"},
            {"reference": None},
        ]
    )
    columns = ("reference", "submitted_on_precision", "decision", "is_synthetic", "source_row")
    assert records(frames["mptf_proposals"], *columns) == [
        ("A", None, "Approved", True, 3),
        ("B", "month", None, False, 4),
    ]
    assert records(frames["assn_proposals_countries"], "reference", "place", "country_code") == [
        *(("B", "Atlantis", None), ("B", "KEN", "KEN"), ("B", "Western Africa", None))
    ]
    assert said(frames) == [
        (2, None, "duplicate-older", None, "superseded"),
        (3, "submitted_on", "unreadable-date", "soon", "value"),
        (3, "title", "missing-title", None, "warning"),
        (4, "countries", "unknown-place", "Atlantis", "warning"),
        (5, "reference", "missing-reference", None, "row"),
    ]
    assert books(frames) == [("mptf/proposals.csv", 4, 2, 1, 1)]


EXPECTED = {
    ("mptf/contributions_synthetic.csv", "duplicate-identical"): 1,
    ("mptf/joint_programmes.csv", "missing-status"): 4,
    ("mptf/joint_programmes.csv", "missing-title"): 2,
    ("mptf/joint_programmes.csv", "note-beside-organisation"): 4,
    ("mptf/joint_programmes_synthetic.csv", "duplicate-older"): 1,
    ("mptf/joint_programmes_synthetic.csv", "region-is-no-country"): 1,
    ("mptf/joint_programmes_synthetic.csv", "unknown-organisation"): 1,
    ("mptf/proposals_synthetic.csv", "unknown-place"): 1,
}


def test_the_shipped_example_says_what_is_known_of_it(tmp_path: Any) -> None:
    paths = sorted((ROOT / "data" / "landing" / "mptf").glob("*.csv"))
    parts: dict[str, list[pa.Table]] = {}
    for name, rows in registry.read("mptf", [land(tmp_path, path.name, path.read_bytes()) for path in paths]):
        parts.setdefault(name, []).append(rows)
    raw = {name: to_pandas(pa.concat_tables(tables)) for name, tables in parts.items()}
    frames = as_frames(mptf.normalise(raw, REFERENCE))
    assert frames["findings"].groupby(["source_file", "rule"]).size().to_dict() == EXPECTED
    kept = frames["books"].set_index("source_file")
    assert (kept["rows_read"] == kept[["rows_loaded", "rows_rejected", "rows_superseded"]].sum(axis=1)).all()
    for name in ("mptf_programmes", "mptf_contributions", "mptf_proposals"):
        marked = frames[name]["source_file"].str.contains("_synthetic")
        assert (frames[name]["is_synthetic"] == marked).all(), "what is made up says so, and nothing else does"
        assert frames[name]["source_note"].notna().all()
    programmes = frames["mptf_programmes"].query("not is_synthetic")
    assert (len(programmes), int((programmes["status"] == "Under implementation").sum())) == (12, 7)
    assert (
        frames["mptf_contributions"]
        .query("not is_synthetic")[["committed_usd", "deposited_usd"]]
        .isna()
        .to_numpy()
        .all()
    )


_CELL = st.one_of(
    st.none(),
    st.sampled_from(
        ["P1", "p1 ", "IOM; OIM (x)", "7; 24", "Kenya; Sahel", "2020 - 2022", "Thematic area 3", "150,000"]
    ),
    st.text(max_size=8),
)
_ROWS = {
    frame: st.lists(st.fixed_dictionaries(dict.fromkeys(schema.names[:-2], _CELL)), max_size=5)
    for frame, schema in source.FRAMES.items()
    if frame != "findings"
}


@settings(max_examples=25, deadline=None)
@given(st.fixed_dictionaries(_ROWS))
def test_whatever_the_cells_hold_the_books_balance(frames: dict[str, list[Row]]) -> None:
    cleaned = normalised(**frames)
    for file, read, loaded, rejected, superseded in books(cleaned):
        assert read == loaded + rejected + superseded, file
    assert cleaned["books"]["rows_read"].sum() == sum(map(len, frames.values()))
    for table in TABLES:
        key = [column.name for column in table.primary_key.columns]
        assert not cleaned[table.name].duplicated(key).any()
