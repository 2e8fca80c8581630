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


def measured(runs: int, limit: float) -> dict[str, float]:
    """Median seconds by the clock of whole processes, over as many ``runs``; ``limit`` is in seconds, for each.

    Every run of the command has a storage folder of its own, in which its second night follows its first.
    """
    seconds: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for _ in range(runs):
        with tempfile.TemporaryDirectory(prefix="gcm-bench-", ignore_cleanup_errors=True) as folder:
            for name, command in _commands(Path(folder)):
                storage = Path(folder) / ("plain" if "benchmarks.plain" in command else "storage")
                taken = watched(command, Path(folder), storage, limit).wall
                seconds.get(name, []).append(taken)
    return {name: median(those) for name, those in seconds.items()}


def _commands(folder: Path) -> Iterator[tuple[str, list[str]]]:
    run = [COMMAND, "run", "--landing", SHIPPED, "--storage", str(folder / "storage")]
    plain = [sys.executable, "-m", "benchmarks.plain", SHIPPED, str(folder / "plain")]
    yield FIRST, run
    yield AGAIN, run
    yield "plain functions, first night", plain
    yield PLAIN, plain
    yield ALONE, [sys.executable, "-c", "import gcm_pipeline.definitions"]
