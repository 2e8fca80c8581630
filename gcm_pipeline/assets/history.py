"""Assets ``lineage_mart_totals`` and ``lineage_changes``: what a published load leaves behind.

Belongs here: the Dagster face of history/. Does not belong here: which figures, and what a change is.
"""

from collections.abc import Callable, Sequence

import dagster as dg
import sqlalchemy as sa

from gcm_pipeline.assets.describe import PREVIEW_ROWS, column_schema, frame_preview, placed
from gcm_pipeline.assets.resources import Load
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.history import changes, totals
from gcm_pipeline.warehouse import load as loading
from gcm_pipeline.warehouse.tables import history
from gcm_pipeline.warehouse.tables.base import asset_name


def history_assets() -> list[dg.AssetsDefinition]:
    """One asset for each table of what is left behind."""
    compared = [asset_name(table) for table in changes.COMPARED]
    return [
        _kept(history.mart_totals, list(totals.figures()), lambda load: totals.build(load.counting), "marts"),
        _kept(history.changes, compared, lambda load: changes.build(load.warehouse, load.counting), "quality"),
    ]


def _kept(table: sa.Table, needs: Sequence[str], build: Callable[[Load], FrameSet], stage: str) -> dg.AssetsDefinition:
    @dg.asset(
        name=asset_name(table),
        deps=needs,
        description=table.comment,
        metadata={"dagster/column_schema": column_schema(table), "dagster/table_name": table.fullname},
        **placed(stage, "postgres", "table"),
    )
    def kept(load: dg.ResourceParam[Load]) -> dg.MaterializeResult:
        found = build(load)
        rows = loading.write(load.warehouse, table, found.batches(table.name), load.load_id)
        preview = frame_preview(found.head(table.name, PREVIEW_ROWS))
        return dg.MaterializeResult(metadata={"dagster/row_count": rows, "preview": preview})

    return kept
