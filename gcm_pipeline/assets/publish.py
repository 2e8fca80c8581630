"""Assets ``published``, ``pruned`` and ``run_summary``: the one transaction that readers see, and the run's verdict.

Belongs here: the Dagster face of warehouse/publish.py. Does not belong here: how a difference is brought over.
"""

from datetime import UTC, datetime

import dagster as dg
import sqlalchemy as sa

from gcm_pipeline.assets.describe import placed, rows_preview
from gcm_pipeline.assets.reports import report_stocktaking
from gcm_pipeline.assets.resources import Load, PipelineSettings
from gcm_pipeline.assets.run_metrics import run_metrics
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.history.prune import prune
from gcm_pipeline.quality.outcomes import ACCEPTED
from gcm_pipeline.reports import summary
from gcm_pipeline.warehouse.publish import publish
from gcm_pipeline.warehouse.tables import of_schema
from gcm_pipeline.warehouse.tables.base import asset_name
from gcm_pipeline.warehouse.tables.history import changes, mart_totals
from gcm_pipeline.warehouse.tables.lineage import load_files
from gcm_pipeline.warehouse.tables.quality import check_results, rejected_rows, reported_rows

TABLES = [*of_schema("core"), rejected_rows, reported_rows, *of_schema("mart"), load_files, mart_totals, changes]


@dg.asset(
    deps=[asset_name(table) for table in TABLES],
    description=(
        "Brings core, mart, quality and lineage up to date in one transaction, by difference. "
        "Runs only when no blocking check failed; readers see yesterday's figures or today's, never a mixture."
    ),
    **placed("publish", "postgres"),
)
def published(load: dg.ResourceParam[Load]) -> dg.MaterializeResult:
    """Publish what staging holds."""
    done = publish(load.warehouse, load.load_id, TABLES)
    rows = [(name, *change) for name, change in done.items() if any(change)]
    return dg.MaterializeResult(
        metadata={
            "load_id": load.load_id,
            "inserted": sum(change[0] for change in done.values()),
            "updated": sum(change[1] for change in done.values()),
            "deleted": sum(change[2] for change in done.values()),
            "changes": rows_preview(["table", "inserted", "updated", "deleted"], rows),
        }
    )


@dg.asset(
    deps=[published],
    description="The run's summary as a page, from the published warehouse.",
    **placed("publish", "markdown"),
)
def report_summary(pipeline: PipelineSettings, load: dg.ResourceParam[Load]) -> dg.MaterializeResult:
    """Write ``<storage>/reports/summary.md``."""
    page = summary.write(load.warehouse, pipeline.settings().reports)
    text = page.read_text(encoding="utf-8")
    return dg.MaterializeResult(metadata={"page": dg.MetadataValue.path(page), "summary": dg.MetadataValue.md(text)})


@dg.asset(
    deps=[report_summary, report_stocktaking],
    description="Removes snapshots, check results and records of runs that are no longer kept (GCM_KEEP_DAYS).",
    **placed("publish", "file"),
)
def pruned(
    context: dg.AssetExecutionContext, pipeline: PipelineSettings, load: dg.ResourceParam[Load]
) -> dg.MaterializeResult:
    """Remove what is old, as ``gcm-pipeline prune`` does; left to the next run when another has begun meanwhile."""
    try:
        removals = prune(pipeline.settings(), load.warehouse, context.instance, datetime.now(UTC))
    except PipelineError as busy:
        return dg.MaterializeResult(metadata={"skipped": str(busy)})
    return dg.MaterializeResult(
        metadata={
            "bytes": sum(removal.bytes for removal in removals),
            "removed": rows_preview(["what", "number", "bytes"], removals),
        }
    )


@dg.asset(
    deps=[published, report_summary, report_stocktaking, run_metrics, pruned],
    description="Fails the run when a source was refused, after everything else has been published.",
    **placed("publish", "postgres"),
)
def run_summary(load: dg.ResourceParam[Load]) -> dg.MaterializeResult:
    """The run's verdict: which sources stand on earlier snapshots, and why."""
    refused = sa.select(check_results.c.asset, check_results.c.observed).where(
        check_results.c.load_id == load.load_id, check_results.c.check_name == ACCEPTED, ~check_results.c.passed
    )
    with load.warehouse.engine.connect() as connection:
        problems = list(connection.execute(refused.order_by(check_results.c.asset)).tuples())
    if problems:
        text = "\n".join(problem for _, problem in problems)
        raise dg.Failure(
            f"Files were refused; the last good ones of their source stand in, if there were any:\n{text}",
            allow_retries=False,
        )
    return dg.MaterializeResult(metadata={"load_id": load.load_id, "refused_sources": 0})


def publish_assets() -> list[dg.AssetsDefinition]:
    """The last steps of a run."""
    return [published, report_summary, report_stocktaking, run_metrics, pruned, run_summary]
