"""The journal of runs, and the lock that lets one run at a time work on a warehouse.

Belongs here: beginning, failing and finishing a load; results of checks.
Does not belong here: the rows that a load brings (load.py, publish.py).

Each process of a run holds a shared advisory lock named by its load on a session of its own. The server drops it when
the process dies, so a ``running`` load whose lock is free has no living process and is given up by the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, exists, func, insert, inspect, select, update

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.warehouse import migrations
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline.warehouse.schema import prepare
from gcm_pipeline.warehouse.tables.lineage import loads
from gcm_pipeline.warehouse.tables.quality import check_results
from gcm_pipeline.warehouse.turns import LOCK, PATIENCE, BusyError, patiently, take_turn

POLL = 1.0  # seconds between looks at whether the other run has ended


def _silent(message: str) -> None:
    """Nobody to tell."""


def begin(
    warehouse: Warehouse,
    run_id: str,
    code_version: str,
    *,
    waiting: Callable[[str], None] = _silent,
    patience: float = PATIENCE,
) -> int:
    """The load of run ``run_id``, begun if this is the run's first call; until ``warehouse`` closes, the run is alive.

    The warehouse is brought to this version's shape first. While another run is at work, or someone has a table open
    that must change, tells ``waiting`` once per such hindrance and waits up to ``patience`` seconds.
    Raises PipelineError when that was not enough, or when the run has ended already.
    """
    if run_id in warehouse.run_locks:
        return warehouse.run_locks[run_id][0]
    session = warehouse.engine.connect()
    try:
        claim = patiently(lambda: _claim(session, run_id, code_version), waiting, patience)
    except BaseException:
        session.close()
        raise
    warehouse.run_locks[run_id] = (claim, session)
    return claim


def upgrade(
    warehouse: Warehouse, *, waiting: Callable[[str], None] = _silent, patience: float = PATIENCE
) -> tuple[str | None, str]:
    """Bring the warehouse to this version's shape without beginning a run, waiting like ``begin``.

    Returns the revision found (None: a new warehouse) and the one that it has now.
    """
    with warehouse.engine.connect() as session:

        def attempt() -> tuple[str | None, str]:
            with session.begin():
                take_turn(session)
                _require_alone(session, None)
                found = migrations.present(session)
                prepare(session)
                return found, migrations.newest()

        return patiently(attempt, waiting, patience)


def _claim(session: Connection, run_id: str, code_version: str) -> int:
    """Find or begin the load and take its lock; raises BusyError while another run is at work."""
    with session.begin():
        take_turn(session)
        _require_alone(session, run_id)
        prepare(session)
        ours = session.execute(select(loads.c.load_id, loads.c.status).where(loads.c.run_id == run_id)).one_or_none()
        if ours is not None and ours.status != "running":
            raise PipelineError(f"Run {run_id} (load {ours.load_id}) has ended: it is {ours.status}. Start a new run.")
        if ours is None:
            begun = insert(loads).values(run_id=run_id, code_version=code_version, status="running")
            load_id = int(session.scalar(begun.returning(loads.c.load_id)) or 0)
        else:
            load_id = int(ours.load_id)
        session.execute(select(func.pg_advisory_lock_shared(LOCK, load_id)))
        return load_id


def _require_alone(session: Connection, run_id: str | None) -> None:
    """Raises BusyError while another run is at work, unless ``run_id`` has begun; abandoned runs are marked so.

    It comes before the upgrade, so it may use only columns of ``loads`` that every revision has.
    """
    if not inspect(session).has_table(loads.name, schema=loads.schema):
        return
    if session.scalar(select(exists().where(loads.c.run_id == run_id))):
        return
    running = select(loads.c.load_id, loads.c.started_at).where(loads.c.status == "running")
    for other in session.execute(running.order_by(loads.c.load_id)).all():
        if not session.scalar(select(func.pg_try_advisory_xact_lock(LOCK, other.load_id))):
            which = f"load {other.load_id}, started {other.started_at:%Y-%m-%d %H:%M} UTC"
            raise BusyError(f"another run ({which}) is at work on this warehouse", POLL)
        _end(session, other.load_id, "abandoned")


@contextmanager
def between_runs(warehouse: Warehouse) -> Iterator[Connection]:
    """A transaction while which no run is at work, and none begins: those that would, wait.

    Raises BusyError when one is at work.
    """
    with warehouse.engine.begin() as connection:
        take_turn(connection)
        _require_alone(connection, None)
        prepare(connection)
        yield connection


def require_running(connection: Connection, load_id: int, *, exclusive: bool = False) -> None:
    """Hold the load's row until the transaction ends, so that it cannot be given up or published meanwhile.

    Raises PipelineError when the load is no longer running.
    """
    row = select(loads.c.status).where(loads.c.load_id == load_id).with_for_update(read=not exclusive)
    status = connection.scalar(row)
    if status != "running":
        raise PipelineError(f"Load {load_id} is {status or 'unknown'}, no longer running. Start a new run.")


def finish(connection: Connection, load_id: int) -> None:
    """Mark the load published, within the caller's transaction."""
    _end(connection, load_id, "published")


def fail(warehouse: Warehouse, load_id: int) -> None:
    """Mark the load failed if it is still running."""
    with warehouse.engine.begin() as connection:
        _end(connection, load_id, "failed")


def _end(connection: Connection, load_id: int, status: str) -> None:
    connection.execute(
        update(loads)
        .where(loads.c.load_id == load_id, loads.c.status == "running")
        .values(status=status, finished_at=func.clock_timestamp())
    )


def abandoned(warehouse: Warehouse) -> list[str]:
    """The runs whose process died before they ended, by Dagster's name for them."""
    with warehouse.engine.connect() as connection:
        return list(connection.scalars(select(loads.c.run_id).where(loads.c.status == "abandoned")))


def record_check_results(warehouse: Warehouse, load_id: int, results: Iterable[Mapping[str, Any]]) -> None:
    """Append to quality.check_results at once.

    Each mapping has asset, check_name, severity, passed, observed, expected.
    """
    if rows := [{**result, "load_id": load_id} for result in results]:
        with warehouse.engine.begin() as connection:
            connection.execute(insert(check_results), rows)
