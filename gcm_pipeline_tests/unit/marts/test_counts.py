"""Every mart of a core small enough to count by hand, on DuckDB."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from gcm_pipeline_tests.unit.marts import example


@pytest.fixture(scope="module")
def marts() -> duckdb.DuckDBPyConnection:
    return example.duck(example.core())


def rows(marts: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    return marts.execute(sql).fetchall()


def test_clusters(marts: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        marts,
        "SELECT period_code, cluster_code, project_count, tagged_project_total, share_pct, share_pct_truncated"
        " FROM mart_cluster_projects ORDER BY 1, 2",
    )
    assert found == [
        ("all", "I", 3, 3, Decimal("100.0000"), 100),
        ("all", "II", 1, 3, Decimal("33.3333"), 33),
        ("all", "III", 2, 3, Decimal("66.6667"), 66),
        ("all", "IV", 3, 3, Decimal("100.0000"), 100),
        ("imrf-2022", "I", 2, 2, Decimal("100.0000"), 100),
        ("imrf-2022", "II", 1, 2, Decimal("50.0000"), 50),
        ("imrf-2022", "III", 1, 2, Decimal("50.0000"), 50),
        ("imrf-2022", "IV", 1, 2, Decimal("50.0000"), 50),
        ("imrf-2026", "I", 0, 1, Decimal("0.0000"), 0),
        ("imrf-2026", "II", 0, 1, Decimal("0.0000"), 0),
        ("imrf-2026", "III", 0, 1, Decimal("0.0000"), 0),
        ("imrf-2026", "IV", 1, 1, Decimal("100.0000"), 100),
    ]
    assert rows(marts, "SELECT DISTINCT objectives FROM mart_cluster_projects WHERE cluster_code = 'II'") == [
        ("4, 8, 9, 10, 11, 13, 21",)
    ]


def test_objectives(marts: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        marts,
        "SELECT objective_no, project_count, outcome_count, share_pct, rank_in_cluster, rank_overall"
        " FROM mart_objective_projects WHERE period_code = 'imrf-2022' AND project_count > 0 ORDER BY 1",
    )
    assert found == [
        (1, 1, 1, Decimal("50.0000"), 1, 2),
        (2, 2, 3, Decimal("100.0000"), 1, 1),
        (5, 1, 1, Decimal("50.0000"), 2, 2),
        (8, 1, 1, Decimal("50.0000"), 1, 2),
        (15, 1, 1, Decimal("50.0000"), 1, 2),
    ]
    assert rows(marts, "SELECT count(*), min(outcome_count) FROM mart_objective_projects") == [(69, 0)]
    assert rows(
        marts,
        "SELECT DISTINCT rank_overall FROM mart_objective_projects"
        " WHERE project_count = 0 AND period_code = 'imrf-2022'",
    ) == [(6,)]


def test_trend(marts: duckdb.DuckDBPyConnection) -> None:
    assert rows(marts, "SELECT min(month), max(month), count(DISTINCT month), count(*) FROM mart_objective_trend") == [
        (date(2019, 11, 1), date(2023, 5, 1), 43, 43 * 23)
    ]
    assert rows(
        marts,
        "SELECT objective_no, month, cumulative_project_count FROM mart_objective_trend"
        " WHERE new_project_count > 0 ORDER BY 1, 2",
    ) == [
        (1, date(2022, 3, 1), 1),
        (1, date(2023, 5, 1), 2),
        (2, date(2020, 1, 1), 1),
        (2, date(2022, 3, 1), 2),
        (5, date(2020, 1, 1), 1),
        (8, date(2021, 6, 1), 1),
        (15, date(2022, 3, 1), 1),
        (22, date(2019, 11, 1), 1),
    ]


def test_trend_runs_to_the_last_tag_even_when_it_brings_no_new_project() -> None:
    core = example.core()
    again = {"project_code": "AA.0001", "outcome_no": 4, "load_id": 1, "source_file": "prima/a.csv", "source_row": 50}
    core["project_outcomes"].append(again | {"tagged_on": date(2023, 8, 31)})
    core["assn_outcomes_objectives"].append(again | {"objective_no": 2})
    marts = example.duck(core, ["int_project_tags", "mart_objective_trend"])
    assert rows(
        marts, "SELECT max(month), max(new_project_count) FROM mart_objective_trend WHERE month > '2023-05-01'"
    ) == [(date(2023, 8, 1), 0)]


@pytest.mark.parametrize(("start", "end", "total"), [(None, date(2022, 12, 31), 3), (date(2020, 2, 1), None, 2)])
def test_a_period_open_at_one_end_leaves_undated_tags_out(start: date | None, end: date | None, total: int) -> None:
    core = example.core()
    core["periods"][0].update(start_date=start, end_date=end)
    marts = example.duck(core, ["int_project_tags"])
    assert rows(marts, "SELECT count(DISTINCT project_code) FROM int_project_tags WHERE period_code = 'all'") == [
        (total,)
    ]
    assert rows(marts, "SELECT count(*) FROM int_project_tags WHERE first_tagged_on IS NULL") == [(0,)]


def test_coverage(marts: duckdb.DuckDBPyConnection) -> None:
    assert rows(marts, "FROM mart_tagging_coverage ORDER BY 1") == [
        ("Dakar", 2, 2, Decimal("100.0000")),
        ("Not stated", 1, 1, Decimal("100.0000")),
        ("Tunis", 1, 0, Decimal("0.0000")),
    ]


def test_countries(marts: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        marts, "SELECT * EXCLUDE period_code FROM mart_objective_countries WHERE period_code = 'imrf-2022' ORDER BY ALL"
    ) == [
        (1, "SEN", 1),
        (2, "MLI", 1),
        (2, "SEN", 2),
        (5, "MLI", 1),
        (5, "SEN", 1),
        (8, "MLI", 1),
        (8, "SEN", 1),
        (15, "SEN", 1),
    ]


def test_projects_of_a_country_count_once_whatever_they_are_tagged_with(marts: duckdb.DuckDBPyConnection) -> None:
    assert rows(marts, "FROM mart_country_projects ORDER BY ALL") == [
        ("all", "MLI", 1, 4),
        ("all", "SEN", 2, 5),
        ("imrf-2022", "MLI", 1, 3),
        ("imrf-2022", "SEN", 2, 5),
        ("imrf-2026", "MLI", 1, 1),
        ("imrf-2026", "SEN", 1, 1),
    ]


def test_pairs(marts: duckdb.DuckDBPyConnection) -> None:
    assert rows(marts, "SELECT count(*) FROM mart_objective_pairs WHERE objective_no < other_objective_no") == [
        (253 * 3,)
    ]
    found = rows(
        marts,
        "SELECT objective_no, other_objective_no, project_count FROM mart_objective_pairs"
        " WHERE period_code = 'imrf-2022' AND project_count > 0 ORDER BY 1, 2",
    )
    assert found == [(1, 2, 1), (1, 15, 1), (2, 5, 1), (2, 8, 1), (2, 15, 1), (5, 8, 1)]


def test_funding_goes_to_the_cent(marts: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        marts,
        "SELECT objective_no, allocated_budget_usd, budgeted_project_count FROM mart_objective_funding"
        " WHERE period_code = 'imrf-2022' AND budgeted_project_count > 0 ORDER BY 1",
    )
    assert found == [
        (1, Decimal("0.02"), 1),
        (2, Decimal("33.36"), 2),
        (5, Decimal("33.33"), 1),
        (8, Decimal("33.33"), 1),
        (15, Decimal("0.01"), 1),
    ]
    assert rows(marts, "SELECT count(*) FROM mart_objective_funding") == [(69,)]


def test_inventory_lists_sources_without_files(marts: duckdb.DuckDBPyConnection) -> None:
    found = rows(marts, "SELECT * EXCLUDE (title, publisher, licence) FROM mart_source_inventory ORDER BY source")
    assert found == [
        ("iati", 0, 0, 0, 0, 0, None, False),
        ("prima", 1, 9, 8, 1, 0, date(2022, 4, 1), False),
    ]


def test_inventory_is_of_the_latest_load() -> None:
    core = example.core()
    core["load_files"] += [core["load_files"][0] | {"load_id": 2, "rows_loaded": 5, "is_stale": True}]
    marts = example.duck(core, ["mart_source_inventory"])
    assert rows(marts, "SELECT files, rows_loaded, is_stale FROM mart_source_inventory WHERE source = 'prima'") == [
        (1, 5, True)
    ]


def test_nothing_tagged_gives_zeros_and_no_shares() -> None:
    marts = example.duck(example.framework())
    assert rows(marts, "SELECT count(*), sum(project_count), count(share_pct) FROM mart_cluster_projects") == [
        (12, 0, 0)
    ]
    assert rows(marts, "SELECT count(*), sum(project_count), count(share_pct) FROM mart_objective_projects") == [
        (69, 0, 0)
    ]
    assert rows(marts, "SELECT count(*), sum(allocated_budget_usd) FROM mart_objective_funding") == [(69, 0)]
    assert rows(marts, "SELECT count(*) FROM mart_objective_trend") == [(0,)]
    assert rows(marts, "SELECT DISTINCT status FROM mart_claims") == [("no data",)]
