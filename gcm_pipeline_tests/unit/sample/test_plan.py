"""The plan recounted by hand: one loop over its outcomes, the rules of counting written out again."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from gcm_pipeline.sample import DEFAULT_PROJECTS, DEFAULT_SEED
from gcm_pipeline.sample.plan import CODES, Plan, code_numbers, plan
from gcm_pipeline.sample.template import template

CLUSTERS = {
    "I": {2, 5, 6, 12, 18},
    "II": {4, 8, 9, 10, 11, 13, 21},
    "III": {14, 15, 16, 19, 20, 22},
    "IV": {1, 3, 7, 17, 23},
}


def counted(block: Plan, first: date | None, last: date | None) -> dict[int, set[int]]:
    """Projects by objective, of activated projects with a tag between the days; without days, all tags."""
    found: dict[int, set[int]] = {number: set() for number in range(1, 24)}
    days = block.outcomes["tagged_on"].to_numpy().astype("datetime64[D]").tolist()
    for project, day, objectives in zip(block.outcomes["project"], days, block.objectives.tolist(), strict=True):
        within = first is None or (day is not None and first <= day <= last)
        if within and block.projects["is_activated"].iloc[project]:
            for objective in filter(None, objectives):
                found[objective].add(project)
    return found


def union(found: dict[int, set[int]], objectives: set[int]) -> set[int]:
    return set().union(*(found[objective] for objective in objectives))


IMRF_2022 = (date(2019, 12, 1), date(2022, 3, 31))


@pytest.mark.parametrize("seed", [DEFAULT_SEED, 0, 7])
def test_the_default_size_gives_the_report_s_counts(seed: int) -> None:
    block = plan(template(seed), 0, DEFAULT_PROJECTS, seed=seed)
    found = counted(block, *IMRF_2022)
    sizes = {objective: len(projects) for objective, projects in found.items()}
    clusters = [len(union(found, own)) for own in CLUSTERS.values()]
    assert len(union(found, set(range(1, 24)))) == 668
    assert clusters == [185, 178, 313, 516]
    assert [100 * size // 668 for size in clusters] == [27, 26, 46, 77]
    assert (sizes[8], sizes[22]) == (1, 5)
    assert max(sizes, key=lambda objective: sizes[objective]) == 1
    for cluster, leaders in {"I": [2, 5], "II": [11, 10, 21], "III": [15, 16], "IV": [1, 7]}.items():
        ranked = sorted(CLUSTERS[cluster], key=lambda objective: -sizes[objective])
        assert ranked[: len(leaders)] == leaders
        ranks = [sizes[objective] for objective in ranked[: len(leaders) + 1]]
        assert len(set(ranks)) == len(ranks), "no ties where the order matters"


def test_at_most_four_objectives_on_an_outcome_that_counts() -> None:
    block = plan(template(DEFAULT_SEED), 0, DEFAULT_PROJECTS, seed=DEFAULT_SEED)
    number = (block.objectives > 0).sum(axis=1)
    tagged_on = block.outcomes["tagged_on"].to_numpy()
    within = (tagged_on >= np.datetime64(IMRF_2022[0])) & (tagged_on <= np.datetime64(IMRF_2022[1]))
    activated = block.projects["is_activated"].to_numpy()[block.outcomes["project"]]
    assert number[within & activated].max() == 4
    assert (number[within & ~activated] == 5).any()
    assert (number[~within & activated] == 5).any()


def test_the_other_periods_hang_together() -> None:
    block = plan(template(DEFAULT_SEED), 0, DEFAULT_PROJECTS, seed=DEFAULT_SEED)
    everything = set(range(1, 24))
    earlier = union(counted(block, *IMRF_2022), everything)
    later = union(counted(block, date(2022, 4, 1), date(2026, 4, 30)), everything)
    always = union(counted(block, None, None), everything)
    assert earlier | later < always
    assert 0 < len(earlier & later) < len(later)
    assert len(always) < block.projects["is_activated"].sum()


@pytest.mark.parametrize(("size", "tolerance"), [(10, 0.35), (100, 0.12), (3_333, 0.02), (20_000, 0.01)])
def test_other_sizes_keep_the_proportions(size: int, tolerance: float) -> None:
    found = counted(plan(template(1), 0, size, seed=1), *IMRF_2022)
    tagged = len(union(found, set(range(1, 24))))
    assert tagged / size == pytest.approx(0.668, abs=max(0.01, 1.5 / size))
    for own, share in zip(CLUSTERS.values(), (0.277, 0.266, 0.469, 0.772), strict=True):
        assert len(union(found, own)) / tagged == pytest.approx(share, abs=tolerance)


def test_two_and_a_half_outcomes_a_project() -> None:
    assert len(plan(template(1), 0, 1_000, seed=1).outcomes) / 1_000 == pytest.approx(2.5, abs=0.15)


def test_project_codes_are_unique() -> None:
    numbers = code_numbers(np.arange(CODES), seed=3)
    assert (np.bincount(numbers, minlength=CODES) == 1).all()


def test_days_are_plausible() -> None:
    projects = plan(template(2), 0, 5_000, seed=2).projects
    assert (projects["activation_date"] <= projects["start_date"]).all()
    assert (projects["start_date"] < projects["end_date"]).all()
    ended = projects["status"].isin(["Completed", "Closed"])
    assert (projects.loc[ended, "end_date"] < "2026-01-01").all()
    assert (projects["status"].isin(["Activated", "Completed", "Closed"]) == projects["is_activated"]).all()
