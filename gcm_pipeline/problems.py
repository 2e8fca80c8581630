"""What went wrong in a Dagster run, as sentences for people.

Belongs here: from Dagster's events to sentences. Does not belong here: who is told them (cli/, alerts/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gcm_pipeline import disk
from gcm_pipeline.errors import InputError, PipelineError, UsageError

if TYPE_CHECKING:
    from dagster import DagsterEvent
    from dagster_shared.error import SerializableErrorInfo

OWN = {error.__name__: error for error in (PipelineError, InputError, UsageError)}
CHECK = "DagsterAssetCheckFailedError"
"""What Dagster raises in the step of a blocking check that did not pass."""


class Problem(NamedTuple):
    """A sentence for people, and the exit code that it leads to; ``of_check`` when quality.check_results says more."""

    text: str
    exit_code: int = PipelineError.exit_code
    of_check: bool = False


def problem(event: DagsterEvent) -> Problem | None:
    """What a failed step or resource says to people; None for other events."""
    match event.event_type_value:
        case "STEP_FAILURE":
            failure = event.step_failure_data
            if failure.user_failure_data and failure.user_failure_data.description:
                return Problem(failure.user_failure_data.description)
            return _explain(failure.error)
        case "RESOURCE_INIT_FAILURE":
            return _explain(event.engine_event_data.error)
    return None


def _explain(error: SerializableErrorInfo | None) -> Problem:
    """The pipeline's own error where there is one in the chain, else the innermost, without the class in front."""
    chain = []
    while error:
        chain.append(error)
        error = error.cause
    own = [link for link in chain if link.cls_name in OWN]
    said = (own or chain[-1:])[0] if chain else None
    if said is None:
        return Problem("It failed without saying why; see the Dagster UI.")
    if not own and (told := disk.refusal(said.message)):
        return Problem(str(told), told.exit_code)
    text = said.message.split(": ", 1)[-1].strip()
    return Problem(text, OWN.get(said.cls_name or "", PipelineError).exit_code, said.cls_name == CHECK)
