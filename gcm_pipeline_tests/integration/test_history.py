"""What published nights leave behind, what changed between two of them, and what a pruning takes away."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from unittest import mock

import dagster as dg
import pyarrow as pa
import pytest
from sqlalchemy import text, update

from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.history import changes
from gcm_pipeline.history.prune import prune
from gcm_pipeline.instance import prepare_dagster
from gcm_pipeline.landing import Landing
from gcm_pipeline.marts import relations
from gcm_pipeline.reports import tables
from gcm_pipeline.settings import Settings
from gcm_pipeline.snapshots import Archive
from gcm_pipeline.warehouse import load, loads, roles
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline.warehouse.publish import publish
from gcm_pipeline.warehouse.tables.history import changes as journal
from gcm_pipeline.warehouse.tables.history import mart_totals
from gcm_pipeline.warehouse.tables.lineage import loads as journal_of_loads
from gcm_pipeline_tests.integration.conftest import GONE, Evolving
from gcm_pipeline_tests.unit.marts import example

TABLES = ("gcm_clusters", "gcm_objectives", *(table.name for table in changes.COMPARED))
NEW = "prima/b.csv"


@pytest.fixture
def warehouse(embedded_database_url: str, storage: Path) -> Iterator[Warehouse]:
    with open_warehouse(embedded_database_url, storage) as opened:
        yield opened


def _night(warehouse: Warehouse, folder: Path, run_id: str, core: example.Core) -> list[tuple[object, ...]]:
    """Publish ``core`` and what it changes; returns what that was."""
    load_id = loads.begin(warehouse, run_id, "test")
    counting = example.framed(folder, core, load_id)
    for table in map(relations.table, TABLES):
        kept = counting.set_of(table)
        load.write(warehouse, table, kept.batches(table.name), load_id, identity=kept.identity(table.name))
    found = changes.build(warehouse, counting)
    load.write(warehouse, journal, found.batches(journal.name), load_id)
    counting.close()
    publish(warehouse, load_id, [*map(relations.table, TABLES), journal])
    rows = "SELECT kind, source_file, projects, tags_added, tags_removed, examples FROM lineage.changes"
    with warehouse.engine.connect() as connection:
        found = connection.execute(text(f"{rows} WHERE load_id = {load_id} ORDER BY kind, source_file"))
        return [tuple(row) for row in found]


def test_every_kind_of_change_is_counted_by_file(warehouse: Warehouse, tmp_path: Path) -> None:
    core = example.core()
    assert _night(warehouse, tmp_path, "first", core) == [], "there is nothing to compare with"
    assert _night(warehouse, tmp_path, "same", core) == []
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
    assert _night(warehouse, tmp_path, "changed", after | {"assn_outcomes_objectives": tags}) == [
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


def _figures(warehouse: Warehouse, run_id: str, figures: dict[str, int]) -> None:
    """Publish a night whose marts have ``figures`` only."""
    load_id = loads.begin(warehouse, run_id, "test")
    rows: list[dict[str, object]] = [
        {"load_id": load_id, "mart": "m", "key": "", "figure": name, "value": Decimal(value)}
        for name, value in figures.items()
    ]
    load.write(warehouse, mart_totals, pa.Table.from_pylist(rows, schema=load.arrow_schema(mart_totals)), load_id)
    publish(warehouse, load_id, [mart_totals])


def test_figures_that_come_or_go_are_told_even_when_they_are_nothing(warehouse: Warehouse) -> None:
    _figures(warehouse, "first", {"gone": 5, "gone_at_nothing": 0, "grown": 1, "kept": 7})
    _figures(warehouse, "second", {"come": 9, "come_at_nothing": 0, "grown": 3, "kept": 7})
    query = (relations.SQL / "queries" / "figures_that_moved.sql").read_text(encoding="utf-8")
    with roles.read_only(warehouse) as connection:
        shown = [(row["figure"], round(row["percent"])) for row in tables.read(connection, "pages/moved").records()]
        asked = {row[2]: row[3:] for row in roles.run_statement(connection, query)}
    moved = [("come", 100), ("gone", -100), ("grown", 67), ("come_at_nothing", 0), ("gone_at_nothing", 0)]
    assert shown == moved
    assert asked["gone"] == (5, None, -5)
    assert asked["come"] == (None, 9, 9)
    assert asked["kept"] == (7, 7, 0)


def test_a_login_that_only_reads_is_told_before_a_run_begins(warehouse: Warehouse) -> None:
    reading = warehouse.url.update_query_dict({"options": "-c default_transaction_read_only=on"})
    with open_warehouse(reading.render_as_string(hide_password=False), Path()) as only:
        with pytest.raises(UsageError, match=r"may only be read by .* GCM_WAREHOUSE_URL"):
            loads.begin(only, "never", "test")
        with pytest.raises(UsageError, match="may only be read"):
            loads.upgrade(only)
