from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from sqlalchemy import Table

from gcm_pipeline.frames import to_pandas
from gcm_pipeline.normalise.network import normalise
from gcm_pipeline.reference import ROOT
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import network, registry
from gcm_pipeline.warehouse.load import arrow_schema
from gcm_pipeline.warehouse.tables import network as declared
from gcm_pipeline_tests.cleaned import as_frames
from gcm_pipeline_tests.unit.normalise.reading import REFERENCE, said

LANDING = ROOT / "data" / "landing"
TABLES = {table.name: table for table in vars(declared).values() if isinstance(table, Table)}
TABLE_OF = {"champions": "champion_countries"} | {name: name for name in network.CARD.frames if name != "champions"}
ROWS: dict[str, dict[str, str | None]] = {
    "champions": {"country": "Kenya", "joined_on": "2021-05"},
    "country_networks": {"country": "Kenya", "established_on": "2021-05-04"},
    "regional_networks": {"region": "Africa", "established_on": "2020"},
    "regional_reviews": {"region": "Africa", "held_on": "31 August - 1 September 2021"},
    "mgi_assessments": {"country": "Kenya", "year": "2019", "level": "local", "locality": "Synthetic City"},
    "interviews": {"interview_no": "7", "held_on": "2022-01-02", "office": "Synthetic office", "informants": "2"},
}
Tables = dict[str, pd.DataFrame]
Cells = Mapping[str, str | None]


def normalised(frame: str, *rows: Cells) -> Tables:
    """A good row of ``frame`` for each of ``rows``, which say what is different about it."""
    place = [{"source_file": "network/synthetic.csv", "source_row": number} for number in range(2, len(rows) + 2)]
    full = [ROWS[frame] | dict(own) | at for own, at in zip(rows, place, strict=True)]
    raw = {frame: to_pandas(pa.Table.from_pylist(full, schema=network.FRAMES[frame]))}
    return as_frames(normalise(raw, REFERENCE))


def only(tables: Tables, frame: str) -> dict[str, object]:
    """The one row of the table of ``frame``, dates as text, without what is null."""
    (row,) = tables[TABLE_OF[frame]].astype(object).to_dict("records")
    return {str(k): str(v) if hasattr(v, "year") else v for k, v in row.items() if pd.notna(v)}


def books(tables: Tables) -> list[int]:
    return [int(count) for count in tables["books"].drop(columns="source_file").sum()]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_frames_fit_the_tables(table: Table) -> None:
    for frame in ROWS:
        for raw in ({}, {frame: to_pandas(network.FRAMES[frame].empty_table())}):
            got = dict(normalise(raw, REFERENCE))[table.name]
            wanted = arrow_schema(table)
            wanted = wanted.remove(wanted.get_field_index("load_id"))
            assert got.select(wanted.names).schema.equals(wanted)
            assert len(got.column_names) == len(wanted)


SAID = {"is_synthetic": False, "source_file": "network/synthetic.csv", "source_row": 2}
SYNTHETIC = SAID | {"is_synthetic": True}


@pytest.mark.parametrize(
    ("frame", "cells", "expected"),
    [
        (
            "champions",
            {"attested_on": "2022-03", "source_note": " a  page "},
            {"country_code": "KEN", "joined_on": "2021-05-01", "joined_on_precision": "month"}
            | {"attested_on": "2022-03-31", "attested_on_precision": "month", "source_note": "a page"}
            | SAID,
        ),
        ("champions", {"joined_on": None}, {"country_code": "KEN"} | SAID),
        ("champions", {"country": "Synthetic Country", "joined_on": "-"}, {"country_code": "QZZ"} | SYNTHETIC),
        (
            "country_networks",
            {"source_note": "Synthetic"},
            {"country_code": "KEN", "established_on": "2021-05-04", "established_on_precision": "day"}
            | {"source_note": "Synthetic"}
            | SYNTHETIC,
        ),
        (
            "regional_networks",
            {"attested_on": "2021"},
            {"region": "Africa", "established_on": "2020-01-01", "established_on_precision": "year"}
            | {"attested_on": "2021-12-31", "attested_on_precision": "year"}
            | SAID,
        ),
        (
            "regional_reviews",
            {},
            {"region": "Africa", "held_on": "2021-08-31", "held_on_precision": "day", "held_until": "2021-09-01"}
            | SAID,
        ),
        (
            "mgi_assessments",
            {"source_note": "exemple synthétique"},
            {"country_code": "KEN", "year": 2019, "level": "local", "locality": "Synthetic City"}
            | {"source_note": "exemple synthétique"}
            | SYNTHETIC,
        ),
        (
            "mgi_assessments",
            {"level": "National", "locality": None},
            {"country_code": "KEN", "year": 2019, "level": "national", "locality": ""} | SAID,
        ),
        (
            "interviews",
            {"interview_no": "No. 07"},
            {"interview_no": "7", "held_on": "2022-01-02", "held_on_precision": "day"}
            | {"office": "Synthetic office", "informants": 2}
            | SYNTHETIC,
        ),
    ],
)
def test_a_row_becomes_a_row(frame: str, cells: Cells, expected: dict[str, object]) -> None:
    tables = normalised(frame, cells)
    assert only(tables, frame) == expected
    assert said(tables) == []


@pytest.mark.parametrize(
    ("frame", "cells", "finding"),
    [
        *(
            (frame, {"country": None}, ("country", "missing-country", None))
            for frame in ("champions", "country_networks")
        ),
        *(
            (frame, {"region": "-"}, ("region", "missing-region", "-"))
            for frame in ("regional_networks", "regional_reviews")
        ),
        ("champions", {"country": "Atlantis"}, ("country", "unknown-country", "Atlantis")),
        ("champions", {"country": "NA"}, ("country", "ambiguous-country", "NA")),
        ("country_networks", {"country": "Kenya; Mali"}, ("country", "several-countries", "Kenya; Mali")),
        ("country_networks", {"country": "Global"}, ("country", "global-is-no-country", "Global")),
        ("regional_reviews", {"held_on": None}, ("held_on", "missing-date", None)),
        ("regional_reviews", {"held_on": "soon"}, ("held_on", "unreadable-date", "soon")),
        ("regional_reviews", {"held_on": "2022 - 2020"}, ("held_on", "end-before-start", "2022 - 2020")),
        ("mgi_assessments", {"country": "Atlantis"}, ("country", "unknown-country", "Atlantis")),
        ("mgi_assessments", {"year": None}, ("year", "missing-year", None)),
        ("mgi_assessments", {"year": "2020-2021"}, ("year", "unreadable-year", "2020-2021")),
        ("mgi_assessments", {"level": None}, ("level", "missing-level", None)),
        ("mgi_assessments", {"level": "regional"}, ("level", "unknown-level", "regional")),
        ("interviews", {"interview_no": None}, ("interview_no", "missing-interview-number", None)),
    ],
)
def test_a_row_without_a_readable_key_is_rejected_with_its_record(
    frame: str, cells: Cells, finding: tuple[str, str, str | None]
) -> None:
    tables = normalised(frame, cells)
    field, rule, value = finding
    value = None if rule.startswith("missing") else value
    assert said(tables) == [(2, field, rule, value, "row")]
    assert tables[TABLE_OF[frame]].empty
    assert books(tables) == [1, 0, 1, 0]
    kept = {key: cell for key, cell in (ROWS[frame] | dict(cells)).items() if cell is not None}
    assert pa.array(tables["findings"]["record"]).to_pylist() == [
        "{" + ", ".join(f'"{key}": "{kept[key]}"' for key in network.FRAMES[frame].names if key in kept) + "}"
    ]


@pytest.mark.parametrize(
    ("frame", "cells", "finding"),
    [
        ("champions", {"joined_on": "soon"}, ("joined_on", "unreadable-date", "soon", "value")),
        ("champions", {"attested_on": "soon"}, ("attested_on", "unreadable-date", "soon", "value")),
        ("country_networks", {"established_on": "soon"}, ("established_on", "unreadable-date", "soon", "value")),
        ("regional_networks", {"established_on": "soon"}, ("established_on", "unreadable-date", "soon", "value")),
        ("mgi_assessments", {"level": "national"}, ("locality", "national-with-locality", "Synthetic City", "warning")),
        ("interviews", {"held_on": "soon"}, ("held_on", "unreadable-date", "soon", "value")),
        ("interviews", {"informants": "0"}, ("informants", "invalid-informants", "0", "value")),
        ("interviews", {"informants": None}, ("informants", "missing-informants", None, "warning")),
    ],
)
def test_a_bad_value_is_reported_and_its_row_kept(frame: str, cells: Cells, finding: tuple[object, ...]) -> None:
    tables = normalised(frame, cells)
    assert said(tables) == [(2, *finding)]
    assert books(tables) == [1, 1, 0, 0]
    assert len(tables[TABLE_OF[frame]]) == 1


@pytest.mark.parametrize(
    ("frame", "other"),
    [
        ("champions", {"country": "Republic of Kenya", "joined_on": "2019"}),
        ("country_networks", {"established_on": "2019"}),
        ("regional_networks", {"region": "AFRICA", "established_on": "2019"}),
        ("regional_reviews", {"region": "africa", "held_on": "2021-08-31"}),
        ("mgi_assessments", {"level": "City", "locality": "SYNTHETIC CITY"}),
        ("interviews", {"interview_no": "007", "informants": "9"}),
    ],
)
def test_of_one_key_the_later_row_stays_and_of_equal_rows_the_first(frame: str, other: Cells) -> None:
    tables = normalised(frame, {}, {}, other)
    assert [(row, rule, scope) for row, _, rule, _, scope in said(tables)] == [
        (2, "duplicate-older", "superseded"),
        (3, "duplicate-older", "superseded"),
    ]
    assert only(tables, frame)["source_row"] == 4
    assert books(tables) == [3, 1, 0, 2]
    same = normalised(frame, {}, {})
    assert said(same) == [(3, None, "duplicate-identical", None, "superseded")]
    assert only(same, frame)["source_row"] == 2


@pytest.mark.parametrize(
    ("frame", "others"),
    [
        ("regional_reviews", [{"held_on": "2024-10"}, {"region": "Arab region"}]),
        ("mgi_assessments", [{"year": "2021"}, {"level": "national", "locality": None}, {"locality": None}]),
        ("mgi_assessments", [{"locality": "Other Synthetic City"}]),
        ("regional_networks", [{"region": "arab region"}, {"region": "Zone"}]),
    ],
)
def test_every_part_of_a_key_counts(frame: str, others: list[Cells]) -> None:
    tables = normalised(frame, {}, *others)
    table = TABLES[TABLE_OF[frame]]
    key = list(table.primary_key.columns.keys())
    keys = list(tables[table.name][key].itertuples(index=False, name=None))
    assert len(set(keys)) == 1 + len(others)
    assert keys == sorted(keys)
    assert said(tables) == []


@pytest.fixture(scope="module")
def shipped() -> Tables:
    """The shipped example, as the nightly run cleans it."""
    paths = sorted(path for path in (LANDING / "network").iterdir() if network.CARD.accepts(path.name))
    files = [_snapshot(path) for path in paths]
    raw: dict[str, list[pa.Table]] = {}
    for name, table in registry.read("network", files):
        raw.setdefault(name, []).append(table)
    return as_frames(normalise({name: to_pandas(pa.concat_tables(parts)) for name, parts in raw.items()}, REFERENCE))


def _snapshot(path: Path) -> SnapshotFile:
    source_file = path.relative_to(LANDING).as_posix()
    return SnapshotFile("network", source_file, path, "0" * 64, 1, datetime(2026, 1, 1, tzinfo=UTC))


def test_the_shipped_lists_are_clean_and_their_books_balance(shipped: Tables) -> None:
    assert said(shipped) == []
    read, loaded, *lost = books(shipped)
    assert (read, lost) == (loaded, [0, 0])
    assert loaded == sum(len(shipped[name]) for name in TABLES)


def test_the_champions_are_the_27_of_the_footnote(shipped: Tables) -> None:
    champions = shipped["champion_countries"]
    assert len(champions) == 27
    assert not {"KEN", "MWI", "PAN", "PER", "SLE", "TUR"} & set(champions["country_code"])
    assert champions["source_note"].str.contains("footnote 10").all()
    assert champions.loc[champions["joined_on"].notna(), "country_code"].tolist() == ["BGD"]


def test_five_regional_reviews_were_held_by_the_end_of_2021(shipped: Tables) -> None:
    held = shipped["regional_reviews"]["held_on"].astype(str)
    assert (held <= "2021-12-31").sum() == 5


@pytest.mark.parametrize("name", TABLES)
def test_shipped_facts_have_a_source_and_made_up_rows_say_so(shipped: Tables, name: str) -> None:
    table = shipped[name]
    assert table["source_note"].notna().all()
    assert (table["is_synthetic"] == table["source_file"].str.contains("synthetic")).all()
