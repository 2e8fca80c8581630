"""The marts of the Fund, the reviews, the practices and the network, counted by hand, on DuckDB."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from gcm_pipeline_tests.unit.marts import example, sources_example


@pytest.fixture(scope="module")
def marts() -> duckdb.DuckDBPyConnection:
    return example.duck(sources_example.core())


def rows(marts: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    return marts.execute(sql).fetchall()


def test_portfolio_lists_in_order_what_is_known(marts: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        marts,
        "SELECT programme_code, status, countries, objectives, thematic_area, budget_usd, start_date,"
        " start_date_precision FROM mart_mptf_portfolio ORDER BY 1",
    )
    assert found == [
        ("MIG-1", "Under implementation", "Mali; Senegal", "2; 10", "Area 2", Decimal(100), date(2020, 1, 1), "year"),
        ("MIG-2", "Pipeline", "Mali", "2", "Area 2", None, None, None),
        ("MIG-3", "Operationally closed", None, None, None, Decimal("50.50"), None, None),
        ("MIG-4", "Under implementation", None, None, "Area 5", None, None, None),
    ]
    assert rows(marts, "SELECT programme_code FROM mart_mptf_portfolio WHERE is_synthetic") == [("MIG-2",)]


def test_portfolio_names_the_lead_first(marts: duckdb.DuckDBPyConnection) -> None:
    assert rows(marts, "SELECT organisations FROM mart_mptf_portfolio WHERE programme_code = 'MIG-1'") == [
        ("International Organization for Migration; International Labour Organization; United Nations Children's Fund",)
    ]


def test_every_thematic_area_appears(marts: duckdb.DuckDBPyConnection) -> None:
    assert rows(marts, "FROM mart_mptf_thematic_areas ORDER BY thematic_area") == [
        ("Area 1", 0, Decimal(0), 1, 0, 0),
        ("Area 2", 2, Decimal(100), 2, 1, 1),
        ("Area 3", 0, Decimal(0), 3, 0, 0),
        ("Area 4", 0, Decimal(0), 4, 0, 0),
        ("Area 5", 1, Decimal(0), 5, 0, 0),
        ("Not stated", 1, Decimal("50.50"), None, 1, 0),
    ]


def test_funding_runs_up_and_leaves_out_what_names_no_year(marts: duckdb.DuckDBPyConnection) -> None:
    assert rows(marts, "FROM mart_mptf_funding ORDER BY year") == [
        (2020, 1, Decimal(10), Decimal("7.50"), Decimal("7.50"), 2, 0),
        (2021, 1, Decimal(10), Decimal(0), Decimal("7.50"), 1, 1),
        (2022, 1, Decimal(0), Decimal(7), Decimal("14.50"), 1, 0),
    ]


def test_coverage_has_every_review_with_or_without_document(marts: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        marts,
        "SELECT review_id, country_name, process, has_document, page_count, mention_count, objective_count,"
        " is_registered, is_synthetic FROM mart_review_coverage ORDER BY 1",
    )
    assert found == [
        ("R1", "Senegal", "GCM", True, 2, 3, 2, True, False),
        ("R2", "Mali", "GCM", False, 0, 0, 0, True, True),
        ("R3", "Tunisia", "GCM", False, 0, 0, 0, True, False),
        ("R4", "Senegal", "HLPF", False, 0, 0, 0, True, False),
        ("R5", "Atlantis", "GCM", False, 0, 0, 0, True, False),
        ("reviews/loose.txt", None, None, True, 1, 1, 1, False, False),
    ]


def test_reviews_count_once_per_objective_and_rejected_mentions_never(marts: duckdb.DuckDBPyConnection) -> None:
    found = rows(marts, "FROM mart_objective_reviews WHERE mention_count > 0 ORDER BY ALL")
    assert found == [(2, "GCM", 1, 1, 0), (7, "GCM", 1, 2, 0), (7, "Unknown", 1, 1, 0)]
    assert rows(marts, "SELECT process, count(*) FROM mart_objective_reviews GROUP BY 1 ORDER BY 1") == [
        ("GCM", 23),
        ("HLPF", 23),
        ("Unknown", 23),
    ]


def test_a_rejection_takes_the_review_away_and_a_confirmation_adds_one() -> None:
    core = sources_example.core()
    for mention in core["review_mentions"]:
        mention["verdict"] = "rejected"
    confirmed = {"objective_no": 23, "method": "reviewer", "verdict": "confirmed", "mention_count": 1}
    core["review_mentions"].append(core["review_mentions"][0] | confirmed)
    marts = example.duck(core, ["mart_objective_reviews"])
    assert rows(marts, "FROM mart_objective_reviews WHERE review_count > 0") == [(23, "GCM", 1, 1, 0)]


def test_unknown_process_appears_only_with_a_document() -> None:
    core = sources_example.core()
    core["review_documents"] = core["review_documents"][:1]
    core["review_mentions"] = core["review_mentions"][:4]
    marts = example.duck(core, ["mart_objective_reviews"])
    assert rows(marts, "SELECT DISTINCT process FROM mart_objective_reviews ORDER BY 1") == [("GCM",), ("HLPF",)]


def test_evidence_ranks_by_the_sum_of_four_ranks(marts: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        marts,
        "SELECT objective_no, project_count, practice_count, review_count, mptf_programme_count, rank_sum,"
        " evidence_rank FROM mart_objective_evidence WHERE evidence_rank <= 5 ORDER BY evidence_rank, 1",
    )
    assert found == [
        (2, 2, 0, 1, 2, 1 + 3 + 2 + 1, 1),
        (7, 1, 2, 2, 0, 4 + 1 + 1 + 3, 2),
        (1, 2, 0, 0, 0, 1 + 3 + 3 + 3, 3),
        (5, 2, 0, 0, 0, 1 + 3 + 3 + 3, 3),
        (15, 1, 1, 0, 0, 4 + 2 + 3 + 3, 5),
    ]
    assert rows(marts, "SELECT count(*), min(allocated_budget_usd) FROM mart_objective_evidence") == [(23, Decimal(0))]
    assert rows(
        marts, "SELECT outcome_count, allocated_budget_usd FROM mart_objective_evidence WHERE objective_no = 2"
    ) == [(3, Decimal("25.02"))]
    made_up = "SELECT objective_no, synthetic_count FROM mart_objective_evidence WHERE synthetic_count > 0"
    assert rows(marts, f"{made_up} ORDER BY 1") == [(2, 1), (7, 1)]


def test_country_profile(marts: duckdb.DuckDBPyConnection) -> None:
    assert rows(marts, "SELECT * EXCLUDE (country_name, region) FROM mart_country_profile ORDER BY 1") == [
        ("MLI", True, True, 1, 1, 1, 2, 0, None, date(2021, 1, 1)),
        ("SEN", True, True, 2, 2, 2, 1, 2, date(2020, 7, 1), None),
        ("TUN", True, False, 1, 0, 0, 0, 0, None, None),
    ]


def test_nothing_landed_gives_zeros() -> None:
    marts = example.duck(example.framework())
    assert rows(marts, "SELECT count(*), sum(programme_count), sum(budget_usd) FROM mart_mptf_thematic_areas") == [
        (5, 0, Decimal(0))
    ]
    assert rows(marts, "SELECT count(*), sum(review_count) FROM mart_objective_reviews") == [(46, 0)]
    assert rows(marts, "SELECT count(*), max(evidence_rank) FROM mart_objective_evidence") == [(23, 1)]
    assert rows(marts, "SELECT count(*), bool_or(is_champion) FROM mart_country_profile") == [(3, False)]
    for mart in ("mart_mptf_portfolio", "mart_mptf_funding", "mart_review_coverage"):
        assert rows(marts, f"SELECT count(*) FROM {mart}") == [(0,)]
