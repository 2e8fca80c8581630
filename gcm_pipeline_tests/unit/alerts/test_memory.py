"""When a cause is news: once, again when it changes, and when it is over."""

from __future__ import annotations

from gcm_pipeline.alerts.causes import OF_RUNS, STANDING
from gcm_pipeline.alerts.memory import KEPT, REMINDER, Cause, Memory, Queue
from gcm_pipeline.alerts.message import Message


def _cause(key: str, state: str = "a", *, passing: bool = False) -> Cause:
    return Cause(key, state, Message(title=f"{key} is wrong"), passing)


def _titles(memory: Memory, *found: Cause, settled: tuple[str, ...] = OF_RUNS, now: float = 0) -> list[str]:
    # What is remembered goes through the cursor's text each time.
    kept = Memory.model_validate_json(memory.model_dump_json())
    memory.told = kept.told
    return [message.title for message in memory.news(found, settled, now)]


def test_a_standing_cause_is_told_once_until_it_changes() -> None:
    memory = Memory(since=0)
    assert _titles(memory, _cause("check x")) == ["check x is wrong"]
    assert _titles(memory, _cause("check x")) == []
    assert _titles(memory, _cause("check x", "b")) == ["Changed: check x is wrong"]
    assert _titles(memory) == ["Over: check x is wrong"]
    assert _titles(memory) == []
    assert _titles(memory, _cause("check x", "b")) == ["check x is wrong"]


def test_what_still_stands_is_told_again_every_week() -> None:
    memory = Memory(since=0)
    found = _cause("late prima"), _cause("jump", passing=True)
    _titles(memory, *found)
    assert [_titles(memory, *found, now=now) for now in (REMINDER - 1, REMINDER, REMINDER + 1, 2 * REMINDER)] == [
        [],
        ["Still: late prima is wrong"],
        [],
        ["Still: late prima is wrong"],
    ]


def test_what_was_not_looked_at_is_not_over() -> None:
    memory = Memory(since=0)
    _titles(memory, _cause("check x"), _cause("late prima"))
    assert _titles(memory, settled=()) == []
    assert _titles(memory, settled=STANDING) == ["Over: late prima is wrong"]


def test_what_is_over_together_is_one_message() -> None:
    memory = Memory(since=0)
    _titles(memory, _cause("check x"), _cause("run"))
    (message,) = memory.news([], OF_RUNS, 0)
    assert (message.title, [label for label, _ in message.facts]) == (
        "Over: 2 causes",
        ["check x is wrong", "run is wrong"],
    )


def test_a_jump_is_told_for_each_night_and_never_over() -> None:
    memory = Memory(since=0)
    assert _titles(memory, _cause("jump", "7", passing=True)) == ["jump is wrong"]
    assert _titles(memory, _cause("jump", "8", passing=True)) == ["jump is wrong"]
    assert _titles(memory, settled=("jump",)) == []


def test_a_place_that_is_dead_for_long_loses_the_oldest() -> None:
    queue = Queue()
    assert queue.put(Message(title=str(number)) for number in range(KEPT + 2)) == 2
    assert [message.title for message in queue.messages][:1] == ["2"]
