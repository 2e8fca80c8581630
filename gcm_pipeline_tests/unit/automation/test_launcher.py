"""What the daemon hears of runs whose code server is away; of one that is there, see integration/test_services.py."""

from __future__ import annotations

import json

import dagster as dg
import pytest
from dagster._core.instance import DagsterInstance
from dagster._core.launcher import WorkerStatus
from dagster._core.storage.tags import GRPC_INFO_TAG

from gcm_pipeline.automation.launcher import PATIENCE, WatchedRunLauncher

NOBODY = json.dumps({"host": "127.0.0.1", "port": 1})


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({GRPC_INFO_TAG: NOBODY}, [WorkerStatus.RUNNING] * (PATIENCE - 1) + [WorkerStatus.FAILED]),
        ({}, [WorkerStatus.RUNNING] * PATIENCE),  # of the command line
    ],
    ids=["no answer", "no code server"],
)
def test_a_run_is_given_up_when_its_code_server_stays_away(tags: dict[str, str], expected: list[WorkerStatus]) -> None:
    with DagsterInstance.ephemeral() as instance:
        launcher = WatchedRunLauncher()
        launcher.register_instance(instance)
        run = instance.add_run(dg.DagsterRun("nightly", status=dg.DagsterRunStatus.STARTED, tags=tags))
        assert [launcher.check_run_worker_health(run).status for _ in range(PATIENCE)] == expected
