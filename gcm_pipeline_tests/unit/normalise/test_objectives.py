from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.normalise.objectives import Objectives
from gcm_pipeline_tests.unit.normalise.reading import REFERENCE, entries, silent, tidy

FRAMEWORK = REFERENCE["gcm_objectives"].to_dict("records")
OBJECTIVES = Objectives(REFERENCE["gcm_objectives"])
UNKNOWN = "unknown-objective"


@pytest.mark.parametrize(
    ("cell", "objectives"),
    [
        ("7", [7]),
        ("07", [7]),
        ("7.0", [7]),
        ("Objective 7", [7]),
        ("GCM 07", [7]),
        ("GCM07", [7]),
        ("GCM Objective 7", [7]),
        ("objectif 7", [7]),
        ("Objective I", [1]),
        ("7\u00a0- Reduce vulnerabilities", [7]),
        ("7 – Réduire la vulnérabilité", [7]),
        ("12 – Contrôle, évaluation et orientation", [12]),
        ("Objective 7: Address and reduce vulnerabilities in migration", [7]),
        ("Reduce vulnerabilities", [7]),
        ("9; 10", [9, 10]),
        ("9\n10\n", [9, 10]),
        ("9, 10", [9, 10]),
        ("9 & 10", [9, 10]),
        ("Objectives 9 and 10", [9, 10]),
        ("Objectifs 9 et 10", [9, 10]),
        ("objectives 2, 5, 6, 12 and 18", [2, 5, 6, 12, 18]),
        ("1 - Data and 12 – Contrôle, évaluation et orientation, 7", [1, 7, 12]),
        ("7; Objective 7, 07", [7]),
        ("Objective 7.", [7]),
        ("Objectives 7, 9 and 10.", [7, 9, 10]),
        ("Reduce vulnerabilities.", [7]),
        ("7/9", [7, 9]),
        ("Objective 7/9", [7, 9]),
        ("Objective 7 / Objective 9", [7, 9]),
        ("7 - Reduce vulnerabilities / 1 - Data", [1, 7]),
        ("7, N/A", [7]),
        ("-; none, 7, n/a", [7]),
    ],
)
def test_read(cell: str, objectives: list[int]) -> None:
    assert entries(OBJECTIVES.read(tidy(cell, lines=True))) == (objectives, [])


@pytest.mark.parametrize("row", FRAMEWORK, ids=lambda row: row["objective_no"])
@pytest.mark.parametrize("name", ["title", "label_en", "label_fr", "short_title"])
def test_every_name_of_every_objective(row: dict[str, str], name: str) -> None:
    assert OBJECTIVES.entry(row[name]) == ([int(row["objective_no"])], [])


@pytest.mark.parametrize("separator", ["; ", "\n", ", ", " and ", " et ", " & "])
@pytest.mark.parametrize(("one", "other"), pairwise(FRAMEWORK), ids=lambda row: row["objective_no"])
def test_titles_with_commas_and_ands_in_a_list(one: dict[str, str], other: dict[str, str], separator: str) -> None:
    cell = tidy(one["title"] + separator + other["title"], lines=True)
    assert entries(OBJECTIVES.read(cell)) == ([int(one["objective_no"]), int(other["objective_no"])], [])


@pytest.mark.parametrize(
    ("cell", "objectives", "rejected"),
    [
        ("0", [], [(UNKNOWN, "0")]),
        ("24; 7", [7], [(UNKNOWN, "24")]),
        ("7.5", [], [(UNKNOWN, "7.5")]),
        ("I", [], [(UNKNOWN, "I")]),
        ("Objective IV", [], [(UNKNOWN, "Objective IV")]),
        ("9-10", [], [(UNKNOWN, "9-10")]),
        ("7..", [], [(UNKNOWN, "7..")]),
        ("SDG 8/9", [], [(UNKNOWN, "SDG 8/9")]),
        ("/", [], [(UNKNOWN, "/")]),
        ("1²", [], [(UNKNOWN, "1²")]),
        ("SDG 8", [], [(UNKNOWN, "SDG 8")]),
        ("SDG 8 and 9", [], [(UNKNOWN, "SDG 8 and 9")]),
        ("Training, 7, tools", [7], [(UNKNOWN, "Training"), (UNKNOWN, "tools")]),
        ("99999999999999999999", [], [(UNKNOWN, "99999999999999999999")]),
        ("General", [], [("general-is-no-objective", "General")]),
        ("8 - Reduce vulnerabilities", [], [("conflicting-objective", "8 - Reduce vulnerabilities")]),
    ],
)
def test_tokens_that_are_no_objective(cell: str, objectives: list[int], rejected: list[tuple[str, str]]) -> None:
    assert entries(OBJECTIVES.read(tidy(cell, lines=True))) == (objectives, rejected)


@given(st.lists(st.text(alphabet=st.sampled_from("7 19;,&/\nIObjective andet-–.é\x00"), max_size=30)))
@settings(max_examples=100, deadline=None)
def test_no_cell_is_dropped_in_silence(cells: list[str]) -> None:
    for cell in cells:
        values = tidy(cell, lines=True).drop_null()
        read = OBJECTIVES.read(values)
        said = [read.values[at].as_py() or read.rejected[at].as_py() for at in range(len(values))]
        assert all(said) or silent(values[0].as_py())
        assert all(1 <= number <= 23 for number in read.values.flatten().to_pylist())


def test_no_cells() -> None:
    assert len(OBJECTIVES.read(pa.array([], pa.string())).values) == 0
