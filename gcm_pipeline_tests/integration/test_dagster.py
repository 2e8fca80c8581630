"""Dagster's side: the workspace loads, a run from the UI equals one of the command line, and what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import dagster as dg
import pytest

from gcm_pipeline.definitions import defs
from gcm_pipeline.reference import ROOT
from gcm_pipeline_tests.integration.conftest import Shipped
from gcm_pipeline_tests.integration.runs import PATIENCE

LAUNCH = """mutation($parameters: ExecutionParams!) { launchRun(executionParams: $parameters) {
    __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""
STATUS = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"
LOCATIONS = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"


def test_the_workspace_is_valid(tmp_path: Path) -> None:
    dagster = Path(sys.executable).with_name("dagster")
    environment = {**os.environ, "DAGSTER_HOME": str(tmp_path)}
    command = [dagster, "definitions", "validate", "-m", "gcm_pipeline.definitions"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def instance(shipped: Shipped) -> Iterator[dg.DagsterInstance]:
    """Dagster's storage of the shipped example's run."""
    home = shipped.place.storage / "dagster"
    with mock.patch.dict(os.environ, {"DAGSTER_HOME": str(home)}), dg.DagsterInstance.get() as found:
        yield found


def _latest(instance: dg.DagsterInstance, name: str) -> dict[str, Any]:
    event = instance.get_latest_materialization_event(dg.AssetKey(name))
    assert event is not None, f"{name} was not materialised"
    assert event.asset_materialization is not None
    return {key: value.value for key, value in event.asset_materialization.metadata.items()}


def test_every_asset_was_materialised_with_its_rows(shipped: Shipped, instance: dg.DagsterInstance) -> None:
    for key in defs.resolve_asset_graph().get_all_asset_keys():
        metadata = _latest(instance, key.to_user_string())
        if key.to_user_string().startswith(("raw_", "core_", "mart_", "int_", "quality_", "lineage_")):
            assert metadata["dagster/row_count"] >= 0
            assert any(name.startswith("preview") for name in metadata), key
    assert _latest(instance, "mart_cluster_projects")["dagster/row_count"] == 12
    assert shipped.place.ask("SELECT count(*) FROM projects") == [
        (_latest(instance, "core_projects")["dagster/row_count"],)
    ]


def test_a_preview_is_a_table_of_rows(instance: dg.DagsterInstance) -> None:
    lines = _latest(instance, "mart_cluster_projects")["preview"].replace("\\", "").splitlines()
    assert lines[0].startswith("| period_code | cluster_code |")
    assert len(lines) == 2 + 5


def test_every_check_was_evaluated_and_kept(shipped: Shipped, instance: dg.DagsterInstance) -> None:
    keys = defs.resolve_asset_graph().asset_check_keys
    found = instance.event_log_storage.get_latest_asset_check_execution_by_key(list(keys))
    assert found.keys() == keys
    failed = set()
    for key, record in found.items():
        assert record.event is not None
        evaluation = record.event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
        if not evaluation.passed:
            assert evaluation.severity == dg.AssetCheckSeverity.WARN, key
            failed.add(key.name)
    assert {"at_most_four_objectives", "statuses_are_known"} <= failed, "dirt of the sample that is worth a warning"
    names = {name for (name,) in shipped.place.ask("SELECT DISTINCT check_name FROM check_results")}
    assert {key.name for key in keys} - {"expectations"} <= names
    assert "expect_table_columns_to_match_set" in names


def test_assets_tell_their_columns_and_where_they_come_from() -> None:
    metadata = {spec.key.to_user_string(): spec.metadata for spec in defs.resolve_all_asset_specs()}
    columns = {column.name: column for column in metadata["core_projects"]["dagster/column_schema"].columns}
    assert columns["project_code"].constraints.unique
    assert all(column.description for column in columns.values())
    lineage = metadata["mart_cluster_projects"]["dagster/column_lineage"].deps_by_column
    assert lineage["cluster_code"]


@pytest.mark.parametrize("executor", [{"in_process": {}}, {"multiprocess": {"max_concurrent": 2}}], ids=str)
def test_both_executors_may_be_chosen(executor: dict[str, Any]) -> None:
    dg.validate_run_config(defs.resolve_job_def("nightly"), {"execution": {"config": executor}})


def test_some_assets_can_be_made_again(shipped: Shipped, instance: dg.DagsterInstance) -> None:
    before = shipped.place.published()
    job = defs.resolve_implicit_global_asset_job_def()
    names = {key for key in job.asset_layer.executable_asset_keys if key.to_user_string().startswith(("int_", "mart_"))}
    subset = job.get_subset(asset_selection=names | {dg.AssetKey("published")})
    with mock.patch.dict(os.environ, shipped.place.environment):
        result = subset.execute_in_process(
            instance=instance, run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        )
    assert result.success
    made = {event.asset_key for event in result.get_asset_materialization_events()}
    assert made == names | {dg.AssetKey("published")}
    assert shipped.place.published() == before


def test_a_run_from_the_ui_equals_one_of_the_command_line(shipped: Shipped, ui: str) -> None:
    before = shipped.place.published()
    (repository,) = _graphql(ui, LOCATIONS)["repositoriesOrError"]["nodes"]
    selector = {
        "repositoryName": repository["name"],
        "repositoryLocationName": repository["location"]["name"],
        "jobName": "nightly",
    }
    launched = _graphql(ui, LAUNCH, parameters={"selector": selector, "runConfigData": {}})["launchRun"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    run_id = launched["run"]["runId"]
    give_up, status = time.monotonic() + PATIENCE, ""
    while status not in ("SUCCESS", "FAILURE", "CANCELED") and time.monotonic() < give_up:
        time.sleep(0.5)
        status = _graphql(ui, STATUS, id=run_id)["runOrError"]["status"]
    assert status == "SUCCESS"
    assert shipped.place.ask(f"SELECT status FROM loads WHERE run_id = '{run_id}'") == [("published",)]
    assert shipped.place.published() == before


def _graphql(address: str, query: str, **variables: Any) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{address}/graphql",
        json.dumps({"query": query, "variables": variables}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: dict[str, Any] = json.load(response)
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


def test_a_part_of_the_graph_runs_in_one_process() -> None:
    assert defs.resolve_implicit_global_asset_job_def().executor_def.name == "in_process"
