from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Table

from gcm_pipeline import frames
from gcm_pipeline.normalise import findings
from gcm_pipeline.normalise.prima import FIELDS, SPARING, normalise
from gcm_pipeline.normalise.text import clean
from gcm_pipeline.normalise.text import said as stated
from gcm_pipeline.warehouse.tables import prima as declared
from gcm_pipeline_tests.cleaned import as_frames
from gcm_pipeline_tests.unit.normalise.reading import REFERENCE, normalised, rows, said

TABLES = [table for table in vars(declared).values() if isinstance(table, Table)]
BOOKS = ["rows_read", "rows_loaded", "rows_rejected", "rows_superseded"]


def records(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    chosen = frame[list(columns)].astype(object)
    return list(chosen.where(chosen.notna(), None).itertuples(index=False, name=None))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_frames_fit_the_tables(table: Table) -> None:
    for tables in (normalised({"objectives": "7"}), as_frames(normalise({}, REFERENCE))):
        frame = tables[table.name]
        assert list(frame.columns) == [column.name for column in table.columns if column.name != "load_id"]


def test_a_row_becomes_a_project_an_outcome_and_their_entries() -> None:
    tables = normalised(
        {
            **{"prima_id": "ph10p0573", "title": " A\u00a0 title ", "start_date": "2020", "end_date": "2021"},
            **{"budget_usd": "150,000", "countries": "Global; Kenya", "donors": "OIM; Germany"},
            **{
                "statement": "First  outcome",
                "objectives": "7; 23",
                "sdg_targets": "10.7",
                "principles": "Human rights",
            },
            **{"tagged_on": "15/03/2020", "last_modified": "2021-01-02T03:04:05"},
        }
    )
    project = tables["projects"].iloc[0]
    assert (project["prima_id"], project["title"], project["budget_usd"]) == (
        "PH10P0573",
        "A title",
        Decimal("150000.00"),
    )
    assert (str(project["start_date"]), str(project["end_date"]), project["end_date_precision"]) == (
        "2020-01-01",
        "2021-12-31",
        "year",
    )
    assert (project["is_activated"], project["is_global"]) == (True, True)
    outcome = tables["project_outcomes"].iloc[0]
    assert (outcome["statement"], str(outcome["tagged_on"]), str(outcome["last_modified"])) == (
        "First outcome",
        "2020-03-15",
        "2021-01-02",
    )
    assert records(tables["assn_outcomes_objectives"], "project_code", "outcome_no", "objective_no", "source_row") == [
        ("LM.0514", 1, 7, 2),
        ("LM.0514", 1, 23, 2),
    ]
    assert records(tables["assn_outcomes_sdg_targets"], "sdg_target") == [("10.7",)]
    assert records(tables["assn_outcomes_principles"], "principle_code") == [("human-rights",)]
    assert records(tables["assn_projects_countries"], "country_code") == [("KEN",)]
    assert records(tables["assn_projects_donors"], "donor", "donor_code") == [("Germany", None), ("OIM", "IOM")]
    assert said(tables) == []


@pytest.mark.parametrize(
    ("cells", "finding"),
    [
        ({"project_code": None}, ("project_code", "missing-project-code", None, "row")),
        ({"project_code": " \u00a0"}, ("project_code", "missing-project-code", None, "row")),
        ({"outcome_no": None}, ("outcome_no", "missing-outcome-number", None, "row")),
        ({"outcome_no": "0"}, ("outcome_no", "invalid-outcome-number", "0", "row")),
        ({"outcome_no": "first"}, ("outcome_no", "invalid-outcome-number", "first", "row")),
        ({"project_code": "total"}, ("project_code", "malformed-project-code", "total", "warning")),
        ({"prima_id": "PH0573"}, ("prima_id", "malformed-prima-id", "PH0573", "warning")),
        ({"status": "Odd"}, ("status", "unknown-status", "Odd", "warning")),
        ({"status": None}, ("status", "missing-status", None, "warning")),
        ({"budget_usd": "-1"}, ("budget_usd", "negative-amount", "-1", "value")),
        ({"budget_usd": "9999999999999999"}, ("budget_usd", "amount-too-large", "9999999999999999", "value")),
        ({"budget_usd": "lots"}, ("budget_usd", "unreadable-amount", "lots", "value")),
        *(
            ({field: "soon"}, (field, "unreadable-date", "soon", "value"))
            for field in FIELDS
            if field.endswith("_date")
        ),
        ({"tagged_on": "31/02/2020"}, ("tagged_on", "unreadable-date", "31/02/2020", "value")),
        ({"tagged_on": "2020"}, ("tagged_on", "imprecise-tag-date", "2020", "warning")),
        ({"tagged_on": "March 2020"}, ("tagged_on", "imprecise-tag-date", "March 2020", "warning")),
        ({"countries": "NA"}, ("countries", "ambiguous-country", "NA", "value")),
        ({"project_code": "N/A"}, ("project_code", "malformed-project-code", "N/A", "warning")),
        ({"last_modified": "soon"}, ("last_modified", "unreadable-date", "soon", "value")),
        ({"countries": "Atlantis"}, ("countries", "unknown-country", "Atlantis", "value")),
        ({"objectives": "7; 24"}, ("objectives", "unknown-objective", "24", "value")),
        ({"sdg_targets": "10"}, ("sdg_targets", "sdg-goal-not-target", "10", "value")),
        ({"principles": "Fun"}, ("principles", "unknown-principle", "Fun", "value")),
        ({"objectives": "1,2,3,4,5"}, ("objectives", "more-than-four-objectives", "1,2,3,4,5", "warning")),
    ],
)
def test_rules(cells: dict[str, str | None], finding: tuple[object, ...]) -> None:
    tables = normalised(cells)
    assert said(tables) == [(2, *finding)]
    assert len(tables["project_outcomes"]) == (finding[-1] != "row")
    assert records(tables["books"], *BOOKS) == [(1, int(finding[-1] != "row"), int(finding[-1] == "row"), 0)]


@pytest.mark.parametrize("cell", ["N/A", "n/a", "-", " \u2013 ", "None", "NIL", "null"])
@pytest.mark.parametrize("field", sorted(SPARING))
def test_cells_that_say_nothing_are_blank(field: str, cell: str) -> None:
    tables, blank = normalised({field: cell}), normalised({})
    assert said(tables) == []
    assert all(tables[name].equals(blank[name]) for name in blank)


@pytest.mark.parametrize(("field", "cell"), [("donors", "Germany; n/a"), ("countries", "Kenya, N/A; -")])
def test_tokens_that_say_nothing_are_left_out(field: str, cell: str) -> None:
    tables = normalised({field: cell})
    assert (len(tables[f"assn_projects_{field}"]), said(tables)) == (1, [])


def test_titles_and_statements_stay_as_written() -> None:
    tables = normalised({"title": "None", "statement": "-"})
    assert (tables["projects"]["title"][0], tables["project_outcomes"]["statement"][0]) == ("None", "-")


def test_a_budget_too_large_is_left_out_and_its_row_kept() -> None:
    assert pd.isna(normalised({"budget_usd": "10000000001"})["projects"]["budget_usd"][0])


def test_four_objectives_are_not_too_many_and_repeats_count_once() -> None:
    assert said(normalised({"objectives": "1; 2; 3; 4; Objective 4"})) == []


SAME = {"outcome_no": "1", "statement": "One"}


@pytest.mark.parametrize(
    ("cells", "kept", "rules"),
    [
        ([SAME, SAME], 2, ["duplicate-identical"]),
        ([SAME, SAME | {"title": "Synthetic\u00a0 "}], 2, ["duplicate-identical"]),
        ([SAME, SAME | {"statement": "Two"}], 3, ["duplicate-older"]),
        ([SAME | {"last_modified": "2021-01-02"}, SAME | {"last_modified": "2021-01-01"}], 2, ["duplicate-older"]),
        (
            [SAME | {"last_modified": "2021-01-01T09:00:00"}, SAME | {"last_modified": "2021-01-01T08:59:59"}],
            2,
            ["duplicate-older"],
        ),
        ([SAME | {"last_modified": "2021"}, SAME], 2, ["duplicate-older"]),
        ([SAME | {"statement": "Two"}, SAME, SAME], 3, ["duplicate-older", "duplicate-identical"]),
    ],
)
def test_the_same_outcome_twice(cells: list[dict[str, str | None]], kept: int, rules: list[str]) -> None:
    tables = normalised(*cells)
    assert records(tables["project_outcomes"], "source_row") == [(kept,)]
    assert [(rule, scope) for _, _, rule, _, scope in said(tables)] == [(rule, "superseded") for rule in rules]


def test_files_are_in_order_of_their_names_and_project_codes_are_compared_repaired() -> None:
    late = rows(SAME | {"project_code": "lm 0514", "statement": "Late"}, file="prima/b.csv")
    early = rows(SAME, file="prima/a.csv")
    tables = as_frames(normalise({"rows": pd.concat([late, early], ignore_index=True)}, REFERENCE))
    assert records(tables["project_outcomes"], "statement", "source_file") == [("Late", "prima/b.csv")]


def test_a_project_speaks_by_its_first_kept_row_and_contradictions_are_reported_once() -> None:
    tables = normalised(
        {"outcome_no": "9", "title": "First", "start_date": "2020-03-15", "countries": "Kenya; Mali"},
        {"outcome_no": "1", "title": "Second", "start_date": "15 Mar 2020", "countries": "Mali\nKenya"},
        {"outcome_no": "2", "title": "Third", "countries": None},
    )
    assert records(tables["projects"], "title", "source_row") == [("First", 2)]
    assert said(tables) == [(3, "title", "contradiction", "Second", "warning")]


def test_the_largest_outcome_number_stays_with_its_project() -> None:
    codes = ("AA.0001", "AA.0002", "AA.0003")
    tables = normalised(*({"project_code": code, "outcome_no": "2147483647"} for code in codes))
    assert records(tables["projects"], "project_code", "source_row") == [
        (code, 2 + at) for at, code in enumerate(codes)
    ]
    assert said(tables) == []


def test_records_are_json_without_nulls() -> None:
    odd = 'quote " back \\ line \n bell \x07'
    record = normalised({"project_code": None, "statement": odd})["findings"]["record"][0]
    assert json.loads(record) == {"title": "Synthetic", "status": "Active", "outcome_no": "1", "statement": odd}


def test_a_blank_row_has_an_empty_record_and_keeps_the_others_in_place() -> None:
    tables = normalised({"project_code": None}, dict.fromkeys(FIELDS), {"project_code": None})
    assert [json.loads(record).get("outcome_no") for record in tables["findings"]["record"]] == ["1", None, "3"]


def test_books_count_what_reading_rejected() -> None:
    ragged = pa.Table.from_pylist(
        [{"source_file": "prima/synthetic.csv", "source_row": 9, "rule": "ragged-row", "scope": "row"}],
        schema=findings.SCHEMA,
    ).to_pandas(types_mapper=pd.ArrowDtype)
    tables = as_frames(normalise({"rows": rows({}), "findings": ragged}, REFERENCE))
    assert records(tables["books"], *BOOKS) == [(2, 1, 1, 0)]
    assert said(tables) == [(9, None, "ragged-row", None, "row")]


GARBAGE = st.one_of(
    st.none(),
    st.text(max_size=12).map(lambda text: text.encode("utf-8", "ignore").decode()),
    st.sampled_from(["1", "2", "7", "LM.0514", "AA.0001", "2020", "Kenya", "10.7", "Human rights", "Active", "5.00"]),
    st.sampled_from(["N/A", "2020/03/15", "7/9", "16.2 - End abuse, exploitation"]),
)
ROW = st.fixed_dictionaries(
    dict.fromkeys(FIELDS, GARBAGE) | {"project_code": st.sampled_from(["LM.0514", "AA.0001", None])}
)


@given(st.lists(ROW, max_size=8))
@settings(max_examples=25, deadline=None)
def test_any_input_balances_and_nothing_is_dropped_in_silence(cells: list[dict[str, str | None]]) -> None:
    tables = normalised(*cells)
    books = tables["books"][BOOKS].sum()
    assert books["rows_read"] == len(cells) == books[BOOKS[1:]].sum()
    assert books["rows_loaded"] == len(tables["project_outcomes"])
    spoken = {(row, field) for row, field, *_ in said(tables)}
    outcomes = tables["project_outcomes"].set_index("source_row")
    for field in ("statement", "tagged_on", "last_modified"):
        for row, outcome in outcomes.iterrows():
            cell = clean(pa.array([cells[row - 2][field]], pa.string()))  # type: ignore[operator]
            blank = (stated(cell) if field in SPARING else cell).null_count
            assert blank or pd.notna(outcome[field]) or (row, field) in spoken
    for key in ("project_outcomes", "assn_outcomes_objectives", "projects"):
        columns = [column for column in ("project_code", "outcome_no", "objective_no") if column in tables[key]]
        assert list(tables[key][columns].itertuples(index=False)) == sorted(
            tables[key][columns].itertuples(index=False)
        )
        assert not tables[key].duplicated(columns).any()


CODE = st.sampled_from(["LM.0514", "lm 0514", "AA.0001", "ZZ.9", "", None])


@given(st.lists(ROW.flatmap(lambda row: CODE.map(lambda code: row | {"project_code": code})), max_size=12))
@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("parts", [None, 1, 2, 5])
def test_cleaned_in_parts_the_whole_is_the_same(parts: int | None, cells: list[dict[str, str | None]]) -> None:
    raw = {"rows": rows(*cells)}
    whole = dict(normalise(raw, REFERENCE))
    with TemporaryDirectory() as folder:
        cut = frames.write(
            Path(folder) / "cut", normalise(frames.write(Path(folder) / "raw", raw.items()), REFERENCE, parts)
        )
        for name, table in whole.items():
            assert cut.arrow(name).equals(table.combine_chunks()), name
