"""Pruning Dagster's own record of runs: their events, and the files these lie in.

Belongs here: runs of nights that are no longer kept. Does not belong here: ticks of schedules and sensors, which
Dagster clears by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import dagster as dg
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from gcm_pipeline.history import removal
from gcm_pipeline.history.removal import Removal

ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def prune(instance: dg.DagsterInstance, since: datetime, kept: Collection[str], *, dry: bool) -> Removal:
    """Remove runs that ended, were begun before ``since`` and are not ``kept`` (by run id). ``dry`` only counts."""
    ended = instance.get_runs(dg.RunsFilter(statuses=ENDED, created_before=since))
    removed = [run.run_id for run in ended if run.run_id not in kept]
    files = [path for run_id in removed for path in _files(instance, run_id)]
    size = removal.of_files("", files).bytes
    if not dry:
        for run_id in removed:
            instance.delete_run(run_id)
        for path in files:
            path.unlink(missing_ok=True)
    return Removal("Dagster runs", len(removed), size)


def _files(instance: dg.DagsterInstance, run_id: str) -> list[Path]:
    """The files of a run's events, where each has its own; in PostgreSQL they have none."""
    storage = instance.event_log_storage
    if not isinstance(storage, SqliteEventLogStorage):
        return []
    file = Path(storage.path_for_shard(run_id))
    return [
        path for path in (file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))) if path.exists()
    ]
