"""The job ``nightly`` and its schedule.

Belongs here: what runs at a fixed time. Does not belong here: runs for a reason (landing_sensor.py).
"""

from __future__ import annotations

import dagster as dg

from gcm_pipeline.settings import Timing

QUEUE = "dagster/concurrency_key"
"""The tag by which the queue lets one run at a time through; see dagster/instance.yaml."""

nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="One whole run: archive, read, clean, check, count, publish. The same as `gcm-pipeline run`.",
    executor_def=dg.multi_or_in_process_executor,
    # A process per step costs seconds of imports each; choose multiprocess in the launchpad where that pays.
    config={"execution": {"config": {"in_process": {}}}, "loggers": {"console": {"config": {"log_level": "INFO"}}}},
    tags={QUEUE: "gcm_warehouse"},
)


def nightly_schedule(timing: Timing) -> dg.ScheduleDefinition:
    """The schedule at ``timing.schedule``, in UTC; nights missed while the daemon was down are caught up by one run.

    (Dagster does so with every schedule that has no partitions.)
    """
    return dg.ScheduleDefinition(
        name="nightly_schedule",
        job=nightly,
        cron_schedule=timing.schedule,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every night (GCM_SCHEDULE, in UTC). Nights that were missed are caught up by one run.",
    )
