"""Codes, statuses, SDG targets, principles and organisations: cells that are words of a list."""

from __future__ import annotations

import pyarrow as pa
import pytest

from gcm_pipeline.normalise import codes
from gcm_pipeline.normalise.organisations import Organisations
from gcm_pipeline.normalise.principles import Principles
from gcm_pipeline.normalise.sdg import SdgTargets
from gcm_pipeline.normalise.status import Statuses
from gcm_pipeline_tests.unit.normalise.reading import REFERENCE, entries, tidy

ORGANISATIONS = Organisations(REFERENCE["organisations"], REFERENCE["organisation_names"])


@pytest.mark.parametrize(
    ("cell", "code", "rule"),
    [
        ("LM.0514", "LM.0514", None),
        ("lm. 0514", "LM.0514", None),
        ("LM 0514", "LM.0514", None),
        ("XM-DAC-47066-DP.2154", "DP.2154", None),
        ("xm-dac-47066-dp.2154", "DP.2154", None),
        ("lm.05144", "LM.05144", "malformed-project-code"),
        ("ＬＭ.0528", "LM.0528", None),
        ("ｌｍ．０５２８", "LM.0528", None),
        ("Total", "TOTAL", "malformed-project-code"),
        ("LM.052²", "LM.052²", "malformed-project-code"),
    ],
)
def test_project_codes(cell: str, code: str, rule: str | None) -> None:
    assert codes.project_codes(tidy(cell)) == (pa.array([code]), pa.array([rule], pa.string()))


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1", 1), ("2.0", 2), ("Outcome 3", 3), ("Résultat 4", 4), ("2147483647", 2147483647)]
    + [(cell, None) for cell in ("0", "1.5", "-1", "two", "2147483648", "9" * 400)],
)
def test_outcome_numbers(cell: str, number: int | None) -> None:
    rule = None if number else "invalid-outcome-number"
    assert codes.outcome_numbers(tidy(cell)) == (pa.array([number], pa.int32()), pa.array([rule], pa.string()))


@pytest.mark.parametrize(
    ("cell", "code", "rule"),
    [
        ("PH10P0573", "PH10P0573", None),
        ("ge10 p0527", "GE10P0527", None),
        ("PH11P0573", "PH11P0573", "malformed-prima-id"),
    ],
)
def test_prima_ids(cell: str, code: str, rule: str | None) -> None:
    assert codes.prima_ids(tidy(cell)) == (pa.array([code]), pa.array([rule], pa.string()))


@pytest.mark.parametrize(
    ("cell", "status", "activated", "rule"),
    [
        ("Activated", "Activated", True, None),
        ("ACTIVE", "Activated", True, None),
        ("Actif", "Activated", True, None),
        ("Completed", "Completed", True, None),
        ("acheve", "Completed", True, None),
        ("Achevé", "Completed", True, None),
        ("Closed", "Closed", True, None),
        ("Clôturé", "Closed", True, None),
        *((word, word, False, None) for word in ("Pipeline", "Draft", "Suspended", "Cancelled", "Rejected")),
        ("Canceled", "Cancelled", False, None),
        ("under  review", "Under Review", False, None),
        ("UnderReview", "Under Review", False, None),
        ("In limbo", "In limbo", False, "unknown-status"),
    ],
)
def test_statuses(cell: str, status: str, activated: bool, rule: str | None) -> None:
    read = Statuses(REFERENCE["statuses"]).read(tidy(cell))
    assert [column.to_pylist() for column in read] == [[status], [activated], [rule]]


@pytest.mark.parametrize(
    ("cell", "targets", "rejected"),
    [
        ("10.7", ["10.7"], []),
        ("Target 10.7", ["10.7"], []),
        ("SDG 10.7; 10.C", ["10.7", "10.c"], []),
        ("Targets 10.7, 10.2 and 8.8", ["10.2", "10.7", "8.8"], []),
        ("Cible 10.7 et ODD 8.8", ["10.7", "8.8"], []),
        ("16.2 - End abuse, exploitation, trafficking", ["16.2"], []),
        ("16.2 – End abuse and violence, 10.7 – Facilitate orderly, safe migration, 8.8", ["10.7", "16.2", "8.8"], []),
        ("SDG 16.2 - End abuse, Target 10.7: Facilitate migration; 8.8", ["10.7", "16.2", "8.8"], []),
        ("16.2 - End abuse 10.7 - Facilitate migration target 8.8", ["10.7", "16.2", "8.8"], []),
        ("8.5 - By 2030, achieve employment, SDG 10", ["8.5"], [("sdg-goal-not-target", "SDG 10")]),
        ("10.8 - No such thing, or other 8.8", ["8.8"], [("unknown-sdg-target", "10.8 - No such thing")]),
        ("10.2-10.7", [], [("unknown-sdg-target", "10.2-10.7")]),
        ("10", [], [("sdg-goal-not-target", "10")]),
        ("SDG 10; 10.7", ["10.7"], [("sdg-goal-not-target", "SDG 10")]),
        ("10.8", [], [("unknown-sdg-target", "10.8")]),
        ("18", [], [("unknown-sdg-target", "18")]),
        ("decent work", [], [("unknown-sdg-target", "decent work")]),
    ],
)
def test_sdg_targets(cell: str, targets: list[str], rejected: list[tuple[str, str]]) -> None:
    assert entries(SdgTargets(REFERENCE["sdg_targets"]).read(tidy(cell, lines=True))) == (targets, rejected)


@pytest.mark.parametrize(
    ("cell", "principles", "rejected"),
    [
        ("Gender responsive", ["gender-responsive"], []),
        ("gender-responsive", ["gender-responsive"], []),
        ("Whole of society approach", ["whole-of-society"], []),
        ("Rule of law and due process, human rights", ["human-rights", "rule-of-law-and-due-process"], []),
        ("Développement durable\nDroits de l’homme", ["human-rights", "sustainable-development"], []),
        ("Human rights; fairness", ["human-rights"], [("unknown-principle", "fairness")]),
    ],
)
def test_principles(cell: str, principles: list[str], rejected: list[tuple[str, str]]) -> None:
    assert entries(Principles(REFERENCE["guiding_principles"]).read(tidy(cell, lines=True))) == (principles, rejected)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("International Organisation for Migration", "IOM"),
        ("iom", "IOM"),
        *(("OIM", "IOM"), ("OIT", "ILO"), ("HCR", "UNHCR")),
        ("United Nations Children’s Fund", "UNICEF"),
        *(
            (name, None)
            for name in ("******", "Private Individual Donations", "USAID - U.S. Agency for International Development")
        ),
        ("Nobody knows", None),
    ],
)
def test_organisations(name: str, code: str | None) -> None:
    assert ORGANISATIONS.resolve(pa.array([name])).to_pylist() == [code]


def test_a_name_of_two_organisations_means_none() -> None:
    names = REFERENCE["organisation_names"].head(2).assign(name="The Agency", organisation_code=["FAO", "ILO"])
    assert Organisations(REFERENCE["organisations"], names).resolve(pa.array(["The Agency"])).to_pylist() == [None]


def test_donors_are_split_at_semicolons_and_lines_only() -> None:
    donors = ORGANISATIONS.read(tidy("Germany; Ministry of Labour, Family and Youth\nGermany", lines=True))
    assert entries(donors) == (["Germany", "Ministry of Labour, Family and Youth"], [])
