"""What a revision uses to spare those who read: analysts' views of a table whose columns change their type.

Belongs here: taking away the views that rest on a table, directly or through others, and making them again.
Does not belong here: views of columns that are added (nothing to do), renamed (they follow) or dropped (refused).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op
from psycopg.errors import LockNotAvailable
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.reference import ROOT

DEPENDENTS = ROOT / "sql" / "warehouse" / "dependent_views.sql"


def exists(table: str) -> bool:
    """Whether ``schema.table`` is there; one that no run has published yet is made as declared when one does."""
    return op.get_bind().scalar(select(func.to_regclass(table))) is not None


@contextmanager
def views_kept(table: str) -> Iterator[None]:
    """While the block changes the type of columns of ``schema.table``, the views that rest on it are away.

    They come back with definition, options, owner, rights, comments, indexes and, if materialised, their rows made anew
    (as their owner). Raises PipelineError naming a view that does not work with the new type, or that has what can't be
    carried over (rules, triggers, defaults, statistics, security labels); the transaction must then end.
    """
    connection = op.get_bind()
    connection.exec_driver_sql(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    connection.execute(select(func.set_config("search_path", "", True)))  # so that definitions name every schema
    views = connection.exec_driver_sql(DEPENDENTS.read_text(), {"table": table}).all()
    if extras := [view.name for view in views if view.has_extras]:
        raise PipelineError(
            f"{table} was left as it is: {', '.join(extras)} has rules, triggers, defaults, statistics or labels, "
            "which can't be carried over. Have it dropped, run `gcm-pipeline warehouse upgrade`, and make it again."
        )
    for view in reversed(views):
        _run(table, view.name, [view.removal])
    yield
    for view in views:
        _run(table, view.name, view.creation)


def _run(table: str, view: str, statements: list[str]) -> None:
    try:
        for statement in statements:
            op.get_bind().execution_options(no_parameters=True).exec_driver_sql(statement)
    except DBAPIError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise
        detail = getattr(getattr(error.orig, "diag", None), "message_detail", None)
        reason = " ".join(f"{str(error.orig).splitlines()[0]}. {detail or ''}".split())
        raise PipelineError(
            f"{table} was left as it is, because the view {view} stands in the way: {reason} "
            "Have its owner change or drop it, then run `gcm-pipeline warehouse upgrade`."
        ) from error
