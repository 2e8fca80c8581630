"""Assets ``core_<table>``: the tables of the schema core, built in staging and checked.

Belongs here: one asset per declared table, with its suite.
Does not belong here: anything that knows a particular table.
"""

import dagster as dg
import sqlalchemy as sa

from gcm_pipeline.assets.checks import SUITE, record, table_suite, verdict
from gcm_pipeline.assets.describe import PREVIEW_ROWS, cleaned_lineage, column_schema, frame_preview, placed
from gcm_pipeline.assets.resources import Load, PipelineSettings
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.quality import references
from gcm_pipeline.quality.outcomes import Outcome
from gcm_pipeline.sources import registry
from gcm_pipeline.version import made_of
from gcm_pipeline.warehouse.tables.base import asset_name


def core_assets(tables: list[sa.Table]) -> list[dg.AssetsDefinition]:
    """One asset for each declared core table."""
    return [_core(table) for table in tables]


def _core(table: sa.Table) -> dg.AssetsDefinition:
    source, name = table.info["source"], asset_name(table)
    fields = {} if source == "reference" else registry.frames_of(source)

    @dg.asset(
        name=name,
        ins={"clean": dg.AssetIn(f"clean_{source}")},
        deps=[asset_name(parent) for parent in references.parents(table)],
        description=table.comment,
        check_specs=[
            dg.AssetCheckSpec(
                SUITE,
                asset=name,
                blocking=True,
                description=f"The suite quality/suites/{name}.yml, and that every key refers to a row",
            )
        ],
        metadata={
            "dagster/column_schema": column_schema(table),
            "dagster/column_lineage": cleaned_lineage(table, fields),
            "dagster/table_name": f"core.{table.name}",
        },
        tags={"source": source},
        **placed("core", "postgres", "table"),
    )
    def core(  # type: ignore[no-untyped-def]  # Dagster takes a return annotation to mean that there is a value
        pipeline: PipelineSettings, load: dg.ResourceParam[Load], clean: FrameSet
    ):
        rows, outcomes = load_and_check(load, table, clean)
        found = verdict(SUITE, outcomes)
        page = dg.MetadataValue.url(pipeline.settings().link(load.checking.docs.page(name)))
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": rows,
                "preview": frame_preview(clean.head(table.name, PREVIEW_ROWS)),
            },
            check_results=[found._replace(metadata={**found.metadata, "data docs": page})],
        )

    return core


def load_and_check(load: Load, table: sa.Table, clean: FrameSet) -> tuple[int, list[Outcome]]:
    """Build the table in staging from its frame; returns its number of rows, and what was found of them."""
    load.checking.make_room(clean)
    rows = load.loading.rows(table, clean)
    outcomes = [*load.checking.outcomes(table_suite(table, clean)), *_references(load, table)]
    record(load, asset_name(table), outcomes)
    return rows, outcomes


def _references(load: Load, table: sa.Table) -> list[Outcome]:
    if not table.foreign_keys:
        return []
    reads = references.reads(table)
    made = made_of(*load.counting.identities(reads))

    def find() -> list[Outcome]:
        with load.counting.open(reads) as connection:
            return references.run(connection, table)

    return load.checking.found(f"{table.name}.references", made, find, Outcome)
