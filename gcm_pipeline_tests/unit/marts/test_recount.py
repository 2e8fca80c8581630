"""The marts of random tags against a straight recount in Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from random import Random

import duckdb
import pytest

from gcm_pipeline_tests.unit.marts import example

Sets = dict[str, dict[str, set[int]]]


def random_core(seed: int) -> example.Core:
    """Sixty projects, one in six not activated, one in ten tags without a date."""
    random = Random(seed)
    core = example.framework() | {name: [] for name in ("projects", "project_outcomes", "assn_outcomes_objectives")}
    for number in range(60):
        key = {"project_code": f"ZZ.{number:04}", "load_id": 1, "source_file": "prima/z.csv", "source_row": number + 2}
        budget = None if random.random() < 0.2 else Decimal(random.randrange(10_000_000)) / 100
        activated = random.random() > 1 / 6
        core["projects"].append(key | {"is_activated": activated, "is_global": False, "budget_usd": budget})
        for outcome_no in range(1, random.randrange(2, 5)):
            day = date(2019, 10, 1) + timedelta(days=random.randrange(2600)) if random.random() > 0.1 else None
            core["project_outcomes"].append(key | {"outcome_no": outcome_no, "tagged_on": day})
            core["assn_outcomes_objectives"] += [
                key | {"outcome_no": outcome_no, "objective_no": n}
                for n in random.sample(range(1, 24), random.randrange(5))
            ]
    return core


def objective_sets(core: example.Core) -> Sets:
    """The objectives of each project by period, counted the slow and obvious way."""
    activated = {row["project_code"] for row in core["projects"] if row["is_activated"]}
    days = {(row["project_code"], row["outcome_no"]): row["tagged_on"] for row in core["project_outcomes"]}
    sets: Sets = {period: defaultdict(set) for period in example.PERIODS}
    for tag in core["assn_outcomes_objectives"]:
        day = days[tag["project_code"], tag["outcome_no"]]
        for period, (start, end) in example.PERIODS.items():
            if tag["project_code"] in activated and (period == "all" or (day is not None and start <= day <= end)):
                sets[period][tag["project_code"]].add(tag["objective_no"])
    return sets


@pytest.fixture(scope="module", params=[1, 2, 3])
def case(request: pytest.FixtureRequest) -> tuple[Sets, example.Core, duckdb.DuckDBPyConnection]:
    core = random_core(request.param)
    return objective_sets(core), core, example.duck(core)


def test_clusters(case: tuple[Sets, example.Core, duckdb.DuckDBPyConnection]) -> None:
    sets, _, marts = case
    expected = {
        (period, cluster): (sum(1 for objectives in projects.values() if objectives & set(members)), len(projects))
        for period, projects in sets.items()
        for cluster, members in example.CLUSTERS.items()
    }
    found = marts.execute(
        "SELECT period_code, cluster_code, project_count, tagged_project_total FROM mart_cluster_projects"
    )
    assert {(period, cluster): tuple(counts) for period, cluster, *counts in found.fetchall()} == expected


def test_objectives(case: tuple[Sets, example.Core, duckdb.DuckDBPyConnection]) -> None:
    sets, _, marts = case
    found = marts.execute("SELECT period_code, objective_no, project_count FROM mart_objective_projects").fetchall()
    expected = {
        (period, n, sum(n in objectives for objectives in projects.values()))
        for period, projects in sets.items()
        for n in range(1, 24)
    }
    assert set(found) == expected


def test_pairs(case: tuple[Sets, example.Core, duckdb.DuckDBPyConnection]) -> None:
    sets, _, marts = case
    expected = Counter(
        (period, *pair)
        for period, projects in sets.items()
        for objectives in projects.values()
        for pair in combinations(sorted(objectives), 2)
    )
    found = marts.execute("FROM mart_objective_pairs WHERE project_count > 0").fetchall()
    assert {tuple(key): count for *key, count in found} == expected


def test_funding(case: tuple[Sets, example.Core, duckdb.DuckDBPyConnection]) -> None:
    sets, core, marts = case
    cents = {
        row["project_code"]: int(row["budget_usd"] * 100) for row in core["projects"] if row["budget_usd"] is not None
    }
    expected: Counter[tuple[str, int]] = Counter()
    for period, projects in sets.items():
        for project, objectives in projects.items():
            share, left = divmod(cents.get(project, 0), len(objectives))
            for place, objective in enumerate(sorted(objectives)):
                expected[period, objective] += share + (place < left)
    found = marts.execute(
        "SELECT period_code, objective_no, allocated_budget_usd FROM mart_objective_funding"
    ).fetchall()
    assert {(period, objective): int(usd * 100) for period, objective, usd in found} == {
        (period, objective): expected[period, objective] for period in sets for objective in range(1, 24)
    }
