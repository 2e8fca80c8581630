"""When a changed landing place starts a run, and when it must not."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.remote_origin import GrpcServerCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin

from gcm_pipeline.automation.landing_sensor import Cursor, digest, landing_sensor, look
from gcm_pipeline.landing import Landing
from gcm_pipeline.settings import Timing

SETTLE = 100.0
Look = tuple[float, str]


def _asked_at(looks: list[Look]) -> list[float]:
    """The moments at which a run is asked for."""
    cursor, asked = None, []
    for now, found in looks:
        cursor, reason = look(cursor, {"prima": found}, now, SETTLE)
        cursor = Cursor.model_validate_json(cursor.model_dump_json())
        asked += [now] if reason is None else []
    return asked


@pytest.mark.parametrize(
    ("looks", "asked"),
    [
        pytest.param([(0, "a"), (60, "a"), (600, "a")], [], id="nothing changes"),
        pytest.param([(0, "a"), (60, "b"), (120, "b"), (180, "b"), (240, "b")], [180], id="once, when quiet"),
        pytest.param([(0, "a"), (60, "b"), (120, "c"), (180, "d"), (240, "d"), (300, "d")], [300], id="still copying"),
        pytest.param([(0, "a"), (60, "b"), (120, "a"), (500, "a")], [], id="changed and changed back"),
        pytest.param([(0, "a"), (60, "b"), (160, "b"), (200, "a"), (300, "a")], [160, 300], id="back after a run"),
        pytest.param([(1000, "a"), (1060, "b"), (10, "b")], [10], id="clock set back"),
    ],
)
def test_a_run_is_asked_for_when_a_change_has_settled(looks: list[Look], asked: list[float]) -> None:
    assert _asked_at(looks) == asked


def _digest(folder: Path) -> str:
    place = Landing(str(folder))
    return digest([file for source in place.folders for file in place.files(source)])


def test_what_counts_as_a_change(tmp_path: Path) -> None:
    file = tmp_path / "prima" / "export.csv"
    file.parent.mkdir()
    file.write_text("a")
    seen = [_digest(tmp_path)]
    file.write_text("ab")
    seen.append(_digest(tmp_path))
    os.utime(file, (1, 1))
    seen.append(_digest(tmp_path))
    file.rename(file.with_name("other.csv"))
    seen.append(_digest(tmp_path))
    file.with_name("other.csv").unlink()
    seen.append(_digest(tmp_path))
    assert len(set(seen)) == len(seen)
    file.with_name("~$lock.csv").write_text("an office program's lock")
    assert _digest(tmp_path) == seen[-1]


@pytest.fixture
def instance() -> dg.DagsterInstance:
    return dg.DagsterInstance.ephemeral()


def _tick(instance: dg.DagsterInstance, cursor: str | None) -> dg.SensorResult:
    sensor = landing_sensor(Timing("0 2 * * *", 60, 1))
    result = sensor(dg.build_sensor_context(instance, cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    return result


def _said(result: dg.SensorResult) -> str:
    assert isinstance(result.skip_reason, dg.SkipReason)
    return result.skip_reason.skip_message or ""


def test_a_problem_is_logged_once_and_starts_nothing(
    instance: dg.DagsterInstance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = tmp_path / "landing"
    folder.mkdir()
    monkeypatch.setenv("GCM_LANDING", str(folder))
    first = _tick(instance, None)
    folder.rename(tmp_path / "gone")
    second = _tick(instance, first.cursor)
    third = _tick(instance, second.cursor)
    assert "is no folder" in _said(second) == _said(third)
    assert not second.run_requests
    assert len([record for record in caplog.records if "cannot be looked at" in record.message]) == 1
    (tmp_path / "gone").rename(folder)
    assert _said(_tick(instance, third.cursor)) == "Nothing changed."


def _seen_long_ago(cursor: str, asked: dict[str, str]) -> str:
    return Cursor.model_validate_json(cursor).model_copy(update={"asked": asked, "since": 0}).model_dump_json()


def test_a_source_that_cannot_be_asked_leaves_the_others_alone(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens on port 9 of loopback."""
    listed = tmp_path / "sources.yml"
    listed.write_text("sources:\n  iati:\n    - url: http://127.0.0.1:9/a.xml\n")
    export = tmp_path / "landing" / "prima" / "export.csv"
    export.parent.mkdir(parents=True)
    export.write_text("a")
    monkeypatch.setenv("GCM_LANDING", str(tmp_path / "landing"))
    monkeypatch.setenv("GCM_SOURCES", str(listed))
    first = _tick(instance, None)
    assert "127.0.0.1" in _said(first)
    assert "127.0.0.1" in _said(_tick(instance, first.cursor))
    export.write_text("a and more")
    changed = _tick(instance, first.cursor)
    asked = Cursor.model_validate_json(first.cursor or "").asked
    assert len(_tick(instance, _seen_long_ago(changed.cursor or "", asked)).run_requests or []) == 1


def test_a_run_that_waits_in_the_queue_reads_the_change(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prima").mkdir()
    (tmp_path / "prima" / "export.csv").write_text("a")
    monkeypatch.setenv("GCM_LANDING", str(tmp_path))
    changed = _seen_long_ago(_tick(instance, None).cursor or "", asked={})
    assert len(_tick(instance, changed).run_requests or []) == 1
    repository = RemoteRepositoryOrigin(GrpcServerCodeLocationOrigin("127.0.0.1", 1), "__repository__")
    queued = dg.DagsterRunStatus.QUEUED
    instance.add_run(dg.DagsterRun("nightly", status=queued, remote_job_origin=RemoteJobOrigin(repository, "nightly")))
    waiting = _tick(instance, changed)
    assert not waiting.run_requests
    assert "in the queue" in _said(waiting)
