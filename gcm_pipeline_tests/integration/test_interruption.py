"""Runs killed at any moment, and two at once: what is published stays whole, and the next run works without help."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from unittest import mock

import dagster as dg
import pytest

from gcm_pipeline import cli
from gcm_pipeline_tests.integration.conftest import Evolving
from gcm_pipeline_tests.integration.runs import PATIENCE, Place, short_nights

STAGES = ("reading", "loading", "publishing")
"""A kill follows each of these, at once or a moment later: words of the display's plain lines."""
SEED = 2018
# Children of a server that has the imports behind it: a run of them starts at once, and is killed while it works.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["gcm_pipeline.definitions", "great_expectations", "gcm_pipeline.cli"])


def _run(environment: dict[str, str], log: str) -> None:
    """``gcm-pipeline run``, leading a process group of its own, with its words in the file ``log``."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.argv = ["gcm-pipeline", "run"]
    with short_nights():
        cli.main()


@dataclass
class Running:
    """A run in a process of its own."""

    process: ForkServerProcess
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def wait_for(self, word: str) -> None:
        give_up = time.monotonic() + PATIENCE
        while word not in self.said and self.process.is_alive() and time.monotonic() < give_up:
            time.sleep(0.01)

    def kill(self) -> None:
        """End the whole process group at once, as no program can prevent."""
        if self.process.is_alive() and self.process.pid:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join(PATIENCE)


def _start(place: Place, log: Path) -> Running:
    process = PROCESSES.Process(target=_run, args=(place.environment, str(log)))
    process.start()
    return Running(process, log)


pytestmark = pytest.mark.usefixtures("without_suites_and_pages")


def test_a_kill_leaves_the_published_tables_whole(evolving: Evolving, tmp_path: Path) -> None:
    place, chance = evolving.place, random.Random(SEED)
    ((earlier,),) = place.ask("SELECT max(load_id) FROM loads")
    for number, stage in enumerate(STAGES):
        wanted = evolving.land(whole=number % 2 == 0)
        running = _start(place, tmp_path / f"{stage}.log")
        running.wait_for(stage)
        time.sleep(chance.uniform(0.0, 0.5))
        running.kill()
        assert running.process.exitcode in (0, -signal.SIGKILL), running.said
        shown = place.published(without=("load_id",))
        assert shown in (evolving.whole, evolving.lacking), f"a mixture after a kill while {stage}"
        said = place.call("run")
        assert said.code == 0, said.err
        assert place.published(without=("load_id",)) == wanted
    ended = [status for (status,) in place.ask(f"SELECT status FROM loads WHERE load_id > {earlier}")]
    assert set(ended) <= {"published", "abandoned"}
    assert ended.count("abandoned") >= 2, "kills came too late"
    assert _running_in_dagster(place) == [], "the UI would show them for ever"
    assert not list(place.storage.rglob("*.unfinished*")), "what a killed run left is cleared"
    assert place.ask("SELECT 1") == [(1,)], "a killed run takes no server along that others use"


def _running_in_dagster(place: Place) -> list[str]:
    home = place.storage / "dagster"
    with mock.patch.dict(os.environ, {"DAGSTER_HOME": str(home)}), dg.DagsterInstance.get() as instance:
        return [run.run_id for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))]


def test_the_second_of_two_runs_waits_and_says_so(evolving: Evolving, tmp_path: Path) -> None:
    one, other = (_start(evolving.place, tmp_path / f"{name}.log") for name in ("one", "other"))
    for run in (one, other):
        run.process.join(PATIENCE)
    assert (one.process.exitcode, other.process.exitcode) == (0, 0), one.said + other.said
    waited = [run for run in (one, other) if "another run" in run.said]
    assert len(waited) == 1, one.said + other.said
    assert "is at work on this warehouse; waiting" in waited[0].said
