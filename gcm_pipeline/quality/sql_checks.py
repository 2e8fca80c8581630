"""Rules across tables: each file of sql/checks selects the rows that break one; none means that it holds.

The header of a file says ``-- severity: error`` (blocks) or ``warn``, ``-- asset: <table>``, then why the rule matters.

Belongs here: reading and running these files. Does not belong here: rules on one table (suites.py), Dagster (assets/).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcm_pipeline.counting import DIALECT
from gcm_pipeline.marts import graph, relations
from gcm_pipeline.quality.outcomes import Outcome
from gcm_pipeline.reference import ROOT

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy import Table
    from sqlglot import exp

CHECKS = ROOT / "sql" / "checks"
SEVERITIES = {"error": "error", "warn": "warning"}
SAMPLE = 5
HEADER = re.compile(r"^-- (severity|asset): (\S+)$")


@dataclass(frozen=True)
class SqlCheck:
    """One file: ``asset`` is the table that the rule is about, ``reason`` why it matters, ``sql`` one SELECT."""

    name: str
    asset: str
    severity: str
    reason: str
    sql: str


@dataclass(frozen=True)
class SqlOutcome(Outcome):
    """``offending`` is the number of rows that break the rule, ``sample`` the first of them."""

    asset: str
    offending: int
    sample: tuple[Mapping[str, Any], ...]


@cache
def checks(folder: Path = CHECKS) -> tuple[SqlCheck, ...]:
    """Every rule, by name. Raises ValueError for a header that lacks its severity, asset or reason."""
    return tuple(_read(file) for file in sorted(folder.glob("*.sql")))


def _read(file: Path) -> SqlCheck:
    sql = file.read_text(encoding="utf-8")
    header = [line for line in sql.splitlines() if line.startswith("--")]
    said = {found[1]: found[2] for line in header if (found := HEADER.match(line))}
    reason = " ".join(line.removeprefix("--").strip() for line in header if not HEADER.match(line))
    if said.get("severity", "") not in SEVERITIES or "asset" not in said or not reason:
        raise ValueError(f"{file}: the header needs '-- severity: error|warn', '-- asset: <table>' and the reason.")
    return SqlCheck(file.stem, said["asset"], SEVERITIES[said["severity"]], reason, sql)


def reads(check: SqlCheck) -> dict[Table, list[str]]:
    """The stored tables that a rule reads, with the columns that it needs of each."""
    return graph.tables(check.name)


def run_one(connection: duckdb.DuckDBPyConnection, check: SqlCheck) -> SqlOutcome:
    """Run one rule on tables of ``connection``."""
    graph.require_known(check.name, query(check.name))
    select = query(check.name).sql(DIALECT, comments=False)
    (count,) = connection.execute(f"SELECT count(*) FROM ({select}) AS offending").fetchone() or (0,)  # noqa: S608 - ours
    found = connection.execute(select) if count else None
    names = [column[0] for column in found.description or ()] if found else []
    sample = tuple(dict(zip(names, row, strict=True)) for row in (found.fetchmany(SAMPLE) if found else ()))
    return SqlOutcome(
        check_name=check.name,
        severity=check.severity,
        passed=count == 0,
        observed=_observed(count, sample),
        expected=f"no rows: {check.reason}",
        asset=check.asset,
        offending=count,
        sample=sample,
    )


@cache
def query(name: str) -> exp.Query:
    """The SELECT of the rule ``name``, over stored tables only."""
    return relations.parse(CHECKS / f"{name}.sql", stored=relations.declared())


def _observed(count: int, sample: Sequence[Mapping[str, Any]]) -> str:
    """How many rows break the rule, and the first of them, so that a person knows where to look."""
    number = f"{count:,} row{'' if count == 1 else 's'}"
    first = ", ".join(f"{name}={value}" for name, value in sample[0].items()) if sample else ""
    return f"{number}; the first: {first}" if first else number
