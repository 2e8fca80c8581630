"""Dagster's face of the checks: an expectation suite or a rule in ``sql/checks`` becomes an asset check.

Belongs here: the adapters, and keeping every outcome in quality.check_results.
Does not belong here: what is checked (quality/suites, sql/checks).
"""

from collections.abc import Sequence

import dagster as dg
import sqlalchemy as sa

from gcm_pipeline.assets.describe import rows_preview
from gcm_pipeline.assets.resources import Load
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.quality import sql_checks
from gcm_pipeline.quality.checking import Work
from gcm_pipeline.quality.outcomes import Outcome, blocking
from gcm_pipeline.quality.sql_checks import SqlOutcome
from gcm_pipeline.quality.suites import Bounds
from gcm_pipeline.version import made_of
from gcm_pipeline.warehouse import loads
from gcm_pipeline.warehouse.tables.base import asset_name

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


def table_suite(table: sa.Table, clean: FrameSet) -> Work:
    """The expectation suite of a core table, for the rows that it is going to have."""
    rows = clean.rows(table.name)
    columns = tuple(column.name for column in table.columns if column.name != "load_id")
    identity = clean.identity(table.name)
    return Work(asset_name(table), clean.directory, table.name, identity, columns, Bounds(rows, rows))


def rule_outcome(load: Load, rule: sql_checks.SqlCheck) -> SqlOutcome:
    """What a rule finds; what it found of the same tables before is not looked for again."""
    reads = sql_checks.reads(rule)

    def find() -> list[SqlOutcome]:
        with load.counting.open(reads) as connection:
            return [sql_checks.run_one(connection, rule)]

    return load.checking.found(rule.name, made_of(*load.counting.identities(reads)), find, SqlOutcome)[0]


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
        outcome = rule_outcome(load, rule)
        record(load, asset, [outcome])
        result = verdict(rule.name, [outcome])
        if not outcome.sample:
            return result
        sample = rows_preview(list(outcome.sample[0]), [list(row.values()) for row in outcome.sample])
        return result._replace(metadata={**result.metadata, "offending rows": sample})

    return check
