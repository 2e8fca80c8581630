"""A trial: a run or its server is killed, the next run must make up for it, and readers must not notice.

Belongs here: one kill with all that is looked at afterwards. Does not belong here: how many, and where (__main__.py).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import dagster as dg
import psutil
from dagster._core.storage.dagster_run import FINISHED_STATUSES

from gcm_pipeline.warehouse.cluster import Cluster
from gcm_pipeline.warehouse.embedded import Embedded
from gcm_pipeline_tests.faults import victim
from gcm_pipeline_tests.faults.readers import Picture, Readers, look
from gcm_pipeline_tests.faults.victim import Running
from gcm_pipeline_tests.integration.runs import Place

UNFINISHED = ("*unfinished*", "*.reading", "*.cleaning", "dagster.yaml.*")
"""Names of what a run makes beside its place and then moves there."""
UNENDED = [status for status in dg.DagsterRunStatus if status not in FINISHED_STATUSES]


@dataclass(frozen=True)
class Input:
    """What lies in the landing place one night, and what an undisturbed run publishes from it."""

    name: str
    land: Callable[[], object]
    wanted: Picture


@dataclass(frozen=True)
class Moment:
    """``seconds`` after the start of ``step``."""

    step: str
    seconds: float


@dataclass
class Usual:
    """The steps of an undisturbed run, with the seconds at which each starts; moments are drawn from them."""

    starts: list[tuple[float, str]]
    length: float

    def anywhere(self, chance: random.Random) -> Moment:
        """Any moment of the run is as likely as any other."""
        return Moment(victim.BEGUN, chance.uniform(0.0, self.length))

    def within_any_step(self, chance: random.Random) -> Moment:
        """Any step is as likely as any other, however short it is."""
        return self.within(chance.choice(self.starts)[1], chance)

    def within(self, step: str, chance: random.Random) -> Moment:
        """Some moment of ``step``."""
        at = [name for _, name in self.starts].index(step)
        ends = [start for start, _ in self.starts[1:]] + [self.length]
        return Moment(step, chance.uniform(0.0, ends[at] - self.starts[at][0]))


def usual(run: Running) -> Usual:
    """The steps of a run that has just ended."""
    first = run.steps[0][0]
    return Usual([(moment - first, step) for moment, step in run.steps], time.monotonic() - first)


RUN, SERVER, NOTHING = "run", "server", "nothing: the run had ended"
"""What was killed; chance may choose a moment that a quick run does not live to see."""


@dataclass(frozen=True)
class Outcome:
    """One kill: what was killed ``at`` which step, what showed then, and what was wrong afterwards."""

    killed: str
    at: str
    showed: str
    message: str
    seconds: float
    wrong: tuple[str, ...]


@dataclass
class Trial:
    """A place whose runs are killed. ``server`` is killed and restarted, None for the embedded one."""

    place: Place
    folder: Path
    server: Cluster | None = None
    readers: Readers | None = None
    short: bool = True
    outcomes: list[Outcome] = field(default_factory=list)

    def settle(self, given: Input) -> None:
        """An undisturbed night, so that there is something to read."""
        given.land()
        first = victim.start(self.place, self.folder / "first.log", short=self.short)
        assert first.end() == 0, first.said

    def count(self, killed: str) -> int:
        """How many of them were killed while a run was at work."""
        return sum(outcome.killed == killed for outcome in self.outcomes)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Readers, if there are any, look while the block lasts."""
        with self.readers.looking() if self.readers else nullcontext():
            yield

    def kill_run(self, given: Input, moment: Moment) -> None:
        """Kill a run over ``given`` at ``moment``, and run again."""
        earlier, run = self._begin(given, moment)
        at = run.kill()
        wrong = [f"{name} outlives the run" for name in run.left_behind()]
        killed = RUN if run.process.exitcode == -signal.SIGKILL else NOTHING
        self._conclude(killed, at, given, earlier, run, wrong)

    def kill_server(self, given: Input, moment: Moment) -> None:
        """Kill the server under a run over ``given`` at ``moment``; the run must end by itself, and say why."""
        earlier, run = self._begin(given, moment)
        killed = SERVER if run.process.is_alive() else NOTHING
        cluster = self.server or Embedded(self.place.storage).cluster
        postmaster, wrong = cluster.postmaster(), []
        if self.readers:
            self.readers.down.set()
        if postmaster:
            os.kill(postmaster.pid, signal.SIGKILL)
            psutil.wait_procs([psutil.Process(postmaster.pid)] if psutil.pid_exists(postmaster.pid) else [], timeout=10)
        at = run.steps[-1][1]
        if self.server:
            self.server.start()  # as its supervisor would
        code = run.end()
        if code is None:
            wrong.append("the run does not end")
            run.kill()
        if code == 0 and "server" in run.said:
            wrong.append("a run that lost its server says that all is well")
        if "Traceback" in run.said:
            wrong.append("a traceback")
        self._conclude(killed, at, given, earlier, run, wrong)
        if self.readers:
            self.readers.down.clear()

    def _begin(self, given: Input, moment: Moment) -> tuple[Picture | None, Running]:
        given.land()
        earlier = self._look() if self.readers else None
        run = victim.start(self.place, self.folder / f"{len(self.outcomes)}-killed.log", short=self.short)
        run.wait_for(moment.step)
        run.process.join(moment.seconds)
        return earlier, run

    def _conclude(
        self, killed: str, at: str, given: Input, earlier: Picture | None, run: Running, wrong: list[str]
    ) -> None:
        showed = "not looked at"
        if earlier and not (self.readers and self.readers.down.is_set()):
            now = self._look()
            showed = "the new tables" if now == given.wanted else "the earlier tables"
            if now not in (earlier, given.wanted):
                wrong += [f"shows a mixture: {', '.join(now.differences(given.wanted))}"]
        began = time.monotonic()
        after = victim.start(self.place, self.folder / f"{len(self.outcomes)}-next.log", short=self.short)
        if (code := after.end()) != 0:
            wrong.append(f"the next run ends with {code}: {_last_line(after.said)}")
        if differing := self._look().differences(given.wanted):
            wrong.append(f"{len(differing)} tables differ from an undisturbed run's, such as {differing[0]}")
        wrong += self._remains()
        message = "" if run.process.exitcode == -signal.SIGKILL else f"exit {run.process.exitcode} {_error(run.said)}"
        outcome = Outcome(killed, at, showed, message, time.monotonic() - began, tuple(wrong))
        sys.stderr.write(f"{len(self.outcomes) + 1}: {outcome}\n")
        self.outcomes.append(outcome)

    def _look(self) -> Picture:
        with self.place.connection() as connection:
            return look(connection)

    def _remains(self) -> list[str]:
        """What the killed run left and the next one did not clear away."""
        storage = self.place.storage
        found = [str(path.relative_to(storage)) for pattern in UNFINISHED for path in storage.rglob(pattern)]
        statuses = self.place.ask("SELECT count(*) FROM loads WHERE status = 'running'")
        found += ["a load that runs for ever"] if statuses != [(0,)] else []
        home = storage / "dagster"
        with mock.patch.dict(os.environ, {"DAGSTER_HOME": str(home)}), dg.DagsterInstance.get() as instance:
            found += [
                f"{run.run_id} is {run.status.value}" for run in instance.get_runs(dg.RunsFilter(statuses=UNENDED))
            ]
        return [f"left behind: {each}" for each in sorted(set(found))]


def _last_line(said: str) -> str:
    return (said.strip().splitlines() or [""])[-1]


def _error(said: str) -> str:
    """The message of a run that failed, in one line."""
    return " ".join(said.partition("Error: ")[2].split())


def land(folder: Path, landing: Path) -> None:
    """Make ``landing`` what ``folder`` is."""
    shutil.rmtree(landing, ignore_errors=True)
    shutil.copytree(folder, landing)
