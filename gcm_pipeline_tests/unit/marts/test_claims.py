"""The reconciliation: forty claims, compared each in its own way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gcm_pipeline.marts import graph
from gcm_pipeline_tests.unit.marts import example


def claims(core: example.Core) -> dict[str, tuple[Any, ...]]:
    build = [name for name in graph.build_order() if name in ("int_project_tags", *graph.reads("mart_claims"))]
    marts = example.duck(core, [*build, "mart_claims"])
    found = marts.execute("SELECT claim_id, computed_value, status, note FROM mart_claims ORDER BY 1").fetchall()
    return {claim_id: tuple(rest) for claim_id, *rest in found}


def tagged(*outcomes: tuple[int, ...]) -> example.Core:
    """A project with one outcome tagged in the report's period for each tuple of objectives."""
    core = example.framework() | {"projects": [], "project_outcomes": [], "assn_outcomes_objectives": []}
    for number, objectives in enumerate(outcomes):
        key = {"project_code": f"AA.{number:04}", "load_id": 1, "source_file": "prima/a.csv", "source_row": number + 2}
        core["projects"].append(key | {"is_activated": True, "status": "Activated", "is_global": False})
        core["project_outcomes"].append(key | {"outcome_no": 1, "tagged_on": date(2020, 1, 15)})
        core["assn_outcomes_objectives"] += [key | {"outcome_no": 1, "objective_no": n} for n in objectives]
    return core


def test_every_claim_of_the_report_has_a_status() -> None:
    found = claims(example.core())
    assert list(found) == [f"C{number:02}" for number in range(1, 41)]
    assert {claim_id for claim_id, (_, status, _) in found.items() if status == "no data"} == {
        f"C{number}" for number in range(18, 41)
    }


def test_the_example() -> None:
    found = {claim_id: row[:2] for claim_id, row in claims(example.core()).items() if row[0] is not None}
    assert found == {
        "C01": ("2", "differs"),
        "C02": ("2", "differs"),
        "C03": ("1", "differs"),
        "C04": ("1", "differs"),
        "C05": ("1", "differs"),
        "C06": ("100", "differs"),
        "C07": ("50", "differs"),
        "C08": ("50", "differs"),
        "C09": ("50", "differs"),
        "C10": ("1", "matches"),
        "C11": ("0", "differs"),
        "C12": ("2", "differs"),
        "C13": ("2, 5", "matches"),
        "C14": ("8, 4, 9, 10, 11, 13, 21", "differs"),
        "C15": ("15, 14, 16, 19, 20, 22", "differs"),
        "C16": ("1, 3, 7, 17, 23", "differs"),
        "C17": ("3", "differs"),
    }


def test_most_tagged_objectives_are_a_set_shown_in_order_of_rank() -> None:
    found = claims(tagged((7, 1), (1,)))
    assert found["C16"][:2] == ("1, 7", "matches")
    assert found["C12"][:2] == ("1", "matches")


@pytest.mark.parametrize(
    ("outcomes", "computed", "noted"),
    [
        pytest.param([(2, 5, 6), (2,)], "2, 5, 6", True, id="tie-at-the-cut"),
        pytest.param([(2, 5)], "2, 5", False, id="tie-above-the-cut"),
    ],
)
def test_a_tie_at_the_cut_differs_with_a_note(outcomes: list[tuple[int, ...]], computed: str, noted: bool) -> None:
    value, status, note = claims(tagged(*outcomes))["C13"]
    assert (value, status) == (computed, "differs" if noted else "matches")
    assert ("tie at the cut" in note) is noted


def test_shares_are_truncated() -> None:
    assert claims(tagged(*[(1,)] * 483, *[(2,)] * 185))["C06"][:2] == ("27", "matches")


def test_only_the_period_of_the_claim_counts() -> None:
    core = tagged((1, 2, 3, 4))
    core["project_outcomes"][0]["tagged_on"] = date(2022, 4, 1)
    assert {status for _, status, _ in claims(core).values()} == {"no data"}
    core["project_outcomes"][0]["tagged_on"] = date(2022, 3, 31)
    assert claims(core)["C17"][:2] == ("4", "matches")


def test_slips_of_the_report_are_noted() -> None:
    found = claims(example.core())
    assert "names 27" in found["C26"][2]
    assert "Cluster III" in found["C16"][2]
    assert "objective 8" in found["C10"][2]


@pytest.mark.parametrize(
    ("kind", "compare_to", "project_count", "status"),
    [
        ("over", "2", 3, "matches"),
        ("over", "3", 3, "differs"),
        ("about", "100", 98, "matches"),
        ("about", "100", 97, "differs"),
        ("exact", "3", 3, "matches"),
        ("exact", "3", 4, "differs"),
    ],
)
def test_kinds_of_comparison(kind: str, compare_to: str, project_count: int, status: str) -> None:
    core = tagged(*[(1,)] * project_count)
    core["published_claims"][0].update(kind=kind, compare_to=compare_to)
    assert claims(core)["C01"][:2] == (str(project_count), status)
