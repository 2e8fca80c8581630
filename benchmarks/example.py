"""The shipped example: what a newcomer waits for, what of it is Dagster's, and what importing the code location takes.

Belongs here: these three measurements and their goals. Does not belong here: large samples (contest.py).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.watch import watched
from gcm_pipeline.settings import SHIPPED

COMMAND = str(Path(sys.executable).with_name("gcm-pipeline"))
FIRST, AGAIN, PLAIN = "gcm-pipeline run, first night", "gcm-pipeline run, again", "the same again as plain functions"
ALONE = "importing the code location"
CONTESTANTS = (FIRST, AGAIN, PLAIN, ALONE)


def measured(runs: int, patience: float, limit: float) -> dict[str, float]:
    """Median seconds by the clock of whole processes, over at most as many ``runs``; ``limit`` is in seconds, for each.

    No further run begins after ``patience`` seconds. Every one has a storage folder of its own, in which the later
    nights follow the first.
    """
    seconds: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for number in range(runs):
        if number and sum(map(sum, seconds.values())) > patience:
            break
        with tempfile.TemporaryDirectory(prefix="gcm-bench-", ignore_cleanup_errors=True) as folder:
            storage = Path(folder) / "storage"
            for name, command in _commands(storage):
                seconds[name].append(watched(command, Path(folder), storage, limit).wall)
    return {name: median(those) for name, those in seconds.items()}


def _commands(storage: Path) -> Iterator[tuple[str, list[str]]]:
    run = [COMMAND, "run", "--landing", SHIPPED, "--storage", str(storage)]
    yield FIRST, run
    yield AGAIN, run
    yield PLAIN, [sys.executable, "-m", "benchmarks.plain", SHIPPED, str(storage)]
    yield ALONE, [sys.executable, "-c", "import gcm_pipeline.definitions"]
