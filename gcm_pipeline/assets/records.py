"""Dagster's records in PostgreSQL, with connections kept open.

Dagster's own opens a connection for every statement, except in the webserver; a run's thousand or so events then take
longer than its steps. What it does for the webserver is as good for the processes of a run and the daemon.

Belongs here: keeping connections. Does not belong here: what is stored, and in which form, which stays Dagster's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from dagster._serdes import ConfigurableClassData
from dagster_postgres import DagsterPostgresStorage

KEPT = {"statement_timeout": 60_000, "pool_recycle": 3600, "max_overflow": 20}
"""Milliseconds that a statement may take, seconds after which a connection is renewed, connections beyond the first."""


class Records(DagsterPostgresStorage):
    """Named in ``dagster/storage_postgres.yaml``; ``postgres_url`` is a URL for psycopg2."""

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> Self:
        """Runs, events and schedules of one database."""
        records = cls(config_value["postgres_url"], inst_data=inst_data)
        records.run_storage.optimize_for_webserver(**KEPT)
        records.event_log_storage.optimize_for_webserver(**KEPT)
        records.schedule_storage.optimize_for_webserver(**KEPT)
        return records
