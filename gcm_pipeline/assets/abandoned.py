"""Runs whose process died: Dagster is told, as it would show them as under way for ever, and count them as such.

Belongs here: noticing it by the load that nobody holds, or, of a run of the command line that was killed before it had
one, by its file in ``<storage>/dagster/alive``. Does not belong here: loads themselves (warehouse/loads.py).

The file is locked by flock(2) as long as the process lives, however it ends; clocks and process numbers play no part.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

UNENDED = [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]


@contextmanager
def alive(home: Path, run_id: str) -> Iterator[None]:
    """While the block lasts, no other process takes the run ``run_id`` for dead; ``home`` is Dagster's."""
    file = home / "alive" / run_id
    file.parent.mkdir(exist_ok=True)
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
        file.unlink(missing_ok=True)


def end_abandoned(instance: dg.DagsterInstance, home: Path, loads: list[str]) -> None:
    """End the runs that began one of the ``loads`` without ending it, and those that did not come that far."""
    died = [*loads, *_dead(home)]
    for run in instance.get_runs(dg.RunsFilter(run_ids=died, statuses=UNENDED)) if died else []:
        instance.report_run_failed(run, "The process of this run died; a later run took over.")
    for run_id in died:
        (home / "alive" / run_id).unlink(missing_ok=True)


def _dead(home: Path) -> list[str]:
    """The runs whose file nobody holds."""
    return [file.name for file in sorted((home / "alive").glob("*")) if _is_free(file)]


def _is_free(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):  # held, or its run has ended just now
        return False
    return True
