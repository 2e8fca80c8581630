"""Dagster's own run launcher, which also says whether a run is still alive.

A run is a child process of the code server. When one of them dies of itself, the code server tells; when the code
server dies too (a restart, a power cut), its runs would be shown as running for ever and hold up the queue.

Belongs here: that question, asked by the daemon. Does not belong here: starting runs, which stays Dagster's.
"""

from __future__ import annotations

from typing import Any

from dagster import DagsterRun
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from dagster._grpc.client import DagsterGrpcClient
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult
from dagster._serdes import deserialize_value

PATIENCE = 3
"""Times in a row that a code server may not answer before its runs count as dead."""


class WatchedRunLauncher(DefaultRunLauncher):
    """Named in ``dagster/instance.yaml``."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._unanswered: dict[str, int] = {}

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Yes: this is what it is for."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Whether the code server still has a process for the run; its status FAILED makes the daemon end the run.

        A run of the command line has none: if it died, the next run says so (assets/resources.py).
        """
        client: DagsterGrpcClient | None = self._get_grpc_client_for_termination(run.run_id)  # type: ignore[no-untyped-call]
        if client is None:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        try:
            answer = client.can_cancel_execution(CanCancelExecutionRequest(run_id=run.run_id), timeout=10)
        except DagsterUserCodeUnreachableError:
            self._unanswered[run.run_id] = self._unanswered.get(run.run_id, 0) + 1
            if self._unanswered[run.run_id] < PATIENCE:
                return CheckRunHealthResult(WorkerStatus.RUNNING)
            return CheckRunHealthResult(WorkerStatus.FAILED, "the code server that ran it does not answer")
        self._unanswered.pop(run.run_id, None)
        if deserialize_value(answer, CanCancelExecutionResult).can_cancel:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "its process is gone")
