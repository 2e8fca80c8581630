"""What published nights leave behind, what changed between two of them, and what a pruning takes away."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import dagster as dg
import pytest
from sqlalchemy import text, update

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.history import changes
from gcm_pipeline.history.prune import prune
from gcm_pipeline.instance import prepare_dagster
from gcm_pipeline.landing import Landing
from gcm_pipeline.marts import relations
from gcm_pipeline.settings import Settings
from gcm_pipeline.snapshots import Archive
from gcm_pipeline.warehouse import load, loads
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline.warehouse.publish import publish
from gcm_pipeline.warehouse.tables.history import changes as journal
from gcm_pipeline.warehouse.tables.lineage import loads as journal_of_loads
from gcm_pipeline_tests.integration.conftest import GONE, Evolving
from gcm_pipeline_tests.unit.marts import example

TABLES = ("gcm_clusters", "gcm_objectives", *changes.COMPARED)
NEW = "prima/b.csv"


@pytest.fixture
def warehouse(embedded_database_url: str, storage: Path) -> Iterator[Warehouse]:
    with open_warehouse(embedded_database_url, storage) as opened:
        yield opened


def _night(warehouse: Warehouse, run_id: str, core: example.Core) -> list[tuple[object, ...]]:
    """Publish ``core`` and what it changes; returns what that was."""
    load_id = loads.begin(warehouse, run_id, "test")
    for name in TABLES:
        load.write(warehouse, relations.table(name), example.arrow(name, core[name]), load_id)
    with warehouse.engine.begin() as connection:
        changes.build(connection, load_id)
    publish(warehouse, load_id, [*map(relations.table, TABLES), journal])
    rows = "SELECT kind, source_file, projects, tags_added, tags_removed, examples FROM lineage.changes"
    with warehouse.engine.connect() as connection:
        found = connection.execute(text(f"{rows} WHERE load_id = {load_id} ORDER BY kind, source_file"))
        return [tuple(row) for row in found]


def test_every_kind_of_change_is_counted_by_file(warehouse: Warehouse) -> None:
    core = example.core()
    assert _night(warehouse, "first", core) == [], "there is nothing to compare with"
    assert _night(warehouse, "same", core) == []
    projects = {row["project_code"]: dict(row) for row in core["projects"]}
    outcomes = {(row["project_code"], row["outcome_no"]): dict(row) for row in core["project_outcomes"]}
    tags = [dict(row) for row in core["assn_outcomes_objectives"]]
    gone = projects.pop("AA.0003")
    outcomes = {key: row for key, row in outcomes.items() if key[0] != "AA.0003"}
    tags = [row for row in tags if row["project_code"] != "AA.0003"]
    projects["AA.0001"]["is_activated"] = False
    projects["AA.0004"]["is_activated"] = True
    projects["AA.0005"]["budget_usd"] = None
    projects["BB.0001"] = projects["AA.0002"] | {"project_code": "BB.0001", "source_file": NEW}
    place = {"project_code": "BB.0001", "outcome_no": 1, "source_file": NEW}
    outcomes["BB.0001", 1] = outcomes["AA.0002", 1] | place
    outcomes["AA.0002", 1]["tagged_on"] = None
    tags = [row for row in tags if (row["project_code"], row["outcome_no"]) != ("AA.0001", 2)]
    tags += [tags[0] | place, tags[0] | {"project_code": "AA.0005", "outcome_no": 1, "source_file": NEW}]
    after = core | {"projects": list(projects.values()), "project_outcomes": list(outcomes.values())}
    assert _night(warehouse, "changed", after | {"assn_outcomes_objectives": tags}) == [
        ("activated", "prima/a.csv", 1, 0, 0, "AA.0004"),
        ("added", NEW, 1, 1, 0, "BB.0001"),
        ("deactivated", "prima/a.csv", 1, 0, 0, "AA.0001"),
        ("rebudgeted", "prima/a.csv", 1, 0, 0, "AA.0005"),
        ("redated", "prima/a.csv", 1, 0, 0, "AA.0002"),
        ("removed", "prima/a.csv", 1, 0, 3, gone["project_code"]),
        ("retagged", "prima/a.csv", 1, 0, 2, "AA.0001"),
        ("retagged", NEW, 1, 1, 0, "AA.0005"),
    ]


@pytest.mark.usefixtures("without_suites_and_pages")
def test_two_nights_leave_their_figures_and_the_reason_why_they_moved(evolving: Evolving) -> None:
    place = evolving.place
    shown = csv.reader(evolving.whole["mart.mart_cluster_projects"])
    figures = {(f"period_code={row[0]} cluster_code={row[1]}", int(row[3])) for row in shown}
    kept = "SELECT key, value::int FROM mart_totals WHERE load_id = 1 AND mart = 'mart_cluster_projects'"
    assert {*place.ask(f"{kept} AND figure = 'project_count'")} == figures
    lost = len(evolving.whole["core.projects"]) - len(evolving.lacking["core.projects"])
    assert place.ask("SELECT source_file, projects FROM changes WHERE load_id = 2 AND kind = 'removed'") == [
        (GONE, lost)
    ]
    assert place.ask("SELECT * FROM changes WHERE load_id = 1") == []


def test_a_pruning_keeps_what_stands(warehouse: Warehouse, storage: Path) -> None:
    settings = Settings(landing="", storage=storage)
    with mock.patch.dict(os.environ):
        prepare_dagster(settings)
        with dg.DagsterInstance.get() as instance:
            _prune(settings, warehouse, instance)


def _prune(settings: Settings, warehouse: Warehouse, instance: dg.DagsterInstance) -> None:
    """Two nights of one month that is long past, and one of these days; runs are begun now, so that now lies ahead."""
    now = datetime.now(UTC) + timedelta(days=200)
    second = (datetime.now(UTC).replace(day=1) + timedelta(days=32)).replace(day=2)
    archive = Archive(settings.snapshots, "prima")
    for night in (second, second + timedelta(days=1), now - timedelta(days=1)):
        load_id = loads.begin(warehouse, _nothing.execute_in_process(instance=instance).run_id, "test")
        loads.record_check_results(warehouse, load_id, [CHECK])
        with pytest.raises(PipelineError, match="is at work on this warehouse"):
            prune(settings, warehouse, instance, now)
        _finish(warehouse, load_id, night)
        _land(settings.storage / "landing", archive, night)
    dry = prune(settings, warehouse, instance, now, dry=True)
    removed = prune(settings, warehouse, instance, now)
    counts = {"check results": 1, "manifests of prima": 1, "archived files of prima": 2, "Dagster runs": 1}
    assert {each.what: each.number for each in removed} == {each.what: each.number for each in dry} == counts
    assert all(each.bytes > 0 for each in removed)
    assert instance.get_runs_count() == len(list((settings.dagster_home / "history" / "runs").glob("*-*.db"))) == 2
    assert [manifest.files[0].path.exists() for manifest in archive.manifests()] == [True, True]
    assert prune(settings, warehouse, instance, now) == []


CHECK = {"asset": "a", "check_name": "c", "severity": "error", "passed": True, "observed": "", "expected": ""}


@dg.job
def _nothing() -> None: ...


def _finish(warehouse: Warehouse, load_id: int, night: datetime) -> None:
    finished = update(journal_of_loads).where(journal_of_loads.c.load_id == load_id)
    with warehouse.engine.begin() as connection:
        connection.execute(finished.values(status="published", finished_at=night))


def _land(folder: Path, archive: Archive, night: datetime) -> None:
    """Take a snapshot of a new file, and date it to ``night``."""
    (folder / "prima").mkdir(parents=True, exist_ok=True)
    (folder / "prima" / "a.csv").write_text(f"{night}")
    place = Landing(str(folder))
    manifest, _ = archive.take(place, place.files("prima"))
    content = json.loads(manifest.path.read_text(encoding="utf-8"))
    manifest.path.write_text(json.dumps(content | {"taken_at": night.isoformat()}), encoding="utf-8")
