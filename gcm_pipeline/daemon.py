"""What Dagster's daemon has reported of itself: a heartbeat of each of its parts.

Belongs here: reading the reports. Does not belong here: starting the daemon (services.py), judging it (health.py).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.instance import prepare_dagster
from gcm_pipeline.settings import Settings


@dataclass(frozen=True)
class Daemon:
    """When each part last reported, and whether all have done so lately."""

    heartbeats: dict[str, datetime]
    live: bool


def reports(settings: Settings) -> Daemon:
    """The daemon's reports; without any when Dagster has no records here. Starts nothing and makes no records.

    Raises PipelineError when the records can't be read.
    """
    if not settings.dagster_url and not settings.dagster_home.is_dir():
        return Daemon({}, live=False)
    os.environ.setdefault("PGCONNECT_TIMEOUT", "10")  # seconds; libpq's own default is to wait for ever
    from dagster import DagsterError, DagsterInstance
    from dagster._daemon.controller import all_daemons_live
    from sqlalchemy import NullPool, create_engine
    from sqlalchemy.exc import SQLAlchemyError

    try:
        prepare_dagster(settings)
        if settings.dagster_url:
            # One try, soon answered: Dagster's own six take a minute, and end in an exception of no common kind.
            create_engine(os.environ["GCM_DAGSTER_URL"], poolclass=NullPool).connect().close()
        with DagsterInstance.get() as instance:
            found = instance.get_daemon_heartbeats()
            beats = {name: datetime.fromtimestamp(beat.timestamp, UTC) for name, beat in found.items()}
            return Daemon(beats, live=all_daemons_live(instance))
    except (DagsterError, SQLAlchemyError, OSError) as error:
        raise PipelineError(
            f"Dagster's records cannot be read ({type(error).__name__}). {_remedy(settings)}"
        ) from error


def _remedy(settings: Settings) -> str:
    if settings.dagster_url:
        return "Check GCM_DAGSTER_URL and its server."
    return f"They lie in {settings.dagster_home}: see whether the disk is full or may not be written."
