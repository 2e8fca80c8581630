"""Which activities' budgets may be added up.

Belongs here: the rule for hierarchies. Does not belong here: adding up (sql/marts).

IATI wants money reported on one hierarchy level only (schema 2.03, ``iati-activity/@hierarchy``); many publishers
repeat the budgets of sub-activities on the activity above. So each budget counts on the lowest level that has one:

- an activity does not count when one below it, at any depth, carries a budget. B is below A when B names A as parent
  (``related-activity`` type 1), or A names B as child (type 2), and B's hierarchy is deeper (not reported: 1);
- a publisher that names no such relations: only its deepest hierarchy with budgets counts.

Transactions are not touched: what is reported on several levels is mostly different money, such as UNHCR's
contributions to the whole organisation, to a region and to a country.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise.iati_kept import Indices
from gcm_pipeline.normalise.iati_parts import Rows

PARENT, CHILD = "1", "2"
Flags = npt.NDArray[np.bool_]


def counts_in_totals(
    identifiers: pa.Array, hierarchy: pa.Array, reporting_org: pa.Array, related: Rows, has_budget: Flags
) -> pa.Array:
    """For each of ``identifiers``, with its ``hierarchy``, publisher and whether it has a budget: is that counted?"""
    levels = pc.fill_null(hierarchy, 1).to_numpy(zero_copy_only=False)
    parents, children = _relations(identifiers, related, levels)
    below = _budget_below(parents, children, levels, has_budget)
    publishers = pd.Series(pd.factorize(reporting_org.to_pandas(), use_na_sentinel=False)[0])
    relates = np.isin(publishers, publishers.iloc[parents].unique())
    deepest = pd.Series(levels).where(has_budget).groupby(publishers).transform("max").to_numpy()
    return pa.array(np.where(relates | np.isnan(deepest), ~below, levels == deepest))


def _relations(identifiers: pa.Array, related: Rows, levels: npt.NDArray[np.int16]) -> tuple[Indices, Indices]:
    """Places of parents and of their children, each pair deeper by hierarchy: so nothing is below itself."""
    other = pc.fill_null(pc.index_in(related.table["related_identifier"], value_set=identifiers), -1).to_numpy()
    kinds = related.table["relation_type"]
    up, down = (
        pc.fill_null(pc.equal(kinds, kind), fill_value=False).to_numpy() & (other >= 0) for kind in (PARENT, CHILD)
    )
    parents = np.concatenate([other[up], related.activity[down]])
    children = np.concatenate([related.activity[up], other[down]])
    deeper = levels[children] > levels[parents]
    return parents[deeper], children[deeper]


def _budget_below(parents: Indices, children: Indices, levels: npt.NDArray[np.int16], has_budget: Flags) -> Flags:
    """Whether an activity below carries a budget, worked out from the deepest level upwards."""
    below = np.zeros(len(has_budget), bool)
    for level in np.unique(levels[parents])[::-1]:
        here = levels[parents] == level
        carries = has_budget[children[here]] | below[children[here]]
        below[parents[here][carries]] = True
    return below
