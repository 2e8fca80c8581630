"""Asset checks made from ``sql/checks``: rules across tables.

Belongs here: tying each rule to its asset and to the tables it reads. Does not belong here: the rules.
"""

import dagster as dg

from gcm_pipeline.assets.checks import rule_check
from gcm_pipeline.assets.marts import producer
from gcm_pipeline.quality import sql_checks


def rule_checks() -> list[dg.AssetChecksDefinition]:
    """One asset check per file; it runs once every table that it reads is built."""
    return [rule_check(rule, producer(rule.asset), _needs(rule)) for rule in sql_checks.checks()]


def _needs(rule: sql_checks.SqlCheck) -> list[str]:
    return sorted({producer(table.name) for table in sql_checks.reads(rule)})
