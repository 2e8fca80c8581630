"""The real services with their records in PostgreSQL: a missed night, a changed landing place and tonight's tick.

What they find at their start: five nights without a tick, and a run whose process died with an earlier code server.
Nearly all of the time goes into waiting for the next minute, the soonest that a schedule can fire.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from unittest import mock

import dagster as dg
import psutil
import psycopg
import pytest
import requests
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import (
    GrpcServerCodeLocationOrigin,
    RemoteInstigatorOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, ScheduleInstigatorData
from dagster._core.storage.tags import GRPC_INFO_TAG
from sqlalchemy import make_url

from gcm_pipeline.automation.nightly import QUEUE
from gcm_pipeline.instance import prepare_dagster
from gcm_pipeline.settings import Settings
from gcm_pipeline_tests.integration.runs import COMMAND, EXAMPLE, Place, free_port

PATIENCE = 360.0  # seconds for three runs on a machine that is busy with much else
START = 25  # seconds that the services may need until the schedule's minute begins
MISSED = 5  # nights
SECRET = "not-to-be-seen"
DEAD = "00000000-0000-4000-8000-000000000000"
EXTRA = "network/interviews_synthetic.csv"
SCHEDULED = ".dagster/scheduled_execution_time"

pytestmark = pytest.mark.timeout(PATIENCE + 60)


@dataclass
class Served:
    """The services after a night: the runs that they started, oldest first, and what they wrote."""

    place: Place
    process: subprocess.Popen[bytes]
    tonight: datetime
    log: Path
    runs: list[dg.RunRecord]


@pytest.fixture(scope="module")
def served(small: Path, embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """``gcm-pipeline serve`` until three runs have ended."""
    folder = tmp_path_factory.mktemp("served")
    place, tonight = _place(small, embedded_url, folder), _next_minute()
    place.extra["GCM_SCHEDULE"] = f"{tonight.minute} {tonight.hour} * * *"  # type: ignore[index]
    with mock.patch.dict(os.environ, place.environment):
        prepare_dagster(Settings.from_environment())
        with dg.DagsterInstance.get() as instance, (folder / "log").open("w") as log:
            _leave_behind(instance, place, tonight)
            command = [COMMAND, "serve", "--port", place.extra["UI_PORT"], "--pages-port", place.extra["PAGES_PORT"]]
            process = subprocess.Popen(command, env=place.environment, stdout=log, stderr=log)
            found = Served(place, process, tonight, folder / "log", [])
            try:
                _wait_for_runs(found, instance)
                yield found
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(60)


def _place(landing: Path, url: str, folder: Path) -> Place:
    """Own copy of the landing folder, own databases for warehouse and records, free ports, quick looks, a secret."""
    shutil.copytree(landing, folder / "landing", ignore=shutil.ignore_patterns("reviews", "iati"))  # quicker runs
    secret = folder / "dagster-url"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE DATABASE served")
        server.execute("CREATE DATABASE served_records")
    records = make_url(url).set(database="served_records", password=SECRET)
    secret.write_text(records.render_as_string(hide_password=False))
    configuration = folder / "settings.yaml"
    configuration.write_text(
        f"GCM_SENSOR_SECONDS: 5\nGCM_SETTLE_SECONDS: 4\nGCM_LOG_FORMAT: json\nGCM_DAGSTER_URL_FILE: {secret}\n"
    )
    ports = {"GCM_CODE_PORT": free_port(), "UI_PORT": free_port(), "PAGES_PORT": free_port()}
    extra = {"GCM_CONFIG": str(configuration), **ports}
    warehouse = make_url(url).set(database="served", password=SECRET).render_as_string(hide_password=False)
    return Place(folder / "landing", folder / "storage", warehouse, extra)


def _next_minute() -> datetime:
    return (datetime.now(UTC) + timedelta(seconds=START + 60)).replace(second=0, microsecond=0)


def _leave_behind(instance: dg.DagsterInstance, place: Place, tonight: datetime) -> None:
    """A schedule last looked at some nights ago, and a run that was at work when code server and machine went down."""
    port = int(place.extra["GCM_CODE_PORT"])
    location = GrpcServerCodeLocationOrigin("127.0.0.1", port, location_name="gcm_pipeline.definitions")
    origin = RemoteInstigatorOrigin(RemoteRepositoryOrigin(location, "__repository__"), "nightly_schedule")
    last_look = (tonight - timedelta(days=MISSED, hours=1)).timestamp()
    data = ScheduleInstigatorData(place.extra["GCM_SCHEDULE"], start_timestamp=last_look)
    instance.add_instigator_state(
        InstigatorState(origin, InstigatorType.SCHEDULE, InstigatorStatus.DECLARED_IN_CODE, data)
    )
    tags = {QUEUE: "gcm_warehouse", GRPC_INFO_TAG: json.dumps({"host": "127.0.0.1", "port": port})}
    instance.add_run(dg.DagsterRun("nightly", DEAD, status=dg.DagsterRunStatus.STARTED, tags=tags))


def _wait_for_runs(served: Served, instance: dg.DagsterInstance) -> None:
    """Land a file in two parts once the services are up, and wait until three new runs have ended."""
    give_up, landed = time.monotonic() + PATIENCE, 0
    extra, lines = served.place.landing / EXTRA, (EXAMPLE / EXTRA).read_bytes().splitlines(keepends=True)
    extra.parent.mkdir(exist_ok=True)
    while time.monotonic() < give_up and served.process.poll() is None:
        log = served.log.read_text()
        if landed == 0 and "First look" in log:
            extra.write_bytes(b"".join(lines[:-2]))
            landed = 1
        if landed == 1 and "Changed; a run starts" in log:
            extra.write_bytes(b"".join(lines))
            landed = 2
        served.runs = [run for run in instance.get_run_records() if run.dagster_run.run_id != DEAD][::-1]
        if len(served.runs) == 3 and all(run.dagster_run.is_finished for run in served.runs):
            return
        time.sleep(0.5)
    raise AssertionError(served.log.read_text()[-4000:])


def _started_by(served: Served, tag: str) -> list[str]:
    return [run.dagster_run.tags[tag] for run in served.runs if tag in run.dagster_run.tags]


def test_missed_nights_are_caught_up_once_and_tonight_fires(served: Served) -> None:
    assert _started_by(served, SCHEDULED) == [
        moment.isoformat() for moment in (served.tonight - timedelta(days=1), served.tonight)
    ]


def test_a_changed_landing_place_starts_one_run_that_reads_the_whole_file(served: Served) -> None:
    assert _started_by(served, "dagster/sensor_name") == ["landing_changed"]
    (sensed,) = [run.dagster_run.run_id for run in served.runs if "dagster/sensor_name" in run.dagster_run.tags]
    query = "SELECT bytes FROM load_files JOIN loads USING (load_id) WHERE run_id = '{}' AND source_file = '{}'"
    assert served.place.ask(query.format(sensed, EXTRA)) == [((served.place.landing / EXTRA).stat().st_size,)]


def test_every_run_published_and_none_ran_beside_another(served: Served) -> None:
    assert [run.dagster_run.status for run in served.runs] == [dg.DagsterRunStatus.SUCCESS] * 3
    assert served.place.ask("SELECT status FROM loads") == [("published",)] * 3
    spans = sorted((run.start_time or 0, run.end_time or 0) for run in served.runs)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_a_run_whose_process_died_is_marked_failed(served: Served) -> None:
    with mock.patch.dict(os.environ, served.place.environment):
        prepare_dagster(Settings.from_environment())
        with dg.DagsterInstance.get() as instance:
            dead = instance.get_run_by_id(DEAD)
            events = instance.all_logs(DEAD, of_type=dg.DagsterEventType.RUN_FAILURE)
    assert dead is not None
    assert dead.status == dg.DagsterRunStatus.FAILURE
    assert any("its process is gone" in event.message for event in events)


def test_the_secret_is_in_no_file_and_no_log(served: Served) -> None:
    written = [path for path in served.place.storage.rglob("*") if path.is_file() and path.suffix != ".parquet"]
    leaks = [path for path in [served.log, *written] if SECRET.encode() in path.read_bytes()]
    assert leaks == []
    assert not list(served.place.storage.glob("dagster/**/*.db")), "records are in PostgreSQL only"


def test_logs_of_services_and_runs_are_json_lines(served: Served) -> None:
    lines = [json.loads(line) for line in served.log.read_text().splitlines() if not line.startswith("Up: ")]
    ended = {line["run_id"] for line in lines if line.get("event") == "PIPELINE_SUCCESS"}
    assert ended == {run.dagster_run.run_id for run in served.runs}
    assert any(line["logger"].startswith("dagster.daemon") for line in lines)


def test_the_operator_sees_a_daemon_at_work(served: Served) -> None:
    health = served.place.call("health")
    assert "OK   daemon: all of its parts" in health.out
    answer = requests.get(f"http://127.0.0.1:{served.place.extra['PAGES_PORT']}/metrics", timeout=60)
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert 'gcm_daemon_heartbeat_timestamp_seconds{daemon="SCHEDULER"}' in answer.text
    assert answer.text.endswith("# EOF\n")


def test_when_one_ends_all_are_stopped(served: Served) -> None:
    ports = ("--port", served.place.extra["UI_PORT"], "--pages-port", served.place.extra["PAGES_PORT"])
    check = ("serve", "--check", *ports)
    assert served.place.call(*check).code == 0
    children = psutil.Process(served.process.pid).children(recursive=True)
    next(child for child in children if "dagster_webserver" in child.cmdline()).kill()
    assert served.process.wait(60) == 1
    assert "The webserver service ended by itself" in served.log.read_text()
    for child in children:
        with suppress(psutil.NoSuchProcess):
            assert child.status() == psutil.STATUS_ZOMBIE
    said = served.place.call(*check)
    assert (said.code, "Not up: code, webserver" in said.err) == (1, True), said.err
