"""Assets ``mart_*`` and ``int_*``: one for each file in ``sql/marts``, and the stored ones of ``sql/intermediate``.

Belongs here: the Dagster face of marts/, with dependencies and column lineage read from the SQL itself.
Does not belong here: any counting.
"""

import dagster as dg

from gcm_pipeline.assets.describe import PREVIEW_ROWS, column_schema, frame_preview, placed
from gcm_pipeline.assets.resources import Load
from gcm_pipeline.marts import build, graph, relations
from gcm_pipeline.warehouse.tables.base import asset_name


def mart_assets() -> list[dg.AssetsDefinition]:
    """One asset for each relation built by SQL, in the order of building."""
    return [_mart(name) for name in graph.build_order()]


def producer(table_name: str) -> str:
    """The asset that makes a table, such as ``core_projects`` for ``projects``."""
    return asset_name(relations.table(table_name))


def _mart(name: str) -> dg.AssetsDefinition:
    table = relations.declared()[name]

    @dg.asset(
        name=name,
        deps=[producer(read) for read in graph.reads(name)],
        description=relations.description(name),
        metadata={
            "dagster/column_schema": column_schema(table),
            "dagster/column_lineage": _lineage(name),
            "dagster/table_name": f"{table.schema}.{name}",
            "sql": dg.MetadataValue.md(f"```sql\n{relations.path(name).read_text(encoding='utf-8')}```"),
        },
        **placed("marts", "postgres", "sql"),
    )
    def mart(load: dg.ResourceParam[Load]) -> dg.MaterializeResult:
        kept = build.build(load.counting, name)
        if table.info.get("published", True):
            load.loading.rows(table, kept)
        preview = frame_preview(kept.head(name, PREVIEW_ROWS))
        return dg.MaterializeResult(metadata={"dagster/row_count": kept.rows(name), "preview": preview})

    return mart


def _lineage(name: str) -> dg.TableColumnLineage:
    return dg.TableColumnLineage(
        {
            column: [
                dg.TableColumnDep(asset_key=producer(read), column_name=read_column) for read, read_column in origins
            ]
            for column, origins in graph.column_lineage(name).items()
        }
    )
