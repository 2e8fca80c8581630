"""Assets ``core_<table>``: the tables of the schema core, built in staging.

Belongs here: one asset per declared table, with its suite.
Does not belong here: anything that knows a particular table.
"""

import dagster as dg
import sqlalchemy as sa

from gcm_pipeline.assets.checks import suite_check
from gcm_pipeline.assets.describe import PREVIEW_ROWS, cleaned_lineage, column_schema, frame_preview, placed
from gcm_pipeline.assets.resources import Load
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.sources import registry
from gcm_pipeline.warehouse import load as loading


def asset_name(table: sa.Table) -> str:
    """``core.projects`` is made by ``core_projects``; a mart's table carries the schema in its own name already."""
    return table.name if table.name.startswith(f"{table.schema}_") else f"{table.schema}_{table.name}"


def core_assets(tables: list[sa.Table]) -> list[dg.AssetsDefinition]:
    """One asset for each declared core table."""
    return [_core(table) for table in tables]


def core_checks(tables: list[sa.Table]) -> list[dg.AssetChecksDefinition]:
    """The expectation suite of each core table."""
    return [suite_check(table, asset_name(table)) for table in tables]


def _core(table: sa.Table) -> dg.AssetsDefinition:
    source = table.info["source"]
    fields = {} if source == "reference" else registry.frames_of(source)
    parents = {asset_name(key.column.table) for key in table.foreign_keys if key.column.table is not table}

    @dg.asset(
        name=asset_name(table),
        ins={"clean": dg.AssetIn(f"clean_{source}")},
        deps=sorted(parents),
        description=table.comment,
        metadata={
            "dagster/column_schema": column_schema(table),
            "dagster/column_lineage": cleaned_lineage(table, fields),
            "dagster/table_name": f"core.{table.name}",
        },
        tags={"source": source},
        **placed("core", "postgres", "table"),
    )
    def core(load: dg.ResourceParam[Load], clean: FrameSet) -> dg.MaterializeResult:
        rows = loading.write(load.warehouse, table, clean.batches(table.name), load.load_id)
        preview = frame_preview(clean.head(table.name, PREVIEW_ROWS))
        return dg.MaterializeResult(metadata={"dagster/row_count": rows, "preview": preview})

    return core
