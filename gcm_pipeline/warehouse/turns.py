"""Taking turns: one process at a time prepares the warehouse or begins a run, and waits where it must.

Belongs here: the advisory lock of the turn, and waiting with patience for whoever is in the way.
Does not belong here: who is in the way (loads.py, migrations/).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, func, select, text

from gcm_pipeline.errors import PipelineError, UsageError

LOCK = 0x67636D  # 'gcm': the namespace of this pipeline's advisory locks; key 0 is the turn, others are loads
PATIENCE = 3600.0  # seconds

Result = TypeVar("Result")


class BusyError(PipelineError):
    """Somebody is in the way; ``pause`` is how long to leave them alone before the next look, in seconds."""

    def __init__(self, who: str, pause: float) -> None:
        super().__init__(who)
        self.pause = pause


def take_turn(connection: Connection) -> None:
    """Wait until no other process prepares the warehouse or begins a run; held until the transaction ends.

    Raises UsageError where the warehouse may only be read.
    """
    _require_writable(connection)
    connection.execute(select(func.pg_advisory_xact_lock(LOCK, 0)))


def patiently(attempt: Callable[[], Result], waiting: Callable[[str], None], patience: float) -> Result:
    """What ``attempt`` returns once it no longer raises BusyError; ``waiting`` is told once of each who is in the way.

    Raises PipelineError when ``patience`` seconds were not enough.
    """
    give_up, told = time.monotonic() + patience, ""
    while True:
        try:
            return attempt()
        except BusyError as busy:
            if time.monotonic() >= give_up:
                raise PipelineError(f"{busy}. It is still at work; run again when it is done.") from None
            if told != str(busy):
                told = str(busy)
                waiting(f"{told}; waiting")
            time.sleep(min(busy.pause, max(0.0, give_up - time.monotonic())))


def _require_writable(connection: Connection) -> None:
    """UsageError where the server or the login only reads, so that a run or an upgrade can't begin."""
    if connection.scalar(text("SHOW transaction_read_only")) == "on":
        url = connection.engine.url
        raise UsageError(
            f"Database {url.database!r} may only be read by {url.username!r}. GCM_WAREHOUSE_URL has to name the "
            "primary server and the user that the pipeline writes as, not a replica or the readers' login."
        )
