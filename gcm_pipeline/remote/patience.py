"""Trying again: with growing pauses, as long as there is progress, never for ever.

Belongs here: when to try again and when to stop. Does not belong here: what is tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential_jitter

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.remote.listed import Retry, Timeout

T = TypeVar("T")
QUICK = 10
"""Seconds; a sensor has a minute for all places together."""


class TransientError(Exception):
    """A fault that may pass; ``wait`` is the number of seconds that the server asks for."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True)
class Patience:
    """How often and how long is tried, for every place of a ``sources.yml``."""

    retry: Retry
    timeout: Timeout

    def once(self) -> Patience:
        """For a question that is asked again soon: one attempt, and little silence."""
        silence = min(self.timeout.silence, QUICK)
        return Patience(replace(self.retry, attempts=1), replace(self.timeout, silence=silence))

    def __call__(self, origin: str, attempt: Callable[[], T], progress: Callable[[], int] = lambda: 0) -> T:
        """What ``attempt`` returns, at last; PipelineError, which names ``origin``, when patience ends.

        ``progress`` tells how far the attempts have come: one that came further than all before it is forgiven.
        """
        stop = _Stop(self, progress)
        again = Retrying(retry=retry_if_exception_type(TransientError), stop=stop, wait=self._pause, reraise=True)
        try:
            return again(attempt)
        except TransientError as fault:
            tried = f"tried {stop.attempts} times" if stop.attempts > 1 else "tried once"
            raise PipelineError(f"{origin}: {fault} ({tried}). The next run tries again.") from fault

    def _pause(self, state: RetryCallState) -> float:
        asked = fault.wait if isinstance(fault := _fault(state), TransientError) else None
        growing = wait_exponential_jitter(self.retry.wait, max=self.retry.longest, jitter=self.retry.wait)
        return growing(state) if asked is None else asked


class _Stop:
    """Whether to stop, asked after each failed attempt."""

    def __init__(self, patience: Patience, progress: Callable[[], int]) -> None:
        self.patience, self.progress = patience, progress
        self.attempts, self._fruitless, self._furthest = 0, 0, 0

    def __call__(self, state: RetryCallState) -> bool:
        self.attempts = state.attempt_number
        come = self.progress()
        self._fruitless = 1 if come > self._furthest else self._fruitless + 1
        self._furthest = max(come, self._furthest)
        asked = fault.wait if isinstance(fault := _fault(state), TransientError) else None
        return (
            self._fruitless >= self.patience.retry.attempts
            or (asked or 0) > self.patience.retry.longest
            or (state.seconds_since_start or 0) > self.patience.timeout.whole
        )


def _fault(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
