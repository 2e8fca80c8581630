"""The claims C18 to C33, which the sources beside the project exports supply: what counts, and what the note says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gcm_pipeline.marts import relations
from gcm_pipeline_tests.unit.marts import example, sources_example
from gcm_pipeline_tests.unit.marts.test_claims import claims

SUPPLIED = [f"C{number}" for number in range(18, 34)]


def computed(core: example.Core, *wanted: str) -> dict[str, tuple[Any, ...]]:
    return {claim_id: row for claim_id, row in claims(core).items() if claim_id in wanted}


def test_the_example() -> None:
    found = computed(sources_example.core(), *SUPPLIED)
    assert {claim_id: value for claim_id, (value, _, _) in found.items()} == {
        "C18": "2",
        "C19": "3",
        "C20": "1",
        "C21": "1",
        "C22": "1",
        "C23": "2",
        "C24": "0",
        "C25": "1",
        "C26": "2",
        "C27": "2",
        "C28": "3",
        "C29": "2",
        "C30": "0",
        "C31": "108",
        "C32": "2",
        "C33": "1",
    }
    assert {status for _, status, _ in found.values()} == {"differs"}


def test_assessments_are_no_indicators() -> None:
    value, status, note = claims(sources_example.core())["C34"]
    assert (value, status) == (None, "no data")
    assert "not the indicators" in note


@pytest.mark.parametrize(
    ("claim_id", "said"),
    [
        ("C18", "2 of the 2 rows counted are synthetic."),
        ("C19", "1 of the 1 rows counted are synthetic."),
        ("C22", "Rows not counted for want of a date: 1. Synthetic rows beside them, not counted: 1."),
        ("C23", "1 of the 2 rows counted are undated."),
        ("C26", "The text says 31, its footnote names 27. Rows not counted for want of a date: 1."),
        ("C31", "1 of the 3 rows counted are undated."),
        ("C32", "1 of the 3 rows counted are undated. Synthetic rows beside them, not counted: 1."),
    ],
)
def test_notes_tell_what_is_made_up_or_undated(claim_id: str, said: str) -> None:
    note = claims(sources_example.core())[claim_id][2]
    assert note.endswith(said)


@pytest.mark.parametrize(("status", "value"), [("Pipeline", "1"), ("Operationally closed", None)])
def test_made_up_rows_count_only_by_themselves(status: str, value: str | None) -> None:
    core = sources_example.core()
    core["mptf_programmes"] = [row | {"status": status} for row in core["mptf_programmes"] if row["is_synthetic"]]
    found, _, note = claims(core)["C30"]
    assert found == value
    assert ("1 of the 1 rows counted are synthetic." in note) is (value is not None)


def test_nothing_doubtful_needs_no_note() -> None:
    core = sources_example.core()
    for network in core["country_networks"]:
        network["established_on"] = date(2021, 1, 1)
    assert computed(core, "C23") == {"C23": ("2", "differs", None)}


@pytest.mark.parametrize(
    ("joined_on", "attested_on", "counts"),
    [
        (date(2022, 3, 31), None, True),
        (date(2022, 4, 1), date(2022, 3, 31), False),
        (None, date(2022, 3, 31), True),
        (None, date(2022, 4, 1), False),
        (None, None, True),
    ],
)
def test_champions_are_those_of_the_day_of_the_claim(
    joined_on: date | None, attested_on: date | None, counts: bool
) -> None:
    core = sources_example.core()
    core["champion_countries"] = [
        core["champion_countries"][0] | {"joined_on": joined_on, "attested_on": attested_on},
    ]
    assert claims(core)["C26"][0] == str(int(counts))


@pytest.mark.parametrize(
    ("process", "round_", "submitted_on", "counts"),
    [
        ("GCM", None, date(2020, 1, 1), True),
        ("GCM", None, date(2021, 12, 31), True),
        ("GCM", None, date(2019, 12, 31), False),
        ("GCM", "2020-21", date(2022, 1, 1), False),
        ("GCM", "2020-21", None, True),
        ("GCM", "2022", None, False),
        ("GCM", None, None, False),
        ("HLPF", "2020-21", date(2021, 1, 1), False),
        (None, "2020-21", date(2021, 1, 1), False),
    ],
)
def test_reviews_are_those_of_the_gcm_of_two_years(
    process: str | None, round_: str | None, submitted_on: date | None, counts: bool
) -> None:
    core = sources_example.core()
    review = {"process": process, "round": round_, "submitted_on": submitted_on, "iom_input_reflected": True}
    core["reviews"] = [core["reviews"][0] | review]
    value = str(int(counts)) if process == "GCM" else None
    assert [row[0] for row in computed(core, "C20", "C21", "C22").values()] == [value] * 3


def test_a_register_that_does_not_say_who_supported_supplies_nothing() -> None:
    core = sources_example.core()
    for review in core["reviews"]:
        review["iom_supported"] = review["iom_input_reflected"] = None
    found = computed(core, "C20", "C21", "C22")
    assert [status for _, status, _ in found.values()] == ["no data", "no data", "differs"]


@pytest.mark.parametrize(
    ("deposited", "value", "status"),
    [(27_440_000, "27440000", "matches"), (27_439_999, "27439999", "differs"), (None, None, "no data")],
)
def test_deposits_are_about_what_the_report_says(deposited: int | None, value: str | None, status: str) -> None:
    core = sources_example.core()
    amount = None if deposited is None else Decimal(deposited)
    core["mptf_contributions"] = [core["mptf_contributions"][0] | {"year": 2021, "deposited_usd": amount}]
    assert claims(core)["C31"][:2] == (value, status)
    core["mptf_contributions"][0]["year"] = 2022
    assert claims(core)["C32"][0] == "0"


@pytest.mark.parametrize(
    ("table", "silenced"),
    [
        ("interviews", {"C18", "C19"}),
        ("reviews", {"C20", "C21", "C22"}),
        ("country_networks", {"C23"}),
        ("regional_networks", {"C24"}),
        ("regional_reviews", {"C25"}),
        ("champion_countries", {"C26"}),
        ("mptf_proposals", {"C27", "C28"}),
        ("mptf_programmes", {"C29", "C30"}),
        ("mptf_contributions", {"C31", "C32"}),
        ("practices", {"C33"}),
    ],
)
def test_a_source_without_rows_supplies_nothing(table: str, silenced: set[str]) -> None:
    core = sources_example.core() | {table: []}
    found = computed(core, *SUPPLIED)
    assert {claim_id for claim_id, (_, status, _) in found.items() if status == "no data"} == silenced


@pytest.mark.parametrize(
    ("kind", "rows", "status"),
    [("C27", 113, "matches"), ("C27", 112, "differs"), ("C23", 61, "matches"), ("C23", 60, "differs")],
)
def test_counts_match_the_report(kind: str, rows: int, status: str) -> None:
    core = sources_example.core()
    table, key = {"C27": ("mptf_proposals", "reference"), "C23": ("country_networks", "country_code")}[kind]
    core[table] = [core[table][0] | {key: f"X{number:02}"} for number in range(rows)]
    assert claims(core)[kind][:2] == (str(rows), status)


def test_the_evidence_of_a_claim_gives_its_value() -> None:
    marts = example.duck(sources_example.core())
    evidence = relations.parse(relations.SQL / "explain" / "mart_claims.sql", stored=()).sql("duckdb", comments=False)
    found = marts.execute(
        f"SELECT claim_id, coalesce(round(sum(amount)), count(DISTINCT counted)) FROM ({evidence})"
        " WHERE counted IS NOT NULL GROUP BY claim_id"
    ).fetchall()
    values = dict(marts.execute("SELECT claim_id, computed_value FROM mart_claims").fetchall())
    assert {claim_id: str(int(value)) for claim_id, value in found} == {
        claim_id: values[claim_id] for claim_id in SUPPLIED if values[claim_id] != "0"
    }
