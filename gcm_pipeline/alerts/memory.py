"""What was told, what is still to be sent, and which runs were looked at: kept between the looks.

Belongs here: when a cause is news. Does not belong here: finding causes (causes.py), sending (delivery.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import BaseModel

from gcm_pipeline.alerts.message import Message, shortened

KEPT = 50  # messages that wait for one place; older ones are given up
RUNS = 100  # runs that are remembered as looked at
REMINDER = 7 * 86400.0  # seconds after which what still stands is told again


@dataclass(frozen=True)
class Cause:
    """Something to be told once.

    ``key`` starts with its kind and stays the same for as long as the cause stands (``late prima``); when ``state``
    changes it is told again. A ``passing`` cause, such as a jump between two nights, is never over.
    """

    key: str
    state: str
    message: Message
    passing: bool = False

    @property
    def kind(self) -> str:
        """The first word of the key."""
        return self.key.split()[0]


class Told(BaseModel):
    """A cause that people know of, and when (Unix) they were told of it last."""

    state: str
    title: str
    at: float
    passing: bool = False


class Queue(BaseModel):
    """Messages that wait for one place: not sent before ``not_before`` (Unix), after ``failures`` in a row."""

    messages: list[Message] = []
    failures: int = 0
    not_before: float = 0.0
    problem: str = ""

    def put(self, messages: Iterable[Message]) -> int:
        """Let messages wait; returns how many of the oldest had to be given up."""
        waiting = [*self.messages, *messages]
        self.messages = waiting[-KEPT:]
        return len(waiting) - len(self.messages)


class Memory(BaseModel):
    """``since`` is when watching began, ``looked`` when the warehouse was last asked, both Unix times.

    ``blind_since`` is when it first did not answer; ``updated`` the last change of a run that was seen.
    """

    since: float
    looked: float = 0.0
    blind_since: float | None = None
    updated: float | None = None
    runs: list[str] = []
    told: dict[str, Told] = {}
    queues: dict[str, Queue] = {}

    def saw(self, ended: Iterable[tuple[str, float]]) -> None:
        """Remember runs, by name and time of their last change, as looked at."""
        for run_id, updated in ended:
            self.runs = [*self.runs, run_id][-RUNS:]
            self.updated = max(updated, self.updated or 0.0)

    def news(self, causes: Iterable[Cause], settled: Collection[str], now: float) -> list[Message]:
        """What to tell: new and changed causes, those told a week ago, and those of kinds in ``settled`` now over."""
        found = {cause.key: cause for cause in causes}
        messages = []
        for key, cause in found.items():
            begins = _begins(cause, self.told.get(key), now)
            if begins is not None:
                messages.append(cause.message.model_copy(update={"title": f"{begins}{cause.message.title}"}))
                self.told[key] = Told(state=cause.state, title=cause.message.title, at=now, passing=cause.passing)
        over = [
            key
            for key, known in self.told.items()
            if key not in found and key.split()[0] in settled and not known.passing
        ]
        return messages + _over([self.told.pop(key) for key in over])


def _begins(cause: Cause, known: Told | None, now: float) -> str | None:
    """How the title of the cause's message begins; None when people know of it."""
    if known is None:
        return ""
    if known.state != cause.state:
        return "" if cause.passing else "Changed: "
    return None if cause.passing or now - known.at < REMINDER else "Still: "


def _over(ended: list[Told]) -> list[Message]:
    """One message for all that has ended by the same look."""
    facts = [(known.title, f"told on {datetime.fromtimestamp(known.at, UTC):%Y-%m-%d %H:%M} UTC") for known in ended]
    title = ended[0].title if len(ended) == 1 else f"{len(ended)} causes"
    return [Message(title=f"Over: {title}", facts=shortened(facts))] if ended else []
