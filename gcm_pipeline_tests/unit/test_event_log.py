from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from gcm_pipeline.assets import event_log
from gcm_pipeline.assets.event_log import EventLog

SETTINGS = """
event_log_storage:
  module: gcm_pipeline.assets.event_log
  class: EventLog
  config:
    base_dir: {env: DAGSTER_HOME}
telemetry:
  enabled: false
"""


@dg.asset
def one() -> int:
    return 1


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "dagster.yaml").write_text(SETTINGS)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    return tmp_path


def open_files(folder: Path) -> set[str]:
    held = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return {path.name for path in held if path.parent == folder and path.suffix == ".db"}


def materialise(instance: dg.DagsterInstance) -> str:
    return dg.materialize([one], instance=instance).run_id


def test_events_are_those_that_dagster_s_own_storage_reads(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, EventLog)
        run_id = materialise(instance)
        written = [entry.dagster_event_type for entry in instance.all_logs(run_id)]
    own = SqliteEventLogStorage(str(home / "history" / "runs"))
    assert [entry.dagster_event_type for entry in own.get_logs_for_run(run_id)] == written
    assert dg.DagsterEventType.ASSET_MATERIALIZATION in written
    assert own.has_asset_key(dg.AssetKey("one"))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_files_stay_open_but_only_a_few(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "KEPT_OPEN", 2)
    with dg.DagsterInstance.get() as instance:
        runs = [materialise(instance) for _ in range(3)]
        assert open_files(home / "history" / "runs") == {"index.db", f"{runs[-1]}.db"}
        assert all(instance.all_logs(run) for run in runs)
    assert not open_files(home / "history" / "runs")


def test_a_wiped_log_can_be_written_again(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        materialise(instance)
        instance.wipe()
        assert instance.all_logs(materialise(instance))
