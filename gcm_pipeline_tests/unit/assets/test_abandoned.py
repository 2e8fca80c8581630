from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import dagster as dg

from gcm_pipeline.assets.abandoned import alive, end_abandoned

HOLD = "import sys, time, pathlib; from gcm_pipeline.assets.abandoned import alive\n" + (
    "with alive(pathlib.Path(sys.argv[1]), sys.argv[2]): print('held', flush=True); time.sleep(60)"
)


@dg.job
def nothing() -> None:
    """A run of it is there, and not begun."""


def test_a_run_is_ended_once_its_process_is_dead_and_not_before(tmp_path: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        run_id = instance.create_run_for_job(nothing).run_id
        holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path), run_id], stdout=subprocess.PIPE)
        assert holder.stdout
        with holder.stdout:
            assert holder.stdout.readline() == b"held\n"
            end_abandoned(instance, tmp_path, [])
            assert _status(instance, run_id) == dg.DagsterRunStatus.NOT_STARTED, "it lives"
            os.kill(holder.pid, signal.SIGKILL)
            holder.wait(timeout=10)
        end_abandoned(instance, tmp_path, [])
        assert _status(instance, run_id) == dg.DagsterRunStatus.FAILURE
    assert not list((tmp_path / "alive").iterdir())


def test_a_run_that_ends_leaves_nothing(tmp_path: Path) -> None:
    with alive(tmp_path, "a-run"):
        assert list((tmp_path / "alive").iterdir())
    assert not list((tmp_path / "alive").iterdir())


def _status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run
    return run.status
