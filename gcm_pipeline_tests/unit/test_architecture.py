"""The rules of the house that a reader, the Dagster UI and other programs rely on, checked on everything there is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from dagster import AssetKey, AssetSpec, DefaultScheduleStatus, TableColumn

import gcm_pipeline
from gcm_pipeline.assets.describe import GROUPS
from gcm_pipeline.definitions import defs
from gcm_pipeline.marts import relations
from gcm_pipeline.sources import registry
from gcm_pipeline.warehouse.tables import metadata, of_schema

GRAMMAR = re.compile(
    r"(snapshot|raw|clean|core|int|mart|quality|lineage)_[a-z0-9]+(_[a-z0-9]+)*"
    r"|landing|published|report_summary|report_stocktaking|run_metrics|pruned|run_summary"
)
MODULES = sorted(Path(gcm_pipeline.__file__).parent.rglob("*.py"))
LONGEST, MIDDLE = 300, 100  # lines

CORE = [
    "gcm_clusters",
    "gcm_objectives",
    "guiding_principles",
    "thematic_areas",
    "countries",
    "periods",
    "projects",
    "project_outcomes",
    "assn_outcomes_objectives",
    "assn_outcomes_sdg_targets",
    "assn_outcomes_principles",
    "assn_projects_countries",
    "assn_projects_donors",
    "iati_activities",
    "iati_budgets",
    "iati_transactions",
    "mptf_programmes",
    "mptf_contributions",
    "mptf_proposals",
    "assn_programmes_countries",
    "assn_programmes_objectives",
    "assn_programmes_organisations",
    "reviews",
    "review_pages",
    "review_mentions",
    "practices",
    "assn_practices_objectives",
    "champion_countries",
    "country_networks",
    "regional_networks",
    "regional_reviews",
    "mgi_assessments",
    "interviews",
    "published_claims",
]
KEYS = {
    "projects": "project_code",
    "project_outcomes": "project_code outcome_no",
    "assn_outcomes_objectives": "project_code outcome_no objective_no",
}
MARTS = {
    "mart_cluster_projects": "period_code cluster_code objectives project_count tagged_project_total share_pct "
    "share_pct_truncated",
    "mart_objective_projects": "period_code objective_no objective_title cluster_code project_count outcome_count "
    "share_pct rank_in_cluster rank_overall",
    "mart_objective_trend": "month objective_no new_project_count cumulative_project_count",
    "mart_tagging_coverage": "managing_office activated_project_count tagged_project_count coverage_pct",
    "mart_objective_countries": "period_code objective_no country_code project_count",
    "mart_objective_pairs": "period_code objective_no other_objective_no project_count",
    "mart_objective_funding": "period_code objective_no allocated_budget_usd",
    "mart_mptf_portfolio": "programme_code title status countries organisations objectives thematic_area budget_usd "
    "start_date end_date",
    "mart_mptf_thematic_areas": "thematic_area programme_count budget_usd",
    "mart_mptf_funding": "year donor_count committed_usd deposited_usd cumulative_deposited_usd",
    "mart_review_coverage": "country_code process round submitted_on has_document iom_supported iom_input_reflected",
    "mart_objective_reviews": "objective_no process review_count mention_count",
    "mart_objective_evidence": "objective_no project_count outcome_count practice_count review_count "
    "mptf_programme_count allocated_budget_usd evidence_rank",
    "mart_country_profile": "country_code country_name region is_champion has_country_network review_count "
    "project_count practice_count mptf_programme_count mgi_count",
    "mart_claims": "claim_id claim section as_of published_value computed_value status note",
    "mart_source_inventory": "source files rows_read rows_loaded rows_rejected rows_superseded newest_file_date",
}
JOURNALS = {
    "quality.rejected_rows": "load_id source source_file source_row field rule value record",
    "quality.check_results": "load_id asset check_name severity passed observed expected",
    "lineage.loads": "load_id run_id started_at finished_at code_version status",
    "lineage.load_files": "load_id source source_file sha256 bytes rows_read rows_loaded rows_rejected rows_superseded",
}
CONTRACT = {f"mart.{name}": columns for name, columns in MARTS.items()} | JOURNALS
CONTRACT["core.review_mentions"] = "review_id page objective_no method snippet confidence verdict"


@cache
def specs() -> dict[str, AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def test_asset_names_match_the_grammar() -> None:
    assert len(specs()) > 40
    assert [name for name in specs() if not GRAMMAR.fullmatch(name)] == []


@pytest.mark.parametrize("name", sorted(specs()))
def test_every_asset_says_what_it_is(name: str) -> None:
    spec = specs()[name]
    assert spec.group_name in GROUPS.values()
    assert spec.owners
    assert spec.kinds
    assert spec.description
    assert len(spec.description) > 15


def test_groups_stand_in_the_order_of_the_flow() -> None:
    order = list(GROUPS.values())
    assert order == sorted(order), "Dagster sorts them by name"
    assert {spec.group_name for spec in specs().values()} == set(order)
    for name, spec in specs().items():
        for parent in spec.deps:
            group = specs()[parent.asset_key.to_user_string()].group_name
            assert order.index(str(group)) <= order.index(str(spec.group_name)), f"{name} is made from a later group"


def test_a_table_is_made_by_the_asset_of_its_name() -> None:
    tables = {f"{table.schema}_{table.name}" for table in of_schema("core")} | {t.name for t in of_schema("mart")}
    assert tables <= specs().keys()
    assert {name for name in specs() if name.startswith(("core_", "mart_"))} == tables


def test_published_rests_on_every_table() -> None:
    parents = {parent.asset_key.to_user_string() for parent in specs()["published"].deps}
    assert {name for name in specs() if name.startswith(("core_", "mart_", "quality_", "lineage_"))} == parents


def test_every_core_table_has_a_blocking_suite() -> None:
    checks = defs.resolve_asset_graph().asset_check_keys
    nodes = {(key.asset_key.to_user_string(), key.name) for key in checks}
    for table in of_schema("core"):
        assert (f"core_{table.name}", "expectations") in nodes
    blocking = {key.name for key in checks if defs.resolve_asset_graph().get_check_spec(key).blocking}
    assert {"expectations", "books_balance"} <= blocking
    assert "at_most_four_objectives" not in blocking


def test_every_table_and_column_has_a_comment() -> None:
    tables = metadata.sorted_tables
    assert len(tables) > 40
    assert [table.fullname for table in tables if not table.comment] == []
    assert [str(column) for table in tables for column in table.columns if not column.comment] == []
    assert [table.fullname for table in tables if not table.primary_key.columns] == []
    assert len({table.name for table in tables}) == len(tables)


@pytest.mark.parametrize("name", CONTRACT)
def test_the_columns_of_the_contract_exist(name: str) -> None:
    assert set(CONTRACT[name].split()) <= set(metadata.tables[name].columns.keys())


def test_the_core_tables_of_the_contract_exist() -> None:
    tables = {table.name: table for table in of_schema("core")}
    assert set(CORE) <= tables.keys()
    for name, key in KEYS.items():
        assert tables[name].primary_key.columns.keys() == key.split()
    for name, table in tables.items():
        assert {"load_id", "source_file", "source_row"} <= set(table.columns.keys()), name


def test_every_mart_with_a_period_is_keyed_by_it() -> None:
    for name in MARTS:
        table = relations.declared()[name]
        assert "period_code" not in table.columns or "period_code" in table.primary_key.columns


def test_the_job_runs_everything_every_night() -> None:
    job = defs.resolve_job_def("nightly")
    assert {key.to_user_string() for key in job.asset_layer.executable_asset_keys} == specs().keys()
    assert {key.name for key in defs.resolve_asset_graph().asset_check_keys} == {
        key.name for key in job.asset_layer.asset_graph.asset_check_keys
    }
    schedule = defs.resolve_schedule_def("nightly_schedule")
    assert (schedule.cron_schedule, schedule.execution_timezone, schedule.job_name) == ("0 2 * * *", "UTC", "nightly")
    assert schedule.default_status == DefaultScheduleStatus.RUNNING


def test_column_lineage_leads_to_columns_that_exist() -> None:
    columns = {asset: {column.name for column in _schema(asset)} for asset in specs() if _schema(asset)}
    for source in registry.SOURCES:
        columns[f"raw_{source}"] = {name for frame in registry.frames_of(source).values() for name in frame.names}
    traced = 0
    for name, spec in specs().items():
        lineage = spec.metadata.get("dagster/column_lineage")
        for origins in lineage.deps_by_column.values() if lineage else ():
            for origin in origins:
                asset = AssetKey.from_coercible(origin.asset_key).to_user_string()
                assert origin.column_name in columns[asset], f"{name} reads {asset}.{origin.column_name}"
                traced += 1
    assert traced > 50


def _schema(asset: str) -> list[TableColumn]:
    schema = specs()[asset].metadata.get("dagster/column_schema")
    return list(schema.columns) if schema else []


def test_modules_fit_a_head() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert lengths[-1] <= LONGEST
    assert lengths[len(lengths) // 2] < MIDDLE


def test_modules_say_what_belongs_in_them() -> None:
    silent = [
        str(path)
        for path in MODULES
        if path.stat().st_size > 200 and "elongs here" not in path.read_text(encoding="utf-8").split('"""')[1]
    ]
    exempt = {path for path in silent if path.endswith(("definitions.py", "tables/__init__.py", "assets/__init__.py"))}
    assert set(silent) == exempt
