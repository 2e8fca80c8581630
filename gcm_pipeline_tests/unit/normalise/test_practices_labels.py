from __future__ import annotations

import pytest

from gcm_pipeline.normalise.practices_labels import NO_OBJECTIVE, HubGoals, HubObjectives
from gcm_pipeline_tests.unit.normalise.reading import REFERENCE, entries, tidy

OBJECTIVES = HubObjectives(REFERENCE["gcm_objectives"])
GOALS = HubGoals(REFERENCE["sdg_targets"])


@pytest.mark.parametrize("column", ["label_en", "label_fr"])
def test_every_label_of_the_hub_is_read(column: str) -> None:
    framework = REFERENCE["gcm_objectives"]
    for number, label in zip(framework["objective_no"], framework[column], strict=True):
        assert entries(OBJECTIVES.read(tidy(label, lines=True))) == ([int(number)], [])


@pytest.mark.parametrize(
    ("cell", "numbers", "rejected"),
    [
        ("7 - Reduce vulnerabilities", [7], []),
        ("7 – Réduire la vulnérabilité; 12 – Contrôle, évaluation et orientation", [7, 12], []),
        ("General", [NO_OBJECTIVE], []),
        ("7; general, 9", [NO_OBJECTIVE, 7, 9], []),
        ("24; General", [NO_OBJECTIVE], [("unknown-objective", "24")]),
        ("Generally", [], [("unknown-objective", "Generally")]),
    ],
)
def test_general_is_no_objective_and_no_mistake(cell: str, numbers: list[int], rejected: list[tuple[str, str]]) -> None:
    assert entries(OBJECTIVES.read(tidy(cell, lines=True))) == (numbers, rejected)


@pytest.mark.parametrize(
    ("cell", "values", "rejected"),
    [
        ("SDG 8", ["8"], []),
        ("10", ["10"], []),
        ("10.7", ["10", "10.7"], []),
        ("Goal 5; ODD 16", ["16", "5"], []),
        ("SDG 8, 10 and 10.7", ["10", "10.7", "8"], []),
        ("8 - Decent work and economic growth, 5 - Gender equality", ["5", "8"], []),
        ("SDG 16: Peace, justice and strong institutions", ["16"], []),
        ("18", [], [("unknown-sdg-target", "18")]),
        ("10.99; Goal 1", ["1"], [("unknown-sdg-target", "10.99")]),
        ("Peace", [], [("unknown-sdg-target", "Peace")]),
    ],
)
def test_goals_and_targets_with_their_goals(cell: str, values: list[str], rejected: list[tuple[str, str]]) -> None:
    assert entries(GOALS.read(tidy(cell, lines=True))) == (values, rejected)
