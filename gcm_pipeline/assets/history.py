"""Assets ``lineage_mart_totals`` and ``lineage_changes``: what a published load leaves behind.

Belongs here: the Dagster face of history/. Does not belong here: which figures, and what a change is.
"""

from collections.abc import Callable, Sequence

import dagster as dg
import sqlalchemy as sa

from gcm_pipeline.assets.core import asset_name
from gcm_pipeline.assets.describe import PREVIEW_ROWS, column_schema, placed, rows_preview
from gcm_pipeline.assets.resources import Load
from gcm_pipeline.history import changes, totals
from gcm_pipeline.warehouse import staging
from gcm_pipeline.warehouse.tables import history


def history_assets() -> list[dg.AssetsDefinition]:
    """One asset for each table of what is left behind."""
    return [
        _kept(history.mart_totals, list(totals.figures()), totals.build, "marts"),
        _kept(history.changes, [f"core_{name}" for name in changes.COMPARED], changes.build, "quality"),
    ]


def _kept(
    table: sa.Table, needs: Sequence[str], build: Callable[[sa.Connection, int], int], stage: str
) -> dg.AssetsDefinition:
    @dg.asset(
        name=asset_name(table),
        deps=needs,
        description=table.comment,
        metadata={"dagster/column_schema": column_schema(table), "dagster/table_name": table.fullname},
        **placed(stage, "postgres", "table"),
    )
    def kept(load: dg.ResourceParam[Load]) -> dg.MaterializeResult:
        target = staging.staged(table)
        with load.warehouse.engine.begin() as connection:
            rows = build(connection, load.load_id)
            first = connection.execute(sa.select(target).order_by(*target.primary_key).limit(PREVIEW_ROWS)).all()
        preview = rows_preview(target.columns.keys(), first)
        return dg.MaterializeResult(metadata={"dagster/row_count": rows, "preview": preview})

    return kept
