"""The sensor that tells people what went wrong, by e-mail and webhooks.

Belongs here: which runs ended since the last look, and what Dagster knows of them; the cursor.
Does not belong here: what is told, and how it gets there (alerts/).

One sensor, and not one per status: it also looks when no run ends (a night that was missed), tries again what could not
be sent, and remembers what was told, for which Dagster's run-status sensors have no place. It sees every run of the
instance, those of ``gcm-pipeline run`` too. The cursor is kept after sending: a daemon that dies in between tells twice
rather than never.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import dagster as dg
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import SensorInstigatorData
from pydantic import ValidationError

from gcm_pipeline.alerts import watch
from gcm_pipeline.alerts.causes import Died, Ended
from gcm_pipeline.alerts.delivery import deliver, queue, senders
from gcm_pipeline.alerts.memory import Memory
from gcm_pipeline.alerts.places import Alerting
from gcm_pipeline.errors import UsageError
from gcm_pipeline.problems import problem
from gcm_pipeline.settings import Settings, Timing

NAME = "alerts"
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
TELLING = {
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.RESOURCE_INIT_FAILURE,
    dg.DagsterEventType.RUN_FAILURE,
}
STEPS = {
    dg.DagsterEventType.STEP_START,
    dg.DagsterEventType.STEP_SUCCESS,
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.STEP_SKIPPED,
}
AT_ONCE = 20  # runs; the next look takes the others
OVERLAP = 1.0  # seconds, as clocks and databases round; runs are known by their names


def alerts_sensor(timing: Timing) -> dg.SensorDefinition:
    """A look every ``timing.look_seconds``; nothing is looked at while no place is set."""

    @dg.sensor(
        name=NAME,
        minimum_interval_seconds=timing.look_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells of failed runs and checks, late sources, jumps and missed nights; see docs/alerts.md.",
    )
    def alerts(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        try:
            alerting, settings = Alerting.from_environment(), Settings.from_environment()
        except UsageError as error:
            return dg.SensorResult(skip_reason=str(error))
        sending, now = senders(alerting), time.time()
        if not sending:
            return dg.SensorResult(skip_reason="Nobody is to be told: no address and no webhook is set.")
        memory = remembered(context.cursor) or Memory(since=now)
        ended = ended_runs(context.instance, memory)
        messages = watch.look(memory, ended, settings, alerting.hours, now)
        queue(sending, memory.queues, messages)
        deliver(sending, memory.queues, now)
        waiting = sum(len(each.messages) for each in memory.queues.values())
        said = f"{len(ended)} runs ended, {len(messages)} new messages, {waiting} wait to be sent."
        return dg.SensorResult(skip_reason=said, cursor=memory.model_dump_json())

    return alerts


def last_look(instance: dg.DagsterInstance) -> Memory | None:
    """What the sensor of this instance remembers; None when it has not looked yet."""
    sensors = instance.all_instigator_state(instigator_type=InstigatorType.SENSOR)
    cursors = [
        state.instigator_data.cursor
        for state in sensors
        if state.name == NAME and isinstance(state.instigator_data, SensorInstigatorData)
    ]
    return remembered(cursors[0]) if cursors else None


def remembered(cursor: str | None) -> Memory | None:
    """What the sensor's last look left; None before the first one."""
    try:
        return Memory.model_validate_json(cursor) if cursor else None
    except ValidationError:  # of another version: as if at the first look
        return None


def ended_runs(instance: dg.DagsterInstance, memory: Memory) -> list[Ended]:
    """Runs that ended since the last look, oldest first; at the first look of all, the last one."""
    first = memory.updated is None
    after = datetime.fromtimestamp(memory.updated - OVERLAP, UTC) if memory.updated is not None else None
    records = instance.get_run_records(
        dg.RunsFilter(statuses=ENDED, updated_after=after),
        limit=1 if first else AT_ONCE + len(memory.runs),
        order_by="update_timestamp",
        ascending=not first,
    )
    new = [record for record in records if record.dagster_run.run_id not in memory.runs][:AT_ONCE]
    return [_told_by(instance, record) for record in new]


def _told_by(instance: dg.DagsterInstance, record: dg.RunRecord) -> Ended:
    run, problems, last = record.dagster_run, [], ""
    for entry in instance.all_logs(run.run_id, of_type=TELLING):
        event = entry.dagster_event
        if event and (found := problem(event)):
            problems.append((event.step_key or "", found))
        elif event:
            last = event.message or last
    ended = Ended(run.run_id, run.status.value, problems, record.update_timestamp.replace(tzinfo=UTC).timestamp())
    if run.status is not dg.DagsterRunStatus.FAILURE or problems:
        return ended
    started = datetime.fromtimestamp(record.start_time, UTC) if record.start_time else None
    return ended._replace(died=Died(started, _under_way(instance, run.run_id), last))


def _under_way(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    """The steps of a run that began and did not end, in the order in which they began."""
    steps: dict[str, None] = {}
    for entry in instance.all_logs(run_id, of_type=STEPS):
        if entry.step_key and entry.dagster_event and entry.dagster_event.is_step_start:
            steps[entry.step_key] = None
        elif entry.step_key:
            steps.pop(entry.step_key, None)
    return list(steps)
