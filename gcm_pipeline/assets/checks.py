"""Dagster's face of the checks: an expectation suite or a rule in ``sql/checks`` becomes an asset check.

Belongs here: the adapters, and keeping every outcome in quality.check_results.
Does not belong here: what is checked (quality/suites, sql/checks).
"""

from collections.abc import Sequence

import dagster as dg
import sqlalchemy as sa

from gcm_pipeline.assets.describe import rows_preview
from gcm_pipeline.assets.resources import Load, PipelineSettings
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.quality import sql_checks, suites
from gcm_pipeline.quality.data_docs import DataDocs
from gcm_pipeline.quality.outcomes import Outcome, blocking
from gcm_pipeline.warehouse import loads
from gcm_pipeline.warehouse.schema import STAGING

SUITE = "expectations"


def record(load: Load, asset: str, outcomes: Sequence[Outcome]) -> None:
    """Append outcomes to quality.check_results at once, so that they outlive a run that ends badly."""
    loads.record_check_results(load.warehouse, load.load_id, [outcome.as_row(asset) for outcome in outcomes])


def verdict(check_name: str, outcomes: Sequence[Outcome]) -> dg.AssetCheckResult:
    """One Dagster result for many outcomes: ERROR when a blocking one failed, else WARN."""
    failed = [outcome for outcome in outcomes if not outcome.passed]
    severity = dg.AssetCheckSeverity.ERROR if blocking(outcomes) else dg.AssetCheckSeverity.WARN
    rows = [(o.severity, "passed" if o.passed else "FAILED", o.check_name, o.expected, o.observed) for o in outcomes]
    return dg.AssetCheckResult(
        check_name=check_name,
        passed=not failed,
        severity=severity,
        metadata={
            "failed": len(failed),
            "checked": len(outcomes),
            "outcomes": rows_preview(["severity", "outcome", "check", "expected", "observed"], rows),
        },
    )


def suite_check(table: sa.Table, asset: str) -> dg.AssetChecksDefinition:
    """The expectation suite of a core table, run inside the database on the staged rows."""

    @dg.asset_check(
        name=SUITE,
        asset=asset,
        blocking=True,
        additional_ins={"clean": dg.AssetIn(f"clean_{table.info['source']}")},
        description=f"Closed set of columns, number of rows, then the suite quality/suites/{asset}.yml",
    )
    def expectations(pipeline: PipelineSettings, load: dg.ResourceParam[Load], clean: FrameSet) -> dg.AssetCheckResult:
        settings = pipeline.settings()
        docs = DataDocs(settings.data_docs, load.load_id)
        rows = clean.rows(table.name)
        url = load.warehouse.url.render_as_string(hide_password=False)
        columns = [column.name for column in table.columns]
        outcomes = suites.check_table(
            url, STAGING, table.name, columns, suites.Bounds(rows, rows), suite=asset, docs=docs
        )
        record(load, asset, outcomes)
        result = verdict(SUITE, outcomes)
        page = dg.MetadataValue.url(settings.link(docs.page(asset)))
        return result._replace(metadata={**result.metadata, "data docs": page})

    return expectations


def rule_check(rule: sql_checks.SqlCheck, asset: str, needs: Sequence[str]) -> dg.AssetChecksDefinition:
    """A rule of ``sql/checks``: it selects the offending rows, none of them passes."""

    @dg.asset_check(
        name=rule.name,
        asset=asset,
        blocking=rule.severity == "error",
        additional_deps=[dg.AssetKey(name) for name in needs if name != asset],
        description=rule.reason,
        metadata={"sql": dg.MetadataValue.md(f"```sql\n{rule.sql}```")},
    )
    def check(load: dg.ResourceParam[Load]) -> dg.AssetCheckResult:
        with load.warehouse.engine.begin() as connection:
            connection.execute(sa.select(sa.func.set_config("search_path", STAGING, True)))
            outcome = sql_checks.run_one(connection, rule)
        record(load, asset, [outcome])
        result = verdict(rule.name, [outcome])
        if not outcome.sample:
            return result
        sample = rows_preview(list(outcome.sample[0]), [list(row.values()) for row in outcome.sample])
        return result._replace(metadata={**result.metadata, "offending rows": sample})

    return check
