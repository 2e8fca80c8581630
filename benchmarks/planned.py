"""What the warehouse must hold after a run on a sample: times of wrong results mean nothing.

Belongs here: counting the sample's plan, which no file, cleaner or database has touched, and holding a warehouse
against it. Does not belong here: measuring.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gcm_pipeline.reference import Reference
from gcm_pipeline.sample import DEFAULT_SEED
from gcm_pipeline.sample.plan import plan
from gcm_pipeline.sample.template import SLOTS, template
from gcm_pipeline.warehouse import roles
from gcm_pipeline.warehouse.engine import open_warehouse

COUNTS = Path(__file__).with_name("counts.sql")
MARTS = Path(__file__).with_name("marts.sql")


class WrongCountsError(SystemExit):
    """Two have not counted the same, so that times mean nothing: a benchmark ends with this message."""


def figures(projects: int) -> Counter[str]:
    """Projects, outcomes and tags of a sample, and its tagged projects by period and cluster.

    Every run of SLOTS projects has the same tags on days of the same windows, so that two small plans tell the counts
    of a sample of any size.
    """
    rounds, rest = divmod(projects, SLOTS)
    found = Counter({name: rounds * count for name, count in _count(SLOTS).items()})
    return found + (_count(rest) if rest else Counter())


def stored(storage: Path) -> Counter[str]:
    """The same figures as the published warehouse has them."""
    with open_warehouse(None, storage) as warehouse, roles.read_only(warehouse, timeout=0) as connection:
        rows = roles.run_statement(connection, COUNTS.read_text(encoding="utf-8"))
        return Counter({name: count for name, count in rows if count})


def marts(storage: Path) -> Counter[tuple[str, ...]]:
    """Tagged projects by (mart, period, cluster or objective), as the published warehouse has them."""
    with open_warehouse(None, storage) as warehouse, roles.read_only(warehouse, timeout=0) as connection:
        rows = roles.run_statement(connection, MARTS.read_text(encoding="utf-8"))
        return Counter({tuple(map(str, row[:-1])): int(row[-1]) for row in rows})


def require_same(who: str, found: Counter[Any], wanted: Counter[Any]) -> None:
    """WrongCountsError, which names ``who`` and the first five, when any of ``found`` is not as ``wanted``."""
    if differing := {key for key in {*found, *wanted} if found[key] != wanted[key]}:
        shown = ", ".join(f"{key}: {found[key]:,} in place of {wanted[key]:,}" for key in sorted(differing)[:5])
        raise WrongCountsError(f"{who} counts otherwise: {shown}.")


def _count(projects: int) -> Counter[str]:
    block = plan(template(DEFAULT_SEED), 0, projects, seed=DEFAULT_SEED)
    outcome, place = np.nonzero(block.objectives)
    found = Counter({"projects": projects, "outcomes": len(block.outcomes), "tags": len(outcome)})
    tags = block.outcomes.iloc[outcome][["project", "tagged_on"]].assign(objective=block.objectives[outcome, place])
    tags = tags[block.projects["is_activated"].to_numpy()[tags["project"]]]
    tags["cluster"] = tags["objective"].astype(str).map(_clusters())
    for period in Reference()["periods"].itertuples():
        within = tags[_lies_within(tags["tagged_on"], period.start_date, period.end_date)]
        found[f"{period.period_code} tagged"] = within["project"].nunique()
        for cluster, own in within.groupby("cluster"):
            found[f"{period.period_code} {cluster}"] = own["project"].nunique()
    return +found


def _clusters() -> dict[str, str]:
    framework = Reference()["gcm_objectives"]
    return dict(zip(framework["objective_no"], framework["cluster_code"], strict=True))


def _lies_within(days: pd.Series[pd.Timestamp], first: object, last: object) -> pd.Series[bool]:
    """Both ends belong to a period; one without ends has all tags, those without a day too."""
    if pd.isna(first):  # type: ignore[call-overload]
        return days.isna() | days.notna()
    return days.between(pd.Timestamp(date.fromisoformat(str(first))), pd.Timestamp(date.fromisoformat(str(last))))
