"""One whole nightly run outside the Dagster daemon: the same job, on the same storage, followed event by event.

Belongs here: starting the job and gathering what came of it. Does not belong here: how that is shown (cli/).
"""

from __future__ import annotations

import gc
import logging
import re
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from gcm_pipeline import logs
from gcm_pipeline.instance import prepare_dagster
from gcm_pipeline.problems import Problem, problem
from gcm_pipeline.quality import checking
from gcm_pipeline.settings import Settings

if TYPE_CHECKING:
    from types import ModuleType

    from dagster import EventLogEntry

SKIPPED = re.compile(r"^Dependencies for step .* Not executing\.$", re.DOTALL)
"""What Dagster says of every step after one that failed; a person wants to hear of that one only."""


class Progress(Protocol):
    """What a display is told while a run goes on."""

    def begin(self, steps: int) -> None:
        """The run has ``steps`` steps."""

    def start(self, step: str) -> None:
        """A step starts."""

    def end(self, step: str, seconds: float) -> None:
        """A step has ended, well or badly, after ``seconds``."""

    def say(self, message: str) -> None:
        """Something that a person should know at once, such as that another run is waited for."""


@dataclass
class Verdict:
    """How a run ended.

    ``problems`` come in their order; ``seconds`` the time of each step that ended
    well. Checks that did not pass are in quality.check_results.
    """

    run_id: str
    published: bool = False
    succeeded: bool = False
    problems: list[Problem] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def prepare(settings: Settings) -> Future[ModuleType]:
    """Import the code location in a thread, which takes a second or two, and what the suites need in their process.

    To be called first: the server starts meanwhile.
    """
    if not settings.frames.exists():  # a first night will check everything
        checking.prepare()
    with_one = ThreadPoolExecutor(1)
    importing = with_one.submit(_imported)
    with_one.shutdown(wait=False)
    return importing


def _imported() -> ModuleType:
    location = import_module("gcm_pipeline.definitions")
    gc.freeze()  # it stays to the end, and need not be looked at
    return location


def run_nightly(settings: Settings, progress: Progress, importing: Future[ModuleType] | None = None) -> Verdict:
    """Run the job ``nightly`` in this process; it shows in the Dagster UI over the same storage like any other run.

    ``importing`` is what ``prepare`` gave: whatever is wrong with the code location, or its settings, is raised here.
    """
    if importing:
        importing.result()
    home = prepare_dagster(settings)
    import dagster as dg
    from dagster._core.errors import DagsterExecutionInterruptedError

    from gcm_pipeline.assets.abandoned import alive
    from gcm_pipeline.automation.nightly import QUEUE
    from gcm_pipeline.definitions import defs

    as_json = logs.log_format() is logs.LogFormat.JSON
    job = defs.resolve_job_def("nightly")
    verdict = Verdict(run_id=str(uuid.uuid4()))
    progress.begin(len(job.nodes))
    with dg.DagsterInstance.get() as instance, alive(home, verdict.run_id):
        instance.add_event_listener(verdict.run_id, lambda entry: _follow(entry, verdict, progress))
        try:
            result = job.execute_in_process(
                run_id=verdict.run_id,
                instance=instance,
                raise_on_error=False,
                # Not in the queue: were this process killed, the queue would wait for it for ever.
                tags={QUEUE: "command line"},
                run_config={
                    "resources": {
                        "pipeline": {"config": {"as_of": settings.as_of.isoformat() if settings.as_of else ""}}
                    },
                    # For people, ``progress`` tells the little that they want to hear.
                    "loggers": {"console": {"config": {"log_level": "INFO" if as_json else "CRITICAL"}}},
                },
            )
        except DagsterExecutionInterruptedError:
            raise KeyboardInterrupt from None
    verdict.succeeded = result.success
    return verdict


def _follow(entry: EventLogEntry, verdict: Verdict, progress: Progress) -> None:
    event = entry.dagster_event
    if event is None:
        if int(entry.level) >= logging.INFO and not SKIPPED.search(entry.user_message):
            progress.say(entry.user_message)
        return
    step = event.step_key or ""
    match event.event_type_value:
        case "STEP_START":
            progress.start(step)
        case "STEP_SUCCESS":
            verdict.seconds[step] = event.step_success_data.duration_ms / 1000
            verdict.published |= step == "published"
            progress.end(step, verdict.seconds[step])
        case "STEP_FAILURE":
            progress.end(step, 0.0)
    if failed := problem(event):
        verdict.problems.append(failed)
