"""One night in a process of its own: ``python -m benchmarks.night LANDING STORAGE`` prints what it cost as JSON.

Belongs here: running the job as ``gcm-pipeline run`` does. Does not belong here: watching it from outside (watch.py).
"""

from __future__ import annotations

import json
import resource
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from gcm_pipeline.measures.stages import stage_of
from gcm_pipeline.nightly import prepare, run_nightly
from gcm_pipeline.settings import Settings
from gcm_pipeline.warehouse.engine import open_warehouse

CHECKS = "checking"


class Silence:
    """A display that shows nothing; what the run has to say goes to standard error."""

    def begin(self, steps: int) -> None:
        """Nothing."""

    def start(self, step: str) -> None:
        """Nothing."""

    def end(self, step: str, seconds: float) -> None:
        """Nothing."""

    def say(self, message: str) -> None:
        """Such as that a file is refused."""
        print(message, file=sys.stderr)


def run(landing: str, storage: Path) -> dict[str, Any]:
    """``seconds`` by stage and ``cpu`` seconds of this process.

    The steps of a stage are those of ``gcm-pipeline run``; asset checks make a stage of their own.
    """
    settings = Settings(landing, storage)
    importing = prepare(settings)
    with open_warehouse(None, storage):
        verdict = run_nightly(settings, Silence(), importing)
    if not verdict.succeeded:
        sys.exit("\n".join(problem.text for problem in verdict.problems) or "A check stopped the run.")
    from gcm_pipeline.definitions import defs

    checks = {check.op.name for check in defs.asset_checks or ()}
    seconds: defaultdict[str, float] = defaultdict(float)
    for step, taken in verdict.seconds.items():
        seconds[CHECKS if step in checks else stage_of(step)] += taken
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {"seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime}


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], Path(sys.argv[2]))))
