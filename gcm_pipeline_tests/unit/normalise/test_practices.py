from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Table

from gcm_pipeline.frames import to_pandas
from gcm_pipeline.normalise.practices import FIELDS, normalise
from gcm_pipeline.reference import ROOT
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import practices, registry
from gcm_pipeline.warehouse.load import arrow_schema
from gcm_pipeline.warehouse.tables import practices as declared
from gcm_pipeline_tests.cleaned import as_frames
from gcm_pipeline_tests.unit.normalise.reading import REFERENCE, said

LANDING = ROOT / "data" / "landing"
TABLES = {table.name: table for table in vars(declared).values() if isinstance(table, Table)}
Tables = dict[str, pd.DataFrame]
Cells = Mapping[str, str | None]


def normalised(*rows: Cells) -> Tables:
    """A row with a title for each of ``rows``, which say the rest."""
    place = [{"source_file": "practices/list.csv", "source_row": number} for number in range(2, len(rows) + 2)]
    full = [{"title": "A desk"} | dict(own) | at for own, at in zip(rows, place, strict=True)]
    raw = {"practices": to_pandas(pa.Table.from_pylist(full, schema=practices.FRAMES["practices"]))}
    return as_frames(normalise(raw, REFERENCE))


def values(table: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    chosen = table[list(columns)].astype(object)
    return list(chosen.where(chosen.notna(), None).itertuples(index=False, name=None))


def books(tables: Tables) -> list[int]:
    return [int(count) for count in tables["books"].drop(columns="source_file").sum()]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_frames_fit_the_tables(table: Table) -> None:
    got = dict(normalise({}, REFERENCE))[table.name]
    wanted = arrow_schema(table)
    wanted = wanted.remove(wanted.get_field_index("load_id"))
    assert got.select(wanted.names).cast(wanted).schema.equals(wanted)
    assert len(got.column_names) == len(wanted)


def test_a_row_becomes_a_practice_and_what_it_is_filed_under() -> None:
    tables = normalised(
        {
            **{
                "title": " A\u00a0desk ",
                "countries": "Bahamas, The; Global\nEgypt, Arab Rep.",
                "dates": "2019 – ongoing",
            },
            **{"practice_type": "Training", "organisations": "OIM; IOM; Synthetic Choir"},
            **{"objectives": "7 – Réduire la vulnérabilité; General", "principles": "Human rights; Child-sensitive"},
            **{"sdgs": "SDG 10; 10.7; 8.8", "url": "https://example.org/desk", "source_note": "a page"},
        }
    )
    (practice,) = tables["practices"].astype(object).to_dict("records")
    assert {str(name): str(value) for name, value in practice.items() if pd.notna(value)} == {
        **{"practice_no": "1", "title": "A desk", "country_text": "Bahamas, The; Global; Egypt, Arab Rep."},
        **{"is_global": "True", "dates_text": "2019 – ongoing", "start_date": "2019-01-01"},
        **{"start_date_precision": "year", "is_ongoing": "True", "practice_type": "Training", "is_general": "True"},
        **{"url": "https://example.org/desk", "source_note": "a page", "is_synthetic": "False"},
        **{"source_file": "practices/list.csv", "source_row": "2"},
    }
    assert values(tables["assn_practices_countries"], "practice_no", "country_code") == [(1, "BHS"), (1, "EGY")]
    assert values(tables["assn_practices_objectives"], "objective_no", "source_row") == [(7, 2)]
    assert values(tables["assn_practices_organisations"], "organisation", "organisation_code") == [
        ("International Organization for Migration", "IOM"),
        ("Synthetic Choir", None),
    ]
    assert values(tables["assn_practices_principles"], "principle_code") == [("child-sensitive",), ("human-rights",)]
    assert values(tables["assn_practices_sdg_goals"], "sdg_goal") == [(8,), (10,)]
    assert values(tables["assn_practices_sdg_targets"], "sdg_target") == [("10.7",), ("8.8",)]
    assert said(tables) == []


@pytest.mark.parametrize(
    ("cells", "finding"),
    [
        ({"title": " "}, ("title", "missing-title", None, "row")),
        ({"countries": "Atlantis; Kenya"}, ("countries", "unknown-country", "Atlantis", "value")),
        ({"dates": "two summers in a row"}, ("dates", "unreadable-date", "two summers in a row", "value")),
        ({"dates": "2022 - 2020"}, ("dates", "end-before-start", "2022 - 2020", "value")),
        ({"objectives": "24"}, ("objectives", "unknown-objective", "24", "value")),
        ({"principles": "Fun"}, ("principles", "unknown-principle", "Fun", "value")),
        ({"sdgs": "18"}, ("sdgs", "unknown-sdg-target", "18", "value")),
        (
            {"organisations": "IOM (with others); Synthetic Choir"},
            ("organisations", "note-beside-organisation", "IOM (with others)", "warning"),
        ),
        ({"url": "see the Hub"}, ("url", "malformed-url", "see the Hub", "warning")),
        ({"url": "javascript:alert(1)"}, ("url", "malformed-url", "javascript:alert(1)", "warning")),
    ],
)
def test_rules(cells: Cells, finding: tuple[object, ...]) -> None:
    tables = normalised(cells)
    assert said(tables) == [(2, *finding)]
    assert books(tables) == [1, int(finding[-1] != "row"), int(finding[-1] == "row"), 0]


def test_what_cannot_be_read_is_kept_as_written() -> None:
    tables = normalised({"countries": "Atlantis", "dates": "two summers", "url": "see the Hub", "title": "None"})
    practice = tables["practices"].iloc[0]
    assert practice[["title", "country_text", "dates_text", "url"]].tolist() == [
        *("None", "Atlantis", "two summers", "see the Hub")
    ]
    assert practice[["start_date", "end_date"]].isna().all()


@pytest.mark.parametrize("field", ["title", "url", "source_note"])
def test_a_row_that_says_synthetic_is_marked(field: str) -> None:
    tables = normalised({field: "https://example.org/Synthétique-1"}, {"title": "B"})
    assert tables["practices"]["is_synthetic"].tolist() == [True, False]


DESK = {"url": "https://example.org/desk"}


@pytest.mark.parametrize(
    ("rows", "kept", "rules"),
    [
        ([DESK, DESK], [2], ["duplicate-identical"]),
        ([DESK, DESK | {"dates": "2020"}], [3], ["duplicate-older"]),
        ([DESK, {"title": "A  DESK", "url": "https://Example.org/desk/"}], [3], ["duplicate-older"]),
        ([DESK, {"url": "https://example.org/other"}], [2, 3], []),
        ([DESK, {"title": "Another desk"} | DESK], [2, 3], []),
        ([{"countries": "Kenya"}, {"countries": "Mali"}], [2, 3], []),
        ([{"countries": "Kenya"}, {"countries": "Kenya", "dates": "2020"}], [3], ["duplicate-older"]),
        ([{}, {"countries": "Kenya"}], [2, 3], []),
    ],
)
def test_the_same_practice_twice(rows: list[Cells], kept: list[int], rules: list[str]) -> None:
    tables = normalised(*rows)
    assert tables["practices"]["source_row"].tolist() == kept
    assert [(rule, scope) for _, _, rule, _, scope in said(tables)] == [(rule, "superseded") for rule in rules]
    assert books(tables) == [len(rows), len(kept), 0, len(rows) - len(kept)]


def test_practices_are_numbered_in_the_order_of_the_rows_that_stay() -> None:
    tables = normalised({"title": "Z", "objectives": "9; 1"}, {"title": ""}, {"title": "A", "objectives": "3"})
    assert values(tables["practices"], "practice_no", "title") == [(1, "Z"), (2, "A")]
    assert values(tables["assn_practices_objectives"], "practice_no", "objective_no", "source_row") == [
        *((1, 1, 2), (1, 9, 2), (2, 3, 4))
    ]


@pytest.fixture(scope="module")
def shipped() -> Tables:
    """The shipped example, as the nightly run cleans it."""
    paths = sorted(path for path in (LANDING / "practices").iterdir() if practices.CARD.accepts(path.name))
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    files = [SnapshotFile("practices", f"practices/{path.name}", path, "0" * 64, 1, moment) for path in paths]
    raw: dict[str, list[pa.Table]] = {}
    for name, table in registry.read("practices", files):
        raw.setdefault(name, []).append(table)
    return as_frames(normalise({name: to_pandas(pa.concat_tables(parts)) for name, parts in raw.items()}, REFERENCE))


def test_the_shipped_practices_have_only_the_finding_that_they_are_there_to_show(shipped: Tables) -> None:
    assert said(shipped) == [(6, "dates", "unreadable-date", "two summers in a row", "value")]
    assert books(shipped) == [6, 6, 0, 0]
    table = shipped["practices"]
    assert (table["is_synthetic"] == table["source_file"].str.contains("synthetic")).all()
    assert values(table[~table["is_synthetic"]], "practice_no", "country_text") == [(1, "Armenia")]
    assert values(shipped["assn_practices_objectives"].head(1), "practice_no", "objective_no") == [(1, 1)]


GARBAGE = st.one_of(
    st.none(),
    st.text(max_size=12).map(lambda text: text.encode("utf-8", "ignore").decode()),
    st.sampled_from(
        ["General; 7", "2019 – ongoing", "Global; Kenya", "SDG 8, 10.7", "IOM; OIM", "https://example.org/a"]
    ),
)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, GARBAGE)), max_size=6))
@settings(max_examples=25, deadline=None)
def test_any_input_balances_and_keys_are_unique(cells: list[Cells]) -> None:
    tables = normalised(*cells)
    read, loaded, *lost = books(tables)
    assert read == len(cells) == loaded + sum(lost)
    assert loaded == len(tables["practices"])
    for name, table in TABLES.items():
        keys = values(tables[name], *table.primary_key.columns.keys())
        assert keys == sorted(set(keys))  # type: ignore[type-var]
