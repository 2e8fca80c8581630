"""``python -m gcm_pipeline_tests.faults``: the whole trial of crash safety, and a table of what came of it.

Belongs here: how often, where and over which inputs. Does not belong here: a single kill (trial.py), the table
(report.py).

Runs are killed on the embedded server, some of them with nobody else around, so that it comes and goes with the run;
servers there and, where one is installed, on Debian's PostgreSQL.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL

from gcm_pipeline import sample
from gcm_pipeline.warehouse.cluster import Cluster
from gcm_pipeline.warehouse.embedded import Embedded
from gcm_pipeline_tests.faults import report, victim
from gcm_pipeline_tests.faults.readers import Readers, look
from gcm_pipeline_tests.faults.trial import RUN, SERVER, Input, Moment, Trial, Usual, land, usual
from gcm_pipeline_tests.integration.runs import Place

ALONE = 5
"""Of so many kills of a run, one finds nobody else who uses the embedded server."""


@dataclass
class Plan:
    """What the nights are made of: their inputs, the usual run over them, and chance."""

    inputs: list[Input]
    ordinary: Usual
    chance: random.Random
    give_up: float
    short: bool
    _last: Input | None = None

    def input(self) -> Input:
        """Another one than the night before."""
        self._last = self.chance.choice([each for each in self.inputs if each is not self._last])
        return self._last

    def moment(self, number: int) -> Moment:
        """In turn any moment, a moment of any step, and one of the step that publishes."""
        kinds = (self.ordinary.anywhere, self.ordinary.within_any_step, partial(self.ordinary.within, "published"))
        return kinds[number % len(kinds)](self.chance)

    @property
    def late(self) -> bool:
        """Whether no further kill may begin."""
        return time.monotonic() > self.give_up


def main(
    kills: Annotated[int, typer.Option(help="Runs to kill.")] = 50,
    servers: Annotated[int, typer.Option(help="Servers to kill.")] = 10,
    inputs: Annotated[int, typer.Option(help="Different inputs; no night has that of the night before.")] = 5,
    seed: Annotated[int, typer.Option(help="Of the moments and the order of the inputs.")] = 2018,
    minutes: Annotated[float, typer.Option(help="No kill begins later than this.")] = 60.0,
    short: Annotated[bool, typer.Option(help="Nights without suites and pages.")] = False,
    out: Annotated[Path, typer.Option(help="Folder of the table.")] = Path("benchmarks/out"),
) -> None:
    """Kill runs and servers, and write what came of it to OUT/faults.md; exit code 1 when anything was wrong."""
    began, trials = time.monotonic(), dict[str, Trial]()
    with tempfile.TemporaryDirectory(prefix="gcm-faults-", ignore_cleanup_errors=True) as name:
        with _embedded(Path(name), "undisturbed") as place:
            made = _undisturbed(place, Path(name), inputs, short=short)
        plan = Plan(*made, random.Random(seed), began + 60 * minutes, short)
        try:
            _all(Path(name), plan, kills, servers, trials)
        finally:
            taken = (time.monotonic() - began) / 60
            wrong = report.write(out / "faults.md", trials, seed=seed, inputs=inputs, minutes=taken)
    sys.exit(wrong)


def _all(folder: Path, plan: Plan, kills: int, servers: int, trials: dict[str, Trial]) -> None:
    """Fill ``trials``, one after the other."""
    with _embedded(folder, "embedded") as place:
        trials["embedded server, read"] = embedded = _trial(place, plan)
        _kill_runs(embedded, plan, kills - kills // ALONE)
        _kill_servers(embedded, plan, (servers + 1) // 2)
    # Now without anybody who keeps the server up.
    trials["embedded server, alone"] = alone = Trial(place, place.storage.parent, short=plan.short)
    _kill_runs(alone, plan, kills // ALONE)
    with _own_server(folder) as (place, cluster):
        trials["own server, read"] = own = _trial(place, plan, cluster)
        _kill_servers(own, plan, servers // 2)


def _undisturbed(place: Place, folder: Path, inputs: int, *, short: bool) -> tuple[list[Input], Usual]:
    """Inputs of different sizes, what undisturbed runs publish from them, and how the last one went."""
    made = []
    for number in range(inputs):
        version = folder / f"input-{number}"
        sample.write(version, projects=30 + 5 * number, seed=number)
        land(version, place.landing)
        run = victim.start(place, folder / f"undisturbed-{number}.log", short=short)
        assert run.end() == 0, run.said
        ordinary = usual(run)
        with place.connection() as connection:
            made.append(Input(version.name, partial(land, version, place.landing), look(connection)))
    return made, ordinary


def _trial(place: Place, plan: Plan, server: Cluster | None = None) -> Trial:
    """A trial on ``place`` after a first, undisturbed night."""
    trial = Trial(place, place.storage.parent, server, short=plan.short)
    trial.settle(plan.input())
    with place.connection() as connection:
        url = URL.create("postgresql", "postgres", database="postgres", query={"host": connection.info.host})
    trial.readers = Readers(url.render_as_string(), {each.wanted for each in plan.inputs})
    return trial


def _kill_runs(trial: Trial, plan: Plan, number: int) -> None:
    with trial.watched():
        while trial.count(RUN) < number and not plan.late:
            trial.kill_run(plan.input(), plan.moment(len(trial.outcomes)))


def _kill_servers(trial: Trial, plan: Plan, number: int) -> None:
    with trial.watched():
        while trial.count(SERVER) < number and not plan.late:
            trial.kill_server(plan.input(), plan.moment(len(trial.outcomes)))


@contextmanager
def _embedded(folder: Path, name: str) -> Iterator[Place]:
    """A place whose embedded server runs while the block lasts."""
    place = Place(folder / "landing", folder / name / "storage")
    with Embedded(place.storage).using():
        yield place


@contextmanager
def _own_server(folder: Path) -> Iterator[tuple[Place, Cluster]]:
    """A place on a server of Debian's PostgreSQL, where there is one; else on another embedded one, started by us."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    home = folder / "own"
    home.mkdir()
    cluster = Cluster(home, found[0].parent, ("--locale=C.UTF-8",)) if found else Embedded(home).cluster
    with ExitStack() as closing:
        cluster.home.mkdir(exist_ok=True)
        socket = cluster.start()
        closing.callback(cluster.stop)
        url = URL.create("postgresql", "postgres", database="postgres", query={"host": str(socket)})
        yield Place(folder / "landing", home / "storage", url.render_as_string()), cluster


if __name__ == "__main__":
    typer.run(main)
