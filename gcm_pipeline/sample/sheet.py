"""One block of a plan as the rows of one file, the dirt of ``dirt.csv`` put in.

Belongs here: which rows, in which order and columns. Does not belong here: what stands in the fields (``columns.py``),
what is wrong on purpose (``dirt.py``), bytes (``files.py``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.sample import columns, dirt, kinds
from gcm_pipeline.sample.arrays import Mask
from gcm_pipeline.sample.layouts import Layout
from gcm_pipeline.sample.plan import Plan


def sheet(plan: Plan, layout: Layout, chosen: Mask, *, seed: int) -> pa.Table:
    """The rows of the ``chosen`` projects (a mask over ``plan.projects``), in the columns of the layout."""
    first = int(plan.projects["ordinal"].iloc[0])
    span = first, first + len(plan.projects)
    draws = np.random.default_rng([seed, 2, first]).integers(0, 1 << 30, len(plan.outcomes))
    kept = chosen[plan.outcomes["project"].to_numpy()]
    projects, outcomes = plan.projects[chosen], plan.outcomes[kept]
    own, groups = kinds.of(layout.name), _groups(outcomes)

    table = pa.table(columns.of_projects(projects, layout))
    table, _ = dirt.change_cells(table, own, "project", span, {"any": np.ones(len(projects), bool)})
    table = table.take(pa.array(np.searchsorted(np.flatnonzero(chosen), outcomes["project"].to_numpy())))
    for field, column in columns.of_outcomes(outcomes, plan.objectives[kept], draws[kept], layout).items():
        table = table.append_column(field, column)
    table, touched = dirt.change_cells(table, own, "row", span, groups)
    table = dirt.add_copies(table, own, span, {name: rows & ~touched for name, rows in groups.items()})
    return _arranged(table, layout)


def _arranged(table: pa.Table, layout: Layout) -> pa.Table:
    """The columns in the order of the layout, and the one that nobody knows."""
    arranged = table.select(list(layout.headers))
    if layout.extra_column:
        legacy = pc.binary_join_element_wise("LEGACY", pc.fill_null(table["outcome_no"], ""), "-")
        arranged = arranged.append_column("extra", legacy)
    return arranged


def _groups(outcomes: pd.DataFrame) -> dict[str, Mask]:
    """The rows that a kind of dirt may ask for in ``applies_to``."""
    dated = outcomes["last_modified"].notna().to_numpy()
    tagged = outcomes["is_tagged"].to_numpy()
    everything = np.ones(len(outcomes), bool)
    later = outcomes["outcome_no"].to_numpy() > 1
    return {"any": everything, "later": later, "tagged": tagged, "untagged": ~tagged, "dated": dated, "undated": ~dated}
