"""Asset ``run_metrics``: figures of the run itself, which the Dagster UI plots over time (Plots, above its metadata).

Belongs here: metadata of numbers. Does not belong here: measuring (measures/), or figures of the data (marts).
"""

from datetime import UTC, datetime

import dagster as dg

from gcm_pipeline.assets.describe import placed
from gcm_pipeline.assets.reports import report_stocktaking
from gcm_pipeline.assets.resources import Load, PipelineSettings
from gcm_pipeline.measures import disk, facts, stages

DAY = 86_400  # seconds


@dg.asset(
    deps=[report_stocktaking, "report_summary"],
    description=(
        "Seconds by stage, rows by outcome, disk use by folder and age of each source, plotted over the published runs."
    ),
    **placed("publish", "prometheus"),
)
def run_metrics(
    context: dg.AssetExecutionContext, pipeline: PipelineSettings, load: dg.ResourceParam[Load]
) -> dg.MaterializeResult:
    """Measure this run; one that published nothing has no point in the plots, as it would be no like among likes."""
    known, taken = facts.read(load.warehouse), disk.measure(pipeline.settings().storage)
    spent = stages.seconds(context.instance, context.run_id)
    now, last = datetime.now(UTC), known.last_run
    assert last is not None
    rows = {
        outcome: sum(each.rows[outcome] for each in known.sources) for outcome in ("loaded", "rejected", "superseded")
    }
    ages = {each.source: (now - each.newest_file).total_seconds() / DAY for each in known.sources if each.newest_file}
    return dg.MaterializeResult(
        metadata={
            "seconds": (now - last.started_at).total_seconds(),
            **{f"seconds/{stage}": took for stage, took in spent.items()},
            **{f"rows/{outcome}": count for outcome, count in rows.items()},
            **{f"failing_checks/{severity}": count for severity, count in known.failing_checks.items()},
            "stale_sources": sum(each.stale for each in known.sources),
            **{f"age_days/{source}": round(age, 2) for source, age in ages.items()},
            "bytes/database": known.size,
            **{f"bytes/{part}": size for part, size in taken.parts.items()},
            "bytes_free": taken.free,
        }
    )
