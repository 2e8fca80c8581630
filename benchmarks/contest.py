"""The nightly job and its rivals on the same input, one after the other, and that they all count the same.

Belongs here: who takes part and how each is run. Does not belong here: what a rival does (rivals/), what came of it
(results.py, picture.py).
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from benchmarks import planned
from benchmarks.watch import night, watched
from gcm_pipeline.warehouse.embedded import Embedded

FULL, SAME, CHANGED = "full run", "night without change", "night with 1 % changed"
FLOOR, WAY, TOOLS, ALONE = "floor", "usual_way", "usual_tools", "dbt_alone"
RIVALS = Path(sys.prefix) / "rivals" / "bin" / "python"
WITH_SERVER = (WAY, TOOLS)
CONTESTANTS = {
    FULL: "gcm-pipeline, full run into an empty warehouse",
    SAME: "gcm-pipeline, next night, nothing changed",
    CHANGED: "gcm-pipeline, next night, 1 % of the projects changed",
    FLOOR: "the floor: one DuckDB script, no checks, no warehouse",
    WAY: "the usual way: pandas, apply and explode, to_sql",
    TOOLS: "the usual tools: dlt, then dbt-postgres",
    ALONE: "dbt-duckdb alone",
}


@dataclass(frozen=True)
class Measurement:
    """One run of one contestant: wall seconds, and the peak of the memory of all its processes at one moment, bytes."""

    projects: int
    contestant: str
    seconds: float
    memory: int
    between_steps: float | None = None


def round_of(
    landing: Path, changed: Path, work: Path, projects: int, python: Path, limit: float
) -> Iterator[Measurement]:
    """One run of everyone on the sample of ``projects`` at ``landing`` (and, for one night, at ``changed``).

    Raises WrongCountsError, and whatever ``watched`` raises; ``limit`` is in seconds, for each.
    ``python`` is that of the rivals.
    """
    storage = work / "storage"
    found: Counter[tuple[str, ...]] = Counter()
    for name, folder in ((FULL, landing), (SAME, landing), (CHANGED, changed)):
        cost = night(folder, storage, limit)
        planned.require_same(f"{name}, against the plan", planned.stored(storage), planned.figures(projects))
        found = planned.marts(storage)
        yield Measurement(projects, name, cost.wall, cost.together, cost.between_steps)
    for name in (FLOOR, ALONE, TOOLS, WAY):
        own = work / name
        own.mkdir()
        with Embedded(own / "server").using() if name in WITH_SERVER else nullcontext("") as url:
            command = [str(python), "-m", f"benchmarks.rivals.{name}", str(landing), str(own), *([url] if url else [])]
            cost = watched(command, own, own / "server", limit)
        planned.require_same(CONTESTANTS[name], _counted(own / "counts.csv"), found)
        yield Measurement(projects, name, cost.wall, cost.together)


def _counted(path: Path) -> Counter[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return Counter({tuple(row[:-1]): int(row[-1]) for row in csv.reader(file)})
