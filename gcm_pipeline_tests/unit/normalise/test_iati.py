"""Activities from raw frames to core tables: each rule, and anything at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.normalise.iati import normalise
from gcm_pipeline.reference import Reference
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import iati
from gcm_pipeline.warehouse.tables import iati as tables
from gcm_pipeline.warehouse.tables.base import metadata
from gcm_pipeline_tests.cleaned import as_frames

REAL = Path(__file__).resolve().parents[4] / "shared" / "real" / "iati"
REFERENCE = Reference()
Frames = dict[str, pd.DataFrame]
Clean = Callable[..., Frames]


def parse(*paths: Path) -> Frames:
    batches: dict[str, list[pa.Table]] = {name: [schema.empty_table()] for name, schema in iati.FRAMES.items()}
    for path in paths:
        file = SnapshotFile("iati", f"iati/{path.name}", path, "0", 1, datetime(2026, 1, 1, tzinfo=UTC))
        for name, table in iati.read(file):
            batches[name].append(table)
    return {name: pa.concat_tables(parts).to_pandas(types_mapper=pd.ArrowDtype) for name, parts in batches.items()}


@pytest.fixture
def clean(tmp_path: Path) -> Clean:
    """Clean frames of files a.xml, b.xml, … with the given activities."""

    def run(*contents: str) -> Frames:
        paths = [tmp_path / f"{name}.xml" for name in "abc"[: len(contents)]]
        for path, content in zip(paths, contents, strict=True):
            path.write_text(f"<iati-activities version='2.03'>{content}</iati-activities>", encoding="utf-8")
        return as_frames(normalise(parse(*paths), REFERENCE))

    return run


def activity(identifier: str = "A", content: str = "", **attributes: str) -> str:
    written = "".join(f" {name.replace('_', '-')}='{value}'" for name, value in attributes.items())
    return f"<iati-activity{written}><iati-identifier>{identifier}</iati-identifier>{content}</iati-activity>"


def found(frames: Frames) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in frames["findings"][["rule", "field", "scope"]].itertuples(index=False)]


def column(frames: Frames, table: str, name: str) -> list[object]:
    return [None if pd.isna(value) else value for value in frames[table][name]]


def test_texts_prefer_english_then_the_first(clean: Clean) -> None:
    texts = (
        "<title><narrative xml:lang='fr'>F</narrative><narrative xml:lang='EN-gb'> E  </narrative></title>"
        "<description type='2'><narrative xml:lang='en'>goal</narrative></description>"
        "<description type='1'><narrative xml:lang='en'>general</narrative><narrative/></description>"
    )
    french = "<title><narrative>Un</narrative><narrative xml:lang='ar'>A</narrative></title>"
    frames = clean(activity("A", texts) + activity("B", french, xml_lang="fr").replace("xml-lang", "xml:lang"))
    assert column(frames, "iati_activities", "title") == ["E", "Un"]
    assert column(frames, "iati_activities", "title_language") == ["en-gb", "fr"]
    assert column(frames, "iati_activities", "description") == ["general", None]
    assert column(frames, "iati_titles", "title") == ["F", "E", "Un", "A"]
    assert column(frames, "iati_descriptions", "description") == ["goal", "general"]


def test_dates_spread_by_type_and_the_first_of_a_type_counts(clean: Clean) -> None:
    dates = "".join(
        f"<activity-date type='{kind}' iso-date='{day}'/>"
        for kind, day in [
            ("1", "2020-01-01"),
            ("1", "2021-01-01"),
            ("3", "2020-02-31"),
            ("4", "2022-05-06Z"),
            ("9", "2020-01-01"),
        ]
    )
    frames = clean(activity("A", dates))
    row = frames["iati_activities"].iloc[0]
    assert (row["planned_start"], row["actual_end"]) == (date(2020, 1, 1), date(2022, 5, 6))
    assert pd.isna(row["planned_end"])
    assert sorted(found(frames)) == [
        ("duplicate-date", "activity-date/@type", "value"),
        ("unknown-code", "activity-date/@type", "warning"),
        ("unreadable-date", "activity-date/@iso-date", "value"),
    ]


@pytest.mark.parametrize(
    ("identifier", "publisher", "expected"),
    [
        ("XM-DAC-47066-DP.2154", "XM-DAC-47066", "DP.2154"),
        (" xm-dac-47066-lm.0514 ", "xm-dac-47066", "LM.0514"),
        ("XM-DAC-47066-DP.2154", "XM-DAC-41121", None),
        ("XM-DAC-47066-DP.21540", "XM-DAC-47066", None),
        ("XM-DAC-47066-XDP.2154", "XM-DAC-47066", None),
        ("XM-DAC-47066", "XM-DAC-47066", None),
    ],
)
def test_project_codes_of_iom(clean: Clean, identifier: str, publisher: str, expected: str | None) -> None:
    frames = clean(activity(identifier, f"<reporting-org ref='{publisher}'/>"))
    assert column(frames, "iati_activities", "project_code") == [expected]


@pytest.mark.parametrize(
    ("published", "default", "expected", "finding"),
    [
        ("<value currency='usd'>-5.005</value>", "EUR", ("-5.00", "USD", False), []),
        ("<value>5</value>", "EUR", ("5.00", "EUR", True), []),
        ("<value>5</value>", "", (None, None, False), [("no-currency", "budget/value/@currency", "value")]),
        (
            "<value currency='US$'>5</value>",
            "EUR",
            (None, None, False),
            [("unreadable-currency", "budget/value/@currency", "value")],
        ),
        (
            "<value currency='USD'>1,000</value>",
            "",
            (None, "USD", False),
            [("unreadable-amount", "budget/value", "value")],
        ),
        (
            "<value currency='USD'>99999999999999999</value>",
            "",
            (None, "USD", False),
            [("amount-too-large", "budget/value", "value")],
        ),
        ("", "", (None, None, False), []),
    ],
)
def test_currency_of_budgets(
    clean: Clean, published: str, default: str, expected: tuple[object, ...], finding: list[object]
) -> None:
    frames = clean(activity("A", f"<budget>{published}</budget>", default_currency=default))
    value, currency, by_default = (
        column(frames, "iati_budgets", name)[0] for name in ("value", "currency", "is_currency_default")
    )
    assert (value, currency, by_default) == (expected[0] and Decimal(str(expected[0])), *expected[1:])
    assert found(frames) == finding


def test_transactions_fall_back_as_well_and_keep_their_sectors(clean: Clean) -> None:
    content = (
        "<transaction><value>1</value></transaction>"
        "<transaction><transaction-type code='3'/><value>-2</value><sector code='72010'/>"
        "<recipient-country code='so'/></transaction>"
    )
    frames = clean(activity("A", content, default_currency="EUR"))
    assert column(frames, "iati_transactions", "value") == [Decimal("1.00"), Decimal("-2.00")]
    assert column(frames, "iati_transactions", "currency") == ["EUR", "EUR"]
    assert column(frames, "iati_transactions", "country_code") == [None, "SOM"]
    assert frames["iati_transaction_sectors"][["sector_no", "transaction_no", "vocabulary"]].to_numpy().tolist() == [
        [1, 2, "1"]
    ]


def test_countries_become_alpha_3_once_each(clean: Clean) -> None:
    codes = [("SO", "60"), ("ke", "40"), ("SO", ""), ("ZZ", ""), ("", ""), ("ET", "101"), ("DJ", "x")]
    frames = clean(
        activity("A", "".join(f"<recipient-country code='{code}' percentage='{share}'/>" for code, share in codes))
    )
    assert column(frames, "assn_activities_countries", "country_code") == ["SOM", "KEN", "ETH", "DJI"]
    assert column(frames, "assn_activities_countries", "percentage") == [Decimal("60"), Decimal("40"), None, None]
    assert sorted(found(frames)) == [
        ("duplicate-country", "recipient-country/@code", "value"),
        ("missing-code", "recipient-country/@code", "value"),
        ("percentage-out-of-range", "recipient-country/@percentage", "value"),
        ("unknown-country", "recipient-country/@code", "value"),
        ("unreadable-percentage", "recipient-country/@percentage", "value"),
    ]


def test_vocabularies_have_their_defaults(clean: Clean) -> None:
    content = (
        "<sector code='1'/><recipient-region code='998'><narrative>Horn</narrative></recipient-region>"
        "<policy-marker code='1'/><tag code='10.7' vocabulary='3'/><tag vocabulary='3'/>"
        "<sector code='X' vocabulary='77'/>"
    )
    frames = clean(activity("A", content))
    assert column(frames, "assn_activities_sectors", "vocabulary") == ["1", "77"]
    assert column(frames, "assn_activities_regions", "region_name") == ["Horn"]
    assert column(frames, "assn_activities_policy_markers", "vocabulary") == ["1"]
    assert column(frames, "assn_activities_tags", "tag_code") == ["10.7"]
    assert sorted(found(frames)) == [
        ("missing-code", "tag/@code", "value"),
        ("unknown-code", "sector/@vocabulary", "warning"),
    ]


def test_findings_tell_where_and_what(clean: Clean) -> None:
    frames = clean(activity("Z"), activity("Q") + activity("A", "<sector code='1' percentage='1.5%'/>"))
    finding = frames["findings"].iloc[0]
    assert (finding["source_file"], finding["source_row"], finding["value"]) == ("iati/b.xml", 2, "1.5%")
    assert json.loads(finding["record"]) == {
        "iati_identifier": "A",
        "position": "1",
        "sector": "1",
        "percentage": "1.5%",
    }


def test_an_activity_without_identifier_is_rejected_with_its_parts(clean: Clean) -> None:
    frames = clean(activity("  ", "<tag code='1' vocabulary='2'/>") + "<iati-activity/>" + activity("A"))
    assert column(frames, "iati_activities", "iati_identifier") == ["A"]
    assert frames["assn_activities_tags"].empty
    assert found(frames) == [("missing-identifier", "iati-identifier", "row")] * 2
    assert frames["books"].iloc[0].to_list() == ["iati/a.xml", 3, 1, 2, 0]


LATER = "2023-02-01T00:00:00"


@pytest.mark.parametrize(
    ("first", "second", "kept", "rule"),
    [
        (
            {"last_updated_datetime": LATER},
            {"last_updated_datetime": "2023-01-31T23:00:00-00:30"},
            "iati/a.xml",
            "duplicate-older",
        ),
        (
            {"last_updated_datetime": "2023-01-31T23:00:00-02:00"},
            {"last_updated_datetime": LATER},
            "iati/a.xml",
            "duplicate-older",
        ),
        ({"last_updated_datetime": "2000-01-01"}, {}, "iati/a.xml", "duplicate-older"),
        (
            {"last_updated_datetime": LATER},
            {"last_updated_datetime": LATER, "hierarchy": "1"},
            "iati/b.xml",
            "duplicate-older",
        ),
        ({}, {}, "iati/b.xml", "duplicate-identical"),
    ],
)
def test_the_latest_version_of_an_activity_is_kept(
    clean: Clean, first: dict[str, str], second: dict[str, str], kept: str, rule: str
) -> None:
    frames = clean(activity("A", "<tag code='1'/>", **first), activity("A", "<tag code='1'/>", **second))
    assert column(frames, "iati_activities", "source_file") == [kept]
    assert column(frames, "assn_activities_tags", "source_file") == [kept]
    assert found(frames) == [(rule, "iati-identifier", "superseded")]
    assert frames["books"]["rows_superseded"].sum() == 1


def test_versions_that_differ_in_a_part_only_are_not_identical(clean: Clean) -> None:
    frames = clean(activity("A", "<tag code='1'/><tag code='2'/>") + activity("A", "<tag code='2'/><tag code='1'/>"))
    assert found(frames) == [("duplicate-older", "iati-identifier", "superseded")]
    assert column(frames, "iati_activities", "source_row") == [2]


BUDGET = "<budget><value currency='USD'>1</value></budget>"


def related(kind: str, identifier: str) -> str:
    return f"<related-activity type='{kind}' ref='{identifier}'/>"


@pytest.mark.parametrize(
    ("activities", "counting"),
    [
        ([("A", BUDGET, "1"), ("B", BUDGET + related("1", "A"), "2")], "B"),
        ([("A", BUDGET + related("2", "B"), "1"), ("B", BUDGET, "2"), ("D", BUDGET, "1")], "BD"),
        ([("A", BUDGET, "1"), ("B", related("1", "A"), "2")], "AB"),
        ([("A", BUDGET, "1"), ("B", related("1", "A"), "2"), ("C", BUDGET + related("1", "B"), "3")], "C"),
        ([("A", BUDGET, "1"), ("B", BUDGET + related("1", "A"), "2"), ("D", BUDGET, "1")], "BD"),
        ([("A", BUDGET, "1"), ("B", BUDGET, "2")], "B"),
        ([("A", BUDGET, "1"), ("B", "", "2")], "A"),
        ([("A", BUDGET + related("1", "B"), "1"), ("B", BUDGET + related("1", "A"), "1")], "AB"),
        ([("A", BUDGET + related("1", "A"), ""), ("B", BUDGET + related("1", "elsewhere"), "")], "AB"),
        ([("A", "", "1"), ("B", "", "2")], "AB"),
    ],
)
def test_budgets_count_on_the_lowest_level_that_has_one(
    clean: Clean, activities: list[tuple[str, str, str]], counting: str
) -> None:
    written = [
        activity(name, "<reporting-org ref='X'/>" + content, hierarchy=level) for name, content, level in activities
    ]
    frames = clean("".join(written))["iati_activities"]
    assert "".join(frames.loc[frames["counts_in_totals"], "iati_identifier"]) == counting


def test_each_publisher_has_levels_of_its_own(clean: Clean) -> None:
    levels = [("A", "X", "1"), ("B", "Y", "2")]
    frames = clean(
        "".join(activity(name, f"<reporting-org ref='{org}'/>{BUDGET}", hierarchy=level) for name, org, level in levels)
    )
    assert column(frames, "iati_activities", "counts_in_totals") == [True, True]


def declared() -> dict[str, list[str]]:
    own = [table for table in metadata.tables.values() if table.info["source"] == tables.SOURCE]
    return {table.name: [column.name for column in table.columns if column.name != "load_id"] for table in own}


def test_the_frames_are_the_tables(clean: Clean) -> None:
    frames = clean(activity("A"))
    assert {name: list(frame) for name, frame in frames.items() if name not in ("findings", "books")} == declared()


def test_no_files_give_empty_tables() -> None:
    frames = as_frames(normalise({}, REFERENCE))
    assert set(frames) == {*declared(), "findings", "books"}
    assert all(frame.empty for frame in frames.values())


WILD = (
    st.none()
    | st.text(max_size=6)
    | st.sampled_from(["1", "2", "A", "SO", "2020-01-01", "USD", "-1.5", "9" * 60, "²", "en"])
)


@st.composite
def raw_frames(draw: st.DrawFn) -> Frames:
    frames = {}
    for name, schema in iati.FRAMES.items():
        if name == "findings":
            continue
        size = draw(st.integers(0, 4))
        counted = list(range(1, size + 1))
        columns = {field: draw(st.lists(WILD, min_size=size, max_size=size)) for field in schema.names}
        columns |= {
            "source_file": [draw(st.sampled_from(["a", "b"])) for _ in counted],
            "source_row": counted,
            "position": counted,
        }
        if name == "transaction_sectors":
            columns["transaction_position"] = [str(number) for number in counted]
        frames[name] = pa.table(columns, schema=schema).to_pandas(types_mapper=pd.ArrowDtype)
    return frames


@settings(max_examples=15, deadline=None)
@given(raw_frames())
def test_nothing_that_can_be_read_breaks_cleaning(raw: Frames) -> None:
    frames = as_frames(normalise(raw, REFERENCE))
    books = frames["books"]
    assert (books["rows_read"] == books[["rows_loaded", "rows_rejected", "rows_superseded"]].sum(axis=1)).all()
    assert books["rows_read"].sum() == len(raw["activities"])
    assert books["rows_loaded"].sum() == len(frames["iati_activities"])
    assert (frames["findings"]["scope"] == "row").sum() == books["rows_rejected"].sum()
    keys = {table.name: [column.name for column in table.primary_key] for table in metadata.tables.values()}
    for name in declared():
        assert not frames[name].duplicated(keys[name]).any()
        assert frames[name][keys[name]].notna().all(axis=None)


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not at hand")
def test_the_real_files() -> None:
    frames = as_frames(normalise(parse(REAL / "iom_DP.2154.xml", REAL / "unhcr_activities_2023.xml"), REFERENCE))
    assert frames["books"][["rows_read", "rows_loaded"]].to_numpy().tolist() == [[1, 1], [134, 134]]
    assert [len(frames[name]) for name in ("assn_activities_tags", "iati_transactions", "iati_budgets")] == [
        727,
        2679,
        417,
    ]
    assert found(frames) == [("unknown-country", "recipient-country/@code", "value")]  # XK, which is not in ISO 3166-1
    activities = frames["iati_activities"].set_index("iati_identifier")
    assert activities.groupby("hierarchy")["counts_in_totals"].agg(["size", "sum"]).to_numpy().tolist() == [
        [1, 0],
        [7, 0],
        [126, 126],
    ]
    iom = activities.loc["XM-DAC-47066-DP.2154"]
    assert iom["title"].startswith("Promotion of Human Security")
    expected = {
        "project_code": "DP.2154",
        "activity_status": "2",
        "humanitarian": True,
        "default_currency": "USD",
        "planned_start": date(2020, 3, 15),
        "actual_start": date(2020, 3, 15),
        "planned_end": date(2021, 3, 14),
        "counts_in_totals": True,
        "source_row": 1,
    }
    assert {name: iom[name] for name in expected} == expected
    budget = frames["iati_budgets"].query("iati_identifier == 'XM-DAC-47066-DP.2154'").iloc[0]
    assert (budget["value"], budget["currency"], budget["value_date"]) == (
        Decimal("1459753.72"),
        "USD",
        date(2020, 3, 1),
    )
