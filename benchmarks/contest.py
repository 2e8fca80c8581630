"""The nightly job and its rivals on the same input, one after the other, and that they all count the same.

Belongs here: who takes part and how each is run. Does not belong here: what a rival does (rivals/), what came of it
(results.py, picture.py).
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from benchmarks import planned
from benchmarks.watch import night, watched
from gcm_pipeline.warehouse.embedded import Embedded

FULL, SAME, CHANGED = "full run", "night without change", "night with 1 % changed"
SPARING, SPARED = "full run with bounded memory", 1024
"""And the MiB that Python is asked to be content with then."""
FLOOR, WAY, TOOLS, ALONE = "floor", "usual_way", "usual_tools", "dbt_alone"
RIVALS = Path(sys.prefix) / "rivals" / "bin" / "python"
WITH_SERVER = (WAY, TOOLS)
CONTESTANTS = {
    FULL: "gcm-pipeline, full run into an empty warehouse",
    SAME: "gcm-pipeline, next night, nothing changed",
    CHANGED: "gcm-pipeline, next night, 1 % of the projects changed",
    SPARING: "gcm-pipeline, full run with 1 GiB for Python",
    FLOOR: "the floor: one DuckDB script, no checks, no warehouse",
    WAY: "the usual way: pandas, apply and explode, to_sql",
    TOOLS: "the usual tools: dlt, then dbt-postgres",
    ALONE: "dbt-duckdb alone",
}


@dataclass(frozen=True)
class Measurement:
    """One run of one contestant: wall seconds, and the peak of the memory of all its processes at one moment, bytes.

    ``without_server`` is the same without those of PostgreSQL.
    """

    projects: int
    contestant: str
    seconds: float
    memory: int
    without_server: int
    between_steps: float | None = None


@dataclass(frozen=True)
class Bounds:
    """At most ``runs`` of a contestant, none further after ``patience`` seconds of it; ``limit`` seconds for each.

    A rival that is expected to take more than ``longest`` seconds is left out, but never the floor.
    """

    runs: int
    patience: float
    limit: float
    longest: float


@dataclass(frozen=True)
class Contest:
    """Everyone on the sample of ``projects`` at ``landing`` (for one night, at ``changed``), in folders under ``work``.

    ``python`` is that of the rivals, ``expected`` the seconds that each contestant is expected to take, where known.
    With ``sparing``, a full run with bounded memory is part of it.
    """

    landing: Path
    changed: Path
    work: Path
    projects: int
    python: Path
    expected: Mapping[str, float]
    sparing: bool

    def run(self, bounds: Bounds) -> Iterator[Measurement]:
        """Each run of each contestant. Raises WrongCountsError, and whatever ``watched`` raises."""
        counted: Counter[tuple[str, ...]] = Counter()
        yield from self._repeated(lambda place: self._nights(place, counted, bounds.limit), bounds)
        if self.sparing:
            yield from self._repeated(lambda place: self._sparing(place, bounds.limit), bounds)
        for name in (FLOOR, ALONE, TOOLS, WAY):
            if name != FLOOR and self.expected.get(name, 0) > bounds.longest:
                continue
            yield from self._repeated(lambda place, name=name: self._rival(name, place, counted, bounds.limit), bounds)

    def _repeated(self, once: Callable[[Path], Iterator[Measurement]], bounds: Bounds) -> Iterator[Measurement]:
        spent = 0.0
        for number in range(bounds.runs):
            if number and spent > bounds.patience:
                return
            with tempfile.TemporaryDirectory(dir=self.work, ignore_cleanup_errors=True) as place:
                for one in once(Path(place)):
                    spent += one.seconds
                    yield one

    def _nights(self, storage: Path, counted: Counter[tuple[str, ...]], limit: float) -> Iterator[Measurement]:
        """Three nights on one warehouse; what its marts say goes to ``counted``."""
        for name, landing in ((FULL, self.landing), (SAME, self.landing), (CHANGED, self.changed)):
            yield self._night(name, landing, storage, limit)
            counted.clear()
            counted.update(planned.marts(storage))

    def _sparing(self, storage: Path, limit: float) -> Iterator[Measurement]:
        yield self._night(SPARING, self.landing, storage, limit, SPARED)

    def _night(
        self, name: str, landing: Path, storage: Path, limit: float, memory_mib: int | None = None
    ) -> Measurement:
        cost = night(landing, storage, limit, memory_mib)
        planned.require_same(f"{name}, against the plan", planned.stored(storage), planned.figures(self.projects))
        return Measurement(self.projects, name, cost.wall, cost.together, cost.python, cost.between_steps)

    def _rival(self, name: str, own: Path, counted: Counter[tuple[str, ...]], limit: float) -> Iterator[Measurement]:
        with Embedded(own / "server").using() if name in WITH_SERVER else nullcontext("") as url:
            server = [url] if url else []
            command = [str(self.python), "-m", f"benchmarks.rivals.{name}", str(self.landing), str(own), *server]
            cost = watched(command, own, own / "server", limit)
        planned.require_same(CONTESTANTS[name], _counted(own / "counts.csv"), counted)
        yield Measurement(self.projects, name, cost.wall, cost.together, cost.command)


def _counted(path: Path) -> Counter[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return Counter({tuple(row[:-1]): int(row[-1]) for row in csv.reader(file)})
