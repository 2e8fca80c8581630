"""When the pipeline runs: the job ``nightly`` and its schedule.

Belongs here: jobs, schedules, sensors. Does not belong here: what a run does (assets/).
"""

from __future__ import annotations

import dagster as dg

nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="One whole run: archive, read, clean, check, count, publish. The same as `gcm-pipeline run`.",
    executor_def=dg.multi_or_in_process_executor,
    # A process per step costs seconds of imports each; choose multiprocess in the launchpad where that pays.
    config={"execution": {"config": {"in_process": {}}}},
    tags={"dagster/concurrency_key": "gcm_warehouse"},
)

nightly_schedule = dg.ScheduleDefinition(
    name="nightly_at_2",
    job=nightly,
    cron_schedule="0 2 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at 02:00 UTC.",
)
