"""Each rule of sql/checks: it passes on the example, and a fault of its kind makes it fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from gcm_pipeline.marts import relations
from gcm_pipeline.quality import sql_checks
from gcm_pipeline_tests.unit.marts import example, sources_example

FILES_OF = {  # core table: the file of the example that its rows come from
    "mptf_programmes": "mptf/joint_programmes",
    "mptf_contributions": "mptf/contributions",
    "mptf_proposals": "mptf/proposals",
    "practices": "practices/practices",
    "champion_countries": "network/champions",
    "country_networks": "network/country_networks",
    "regional_networks": "network/regional_networks",
    "regional_reviews": "network/regional_reviews",
    "mgi_assessments": "network/mgi_assessments",
    "interviews": "network/interviews",
    "reviews": "reviews/register",
    "review_decisions": "reviews/reviewed_mentions",
}
# check, statement that plants the fault, value found in the first offending row
FAULTS = [
    ("books_balance", "UPDATE load_files SET rows_read = 11 WHERE source = 'prima'", "prima/a.csv"),
    ("books_match_core", "UPDATE load_files SET rows_loaded = 7, rows_read = 8", 7),
    ("books_match_core", "DELETE FROM load_files WHERE source = 'prima'", "prima/a.csv"),
    ("books_match_findings", "DELETE FROM rejected_rows", "prima/a.csv"),
    ("books_match_findings", "UPDATE load_files SET rows_superseded = 1 WHERE source = 'prima'", "prima/a.csv"),
    ("files_of_known_sources", "DELETE FROM sources WHERE source = 'prima'", "prima"),
    ("outcomes_have_projects", "DELETE FROM projects WHERE project_code = 'AA.0002'", "AA.0002"),
    ("tags_have_outcomes", "DELETE FROM project_outcomes WHERE project_code = 'AA.0002'", "AA.0002"),
    ("objectives_within_framework", "UPDATE assn_outcomes_objectives SET objective_no = 24 WHERE objective_no = 8", 24),
    ("clusters_partition_objectives", "UPDATE gcm_objectives SET objective_no = 24 WHERE objective_no = 22", "24"),
    ("clusters_partition_objectives", "UPDATE gcm_objectives SET cluster_code = 'V' WHERE objective_no = 22", "22"),
    ("clusters_partition_objectives", "UPDATE gcm_objectives SET cluster_code = 'I' WHERE cluster_code = 'II'", "II"),
    ("clusters_partition_objectives", "DELETE FROM gcm_objectives WHERE objective_no = 22", "22"),
    ("clusters_partition_objectives", "DELETE FROM gcm_clusters WHERE cluster_code = 'II'", "10"),
    ("periods_are_usable", "DELETE FROM periods WHERE period_code = 'all'", "all"),
    ("periods_are_usable", "UPDATE periods SET start_date = '2020-01-01' WHERE period_code = 'all'", "all"),
    ("periods_are_usable", "UPDATE periods SET end_date = '2019-01-01' WHERE period_code = 'imrf-2022'", "imrf-2022"),
    ("cluster_counts_consistent", "UPDATE mart_cluster_projects SET project_count = 0", "all"),
    ("cluster_counts_consistent", "UPDATE mart_cluster_projects SET project_count = 99", "all"),
    ("cluster_counts_consistent", "UPDATE mart_cluster_projects SET tagged_project_total = 99", "all"),
    ("funding_adds_up", "UPDATE mart_objective_funding SET allocated_budget_usd = 0.01 + allocated_budget_usd", "all"),
    ("trend_reaches_total", "DELETE FROM mart_objective_trend WHERE month = '2023-05-01'", 1),
    ("claims_are_forty", "DELETE FROM mart_claims WHERE claim_id = 'C40'", "39"),
    ("claims_are_forty", "UPDATE mart_claims SET claim_id = 'C41' WHERE claim_id = 'C40'", "C41"),
    ("claims_are_forty", "UPDATE mart_claims SET status = 'maybe' WHERE claim_id = 'C40'", "C40"),
    (
        "at_most_four_objectives",
        "INSERT INTO assn_outcomes_objectives SELECT project_code, outcome_no, objective_no + 15, load_id, source_file,"
        " source_row FROM assn_outcomes_objectives WHERE project_code = 'AA.0002' AND objective_no <= 2",
        "AA.0002",
    ),
    ("statuses_are_known", "UPDATE projects SET status = 'On fire' WHERE project_code = 'AA.0003'", "On fire"),
    ("projects_end_after_start", "UPDATE projects SET start_date = '2020-01-02', end_date = '2020-01-01'", "AA.0001"),
    ("iati_shares_add_up", "UPDATE assn_activities_countries SET percentage = 59 WHERE country_code = 'SEN'", "X-1"),
    (
        "columns_are_known",
        "INSERT INTO reported_rows (load_id, source, finding_no, source_file, source_row, rule, value, scope)"
        " VALUES (1, 'prima', 99, 'prima/a.csv', 1, 'unknown-column', 'GCM Goals', 'warning')",
        "GCM Goals",
    ),
    (
        "documents_are_read_whole",
        "INSERT INTO reported_rows (load_id, source, finding_no, source_file, source_row, rule, value, scope)"
        " VALUES (1, 'reviews', 99, 'reviews/register.csv', 2, 'missing-document', 'lost.pdf', 'warning')",
        "lost.pdf",
    ),
    ("iati_projects_known", "UPDATE iati_activities SET project_code = 'XX.0001'", "X-1"),
    *(("books_match_core", f"DELETE FROM {table}", f"{file}.csv") for table, file in FILES_OF.items()),
    ("mentions_are_of_reviews", "DELETE FROM reviews WHERE review_id = 'R1'", "R1"),
    ("mentions_are_of_reviews", "DELETE FROM review_pages WHERE page = 2", "R1"),
    ("mentions_are_of_reviews", "UPDATE review_mentions SET objective_no = 24 WHERE objective_no = 2", 24),
    ("decisions_win", "UPDATE review_mentions SET verdict = null WHERE verdict = 'rejected'", "rejected, but stands"),
    ("decisions_win", "UPDATE review_decisions SET page = 0, verdict = 'rejected' WHERE objective_no = 2", 2),
    ("decisions_win", "UPDATE review_mentions SET verdict = null WHERE objective_no = 2", 2),
    ("decisions_win", "DELETE FROM review_mentions WHERE objective_no = 2", "confirmed, but does not stand"),
    ("rejected_mentions_do_not_count", "UPDATE review_mentions SET verdict = 'rejected' WHERE objective_no = 2", 2),
    ("rejected_mentions_do_not_count", "UPDATE mart_objective_reviews SET review_count = 1", "HLPF"),
    ("objective_reviews_complete", "DELETE FROM mart_objective_reviews WHERE process = 'HLPF'", "HLPF"),
    ("objective_reviews_complete", "DELETE FROM mart_objective_reviews WHERE objective_no = 7", 7),
    ("review_coverage_complete", "DELETE FROM mart_review_coverage WHERE review_id = 'R3'", "R3"),
    ("review_coverage_complete", "DELETE FROM reviews WHERE review_id = 'R3'", "R3"),
    ("review_coverage_complete", "UPDATE mart_review_coverage SET has_document = true", "R2"),
    ("review_coverage_complete", "UPDATE mart_review_coverage SET mention_count = mention_count + 1", "GCM"),
    ("portfolio_complete", "DELETE FROM mart_mptf_portfolio WHERE programme_code = 'MIG-1'", "MIG-1"),
    ("portfolio_complete", "DELETE FROM mptf_programmes WHERE programme_code = 'MIG-1'", "MIG-1"),
    ("portfolio_complete", "UPDATE mart_mptf_portfolio SET countries = 'Mali'", "MIG-1"),
    ("portfolio_complete", "UPDATE mart_mptf_portfolio SET objectives = '2; 5'", "MIG-2"),
    ("portfolio_complete", "UPDATE mart_mptf_portfolio SET budget_usd = 0", "MIG-2"),
    ("thematic_areas_add_up", "UPDATE mart_mptf_thematic_areas SET programme_count = 1", "6"),
    ("thematic_areas_add_up", "UPDATE mart_mptf_thematic_areas SET budget_usd = 1", "6.00"),
    ("thematic_areas_add_up", "DELETE FROM mart_mptf_thematic_areas WHERE thematic_area_no = 1", "Area 1"),
    ("mptf_funding_adds_up", "UPDATE mart_mptf_funding SET committed_usd = 1", "commitments do not add up"),
    ("mptf_funding_adds_up", "DELETE FROM mart_mptf_funding WHERE year = 2021", "contributions do not add up"),
    ("mptf_funding_adds_up", "UPDATE mart_mptf_funding SET cumulative_deposited_usd = 7.5", 2022),
    ("contributions_have_years", "UPDATE mptf_contributions SET year = null WHERE year = 2022", 5),
    ("evidence_agrees", "DELETE FROM mart_objective_evidence WHERE objective_no = 3", 3),
    ("evidence_agrees", "UPDATE mart_objective_evidence SET project_count = 5 WHERE objective_no = 7", 7),
    ("evidence_agrees", "UPDATE mart_objective_evidence SET outcome_count = 5 WHERE objective_no = 7", 7),
    ("evidence_agrees", "UPDATE mart_objective_evidence SET allocated_budget_usd = 5 WHERE objective_no = 7", 7),
    ("evidence_agrees", "UPDATE mart_objective_evidence SET review_count = 3 WHERE objective_no = 7", 7),
    ("evidence_agrees", "UPDATE mart_objective_evidence SET practice_count = 5 WHERE objective_no = 7", 7),
    ("evidence_agrees", "UPDATE mart_objective_evidence SET mptf_programme_count = 5 WHERE objective_no = 7", 7),
    ("evidence_agrees", "UPDATE mart_objective_evidence SET evidence_rank = 1 WHERE objective_no = 7", 7),
    ("country_profile_complete", "DELETE FROM mart_country_profile WHERE country_code = 'TUN'", "countries"),
    ("country_profile_complete", "UPDATE mart_country_profile SET is_champion = false", "champions"),
    ("country_profile_complete", "UPDATE mart_country_profile SET has_country_network = true", "country networks"),
    ("country_profile_complete", "UPDATE mart_country_profile SET review_count = 9", "reviews"),
    ("country_profile_complete", "UPDATE mart_country_profile SET practice_count = 9", "practices"),
    ("country_profile_complete", "UPDATE mart_country_profile SET mptf_programme_count = 9", "joint programmes"),
    ("country_profile_complete", "UPDATE mart_country_profile SET mgi_count = 9", "assessments"),
]  # fmt: skip


def core() -> example.Core:
    """The example and an activity of a known project: 60 + 30 per cent in two countries, 10 in a region."""
    place = {"load_id": 1, "source_file": "iati/a.xml", "source_row": 1, "iati_identifier": "X-1"}
    content = sources_example.core()
    content["load_files"].append(example.load_file("iati", "iati/a.xml", loaded=1))
    content["mptf_contributions"] = [row | {"year": row["year"] or 2022} for row in content["mptf_contributions"]]
    return content | {
        "iati_activities": [place | {"project_code": "AA.0001", "counts_in_totals": True}],
        "assn_activities_countries": [
            place | {"country_code": code, "percentage": share} for code, share in (("SEN", 60), ("MLI", 30))
        ],
        "assn_activities_regions": [
            place | {"region_no": number, "vocabulary": vocabulary, "region_code": "298", "percentage": 10}
            for number, vocabulary in enumerate("12", 1)
        ],
    }


@pytest.fixture(scope="module")
def filled() -> duckdb.DuckDBPyConnection:
    """The example and its marts, in tables without keys."""
    return example.duck(core())


@pytest.fixture
def connection(filled: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same, with what a test does undone."""
    filled.begin()
    yield filled
    filled.rollback()


def run(connection: duckdb.DuckDBPyConnection, name: str) -> sql_checks.SqlOutcome:
    """The outcome of one rule."""
    return sql_checks.run_one(connection, next(check for check in sql_checks.checks() if check.name == name))


@pytest.mark.parametrize("name", [check.name for check in sql_checks.checks()])
def test_all_pass_on_the_example(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    assert run(connection, name).passed


@pytest.mark.parametrize(
    ("check", "fault", "seen"), FAULTS, ids=[f"{check}-{n}" for n, (check, _, _) in enumerate(FAULTS)]
)
def test_a_fault_makes_the_check_fail(
    connection: duckdb.DuckDBPyConnection, check: str, fault: str, seen: object
) -> None:
    connection.execute(fault)
    outcome = run(connection, check)
    assert not outcome.passed
    assert outcome.offending >= 1
    assert any(seen in row.values() for row in outcome.sample)


def test_every_check_has_a_fault() -> None:
    assert {check for check, _, _ in FAULTS} == {check.name for check in sql_checks.checks()}


def test_every_asset_is_a_table() -> None:
    for check in sql_checks.checks():
        relations.table(check.asset)


def test_sample_is_short_and_the_count_is_whole(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DELETE FROM projects")
    outcome = run(connection, "outcomes_have_projects")
    assert (outcome.offending, len(outcome.sample)) == (8, 5)
    assert outcome.observed.startswith("8 rows; the first: ")
    assert outcome.severity == "error"


@pytest.mark.parametrize(
    "header",
    [
        "-- asset: projects\n-- why",
        "-- severity: fatal\n-- asset: projects\n-- why",
        "-- severity: warn\n-- asset: projects",
    ],
)
def test_a_header_that_lacks_something_is_refused(tmp_path: Path, header: str) -> None:
    (tmp_path / "rule.sql").write_text(f"{header}\nSELECT 1")
    with pytest.raises(ValueError, match=r"rule.sql: the header needs"):
        sql_checks.checks(tmp_path)
