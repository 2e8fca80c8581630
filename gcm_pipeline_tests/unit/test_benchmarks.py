from __future__ import annotations

import pytest

from benchmarks import planned
from gcm_pipeline.sample import DEFAULT_PROJECTS, DEFAULT_SEED
from gcm_pipeline.sample.plan import plan
from gcm_pipeline.sample.template import template


def test_the_shipped_example_gives_the_report_s_figures() -> None:
    figures = planned.figures(DEFAULT_PROJECTS)
    assert figures["imrf-2022 tagged"] == 668
    assert [figures[f"imrf-2022 {cluster}"] for cluster in ("I", "II", "III", "IV")] == [185, 178, 313, 516]


@pytest.mark.parametrize("projects", [1, 10, 999, 2_345])
def test_other_sizes_are_foretold_from_two_small_plans(projects: int) -> None:
    block = plan(template(DEFAULT_SEED), 0, projects, seed=DEFAULT_SEED)
    figures = planned.figures(projects)
    assert figures["projects"] == projects
    assert figures["outcomes"] == len(block.outcomes)
    assert figures["tags"] == (block.objectives > 0).sum()
    within = block.outcomes["tagged_on"].between("2019-12-01", "2022-03-31")
    active = block.outcomes["project"].isin(block.projects.index[block.projects["is_activated"]])
    assert figures["imrf-2022 tagged"] == block.outcomes.loc[within & active, "project"].nunique()
