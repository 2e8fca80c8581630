"""Logs, metrics and health of real runs, as an operator's programs read them."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import dagster as dg
import psycopg
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as classic
from sqlalchemy import make_url

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.instance import prepare_dagster
from gcm_pipeline.measures import facts
from gcm_pipeline.settings import Settings
from gcm_pipeline.warehouse.engine import open_warehouse
from gcm_pipeline_tests.integration.conftest import Shipped
from gcm_pipeline_tests.integration.runs import Place, Said

SECRET = "not-to-be-seen"
NOWHERE = f"postgresql://gcm:{SECRET}@127.0.0.1:9/gcm"
"""Port 9 is that of the service discard, which no machine runs."""


def _samples(text: str) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def test_metrics_tell_what_is_published(shipped: Shipped) -> None:
    samples = _samples(shipped.place.call("metrics").out)
    assert samples["gcm_warehouse_up",] == 1
    assert samples["gcm_last_run_status", "published"] == 1
    for source, loaded in shipped.place.ask(
        "SELECT source, sum(rows_loaded)::int FROM load_files "
        "WHERE load_id = (SELECT max(load_id) FROM load_files) GROUP BY source"
    ):
        assert samples["gcm_source_rows", "loaded", str(source)] == loaded
    assert samples["gcm_stage_duration_seconds", "reading"] > 0
    assert samples["gcm_storage_bytes", "warehouse"] > samples["gcm_warehouse_bytes",] / 2


def test_the_run_left_a_file_for_node_exporter(shipped: Shipped) -> None:
    text = (shipped.place.storage / "metrics" / "gcm_pipeline.prom").read_text(encoding="utf-8")
    assert "gcm_last_publication_timestamp_seconds" in {family.name for family in classic(text)}


def test_the_dagster_ui_has_numbers_to_plot(shipped: Shipped) -> None:
    with mock.patch.dict(os.environ, shipped.place.environment):
        prepare_dagster(Settings.from_environment())
        with dg.DagsterInstance.get() as instance:
            event = instance.get_latest_materialization_event(dg.AssetKey("run_metrics"))
    assert event is not None
    assert event.asset_materialization is not None
    numbers = {
        name: value.value
        for name, value in event.asset_materialization.metadata.items()
        if isinstance(value, dg.IntMetadataValue | dg.FloatMetadataValue)
    }
    wanted = ("seconds", "seconds/loading", "rows/loaded", "bytes/snapshots", "bytes_free")
    assert all(numbers[name] for name in wanted)
    assert numbers["age_days/prima"] >= 0


def test_health_is_an_exit_code_and_says_why(shipped: Shipped) -> None:
    well, late = shipped.place.call("health"), shipped.place.call("health", "--max-age-hours", "0")
    assert (well.code, "FAIL" in well.out) == (0, False), well.out
    assert late.code == 1
    assert [line.split()[1] for line in late.out.splitlines() if line.startswith("FAIL")] == ["publication:"]
    told = json.loads(shipped.place.call("health", "--format", "json").out)
    assert told["well"] is True
    assert {check["name"] for check in told["checks"]} >= {"storage", "disk", "warehouse", "last run", "sources"}


def test_a_resting_server_is_not_started_to_be_looked_at(shipped: Shipped, tmp_path: Path) -> None:
    shutil.copytree(shipped.place.storage / "metrics", tmp_path / "metrics")
    resting = Place(shipped.place.landing, tmp_path)
    assert resting.call("health").code == 0
    assert _samples(resting.call("metrics").out)["gcm_last_run_status", "published"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["metrics"]


def test_a_server_that_is_gone_is_told_without_its_password(tmp_path: Path) -> None:
    gone = Place(tmp_path / "landing", tmp_path, NOWHERE, {"GCM_DAGSTER_URL": NOWHERE})
    health, metrics = gone.call("health"), gone.call("metrics")
    assert (health.code, metrics.code) == (1, 0)
    assert "FAIL warehouse: Cannot connect to database 'gcm' on 127.0.0.1" in health.out
    assert "FAIL daemon: Dagster's records cannot be read" in health.out
    assert _samples(metrics.out)["gcm_warehouse_up",] == 0
    assert SECRET not in health.out + health.err + metrics.out + metrics.err


def test_a_server_that_goes_while_it_is_read_is_told_too(embedded_database_url: str, tmp_path: Path) -> None:
    with (
        open_warehouse(embedded_database_url, tmp_path) as warehouse,
        psycopg.connect(embedded_database_url, autocommit=True) as administrator,
    ):
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with pytest.raises(PipelineError, match="went away"):
            facts.read(warehouse)


def test_a_storage_that_is_no_folder_fails_no_question(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = Place(tmp_path / "landing", tmp_path / "file").call("metrics")
    assert (told.code, _samples(told.out)) == (0, {("gcm_warehouse_up",): 0})


@dataclass(frozen=True)
class Logged:
    """Two runs with JSON logs, one whose server is gone, and one that is pointed at a wrong landing folder."""

    place: Place
    gone: Said
    misled: Said


@pytest.fixture
def logged(embedded_database_url: str, tmp_path: Path) -> Iterator[Logged]:
    """The logging of this process is put back afterwards."""
    root, extra = logging.getLogger(), {"GCM_LOG_FORMAT": "json"}
    kept = root.handlers[:], root.level
    (tmp_path / "landing" / "holiday pictures").mkdir(parents=True)
    url = make_url(embedded_database_url).set(password=SECRET).render_as_string(hide_password=False)
    place = Place(tmp_path / "landing", tmp_path / "storage", url, extra)
    gone = Place(place.landing, tmp_path / "gone", NOWHERE, extra)
    yield Logged(place, gone.call("run"), place.call("run"))
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = kept


def test_a_failed_run_tells_collectors_of_it_and_keeps_its_secret(logged: Logged) -> None:
    (gone,) = [json.loads(line) for line in logged.gone.err.splitlines()]
    assert (logged.gone.code, gone["level"], gone["logger"]) == (2, "ERROR", "gcm_pipeline")
    lines = [json.loads(line) for line in logged.misled.err.splitlines()]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    assert all(line["time"].endswith("+00:00") for line in lines)
    (failed,) = [line for line in lines if line.get("event") == "STEP_FAILURE"]
    assert (failed["level"], failed["step"]) == ("ERROR", "landing")
    assert failed["run_id"] == logged.place.ask("SELECT run_id FROM loads")[0][0]
    assert "UsageError" in failed["error"]
    assert (logged.misled.code, lines[-1]["logger"]) == (2, "gcm_pipeline")
    health, metrics = logged.place.call("health"), logged.place.storage / "metrics" / "gcm_pipeline.prom"
    assert (health.code, "FAIL last run" in health.out) == (1, True)
    assert 'gcm_last_run_status{gcm_last_run_status="failed"} 1.0' in metrics.read_text(encoding="utf-8")
    assert SECRET not in "".join([*logged.gone.err, *logged.misled.err, *logged.misled.out, *health.out])
