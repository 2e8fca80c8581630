"""What a look tells of runs while the warehouse does not answer."""

from __future__ import annotations

from pathlib import Path

from gcm_pipeline.alerts import watch
from gcm_pipeline.alerts.causes import Ended
from gcm_pipeline.alerts.memory import Memory
from gcm_pipeline.problems import Problem
from gcm_pipeline.settings import Settings

ENDED = [Ended("1", "FAILURE", [("core_projects", Problem("server closed the connection"))], updated=1.0)]


def test_runs_wait_for_the_warehouse_and_are_told_without_it_in_the_end(tmp_path: Path) -> None:
    settings = Settings(landing="", storage=tmp_path, warehouse_url="postgresql://gcm:hidden@127.0.0.1:1/gcm")
    memory = Memory(since=0)
    assert watch.look(memory, ENDED, settings, 26, 1000) == []
    told = watch.look(memory, ENDED, settings, 26, 1000 + watch.PATIENCE)
    assert [message.title for message in told] == ["A run failed", "The warehouse does not answer"]
    assert ("Outcome", "failure; whether it published is not known") in told[0].facts
    assert ("Since", "1970-01-01 00:16 UTC") in told[1].facts
    assert watch.look(memory, ENDED, settings, 26, 1000 + 2 * watch.PATIENCE) == []
    assert memory.runs == [], "it is looked at again when the warehouse answers"
    assert "hidden" not in "".join(message.model_dump_json() for message in told)
