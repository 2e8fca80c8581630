"""The same thing exported twice: which of the rows stays.

Belongs here: choosing among rows of one key. Does not belong here: what makes the key, or what becomes of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from gcm_pipeline.normalise.cells import Cells, Positions

NEVER = np.iinfo(np.int64).min  # the moment of a row without one: before every other


class Choice(NamedTuple):
    """Rows that stay, in order of their key; rows that are superseded by an identical one; and by a later one."""

    kept: Positions
    identical: Positions
    older: Positions


def choose(keys: Positions, look: Callable[[Positions], tuple[Positions, Positions]]) -> Choice:
    """One row for each of ``keys``; the rows stand in the order of their files.

    ``look`` gives, for rows that share a key, their moments (NEVER: none) and numbers, equal where the content is.
    The row with the latest moment wins, else the later row; of rows with the content of the winner the first stays.
    """
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=keys[order][:1] - 1))
    groups = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(order)))
    several = np.diff(starts, append=len(order))[groups] > 1 if len(order) else np.zeros(0, bool)
    members, groups = order[several], groups[several]
    moments, contents = look(members)
    ranking = np.lexsort((np.arange(len(members)), moments, groups))
    last = np.flatnonzero(np.diff(groups, append=-1))
    winning = pd.Series(contents[ranking[last]], index=groups[last]).reindex(groups).to_numpy()
    same = np.flatnonzero(contents == winning)
    stays = same[np.unique(groups[same], return_index=True)[1]]
    lost = np.ones(len(members), bool)
    lost[stays] = False
    superseded = np.zeros(len(keys), bool)
    superseded[members[lost]] = True
    return Choice(
        order[~superseded[order]], members[lost & (contents == winning)], members[lost & (contents != winning)]
    )


def number(columns: Iterable[Cells]) -> Positions:
    """For each row a number that is the same for rows with the same cells in all ``columns``."""
    numbers = np.zeros(1, np.int64)
    for column in columns:
        codes = column.codes.fill_null(-1).to_numpy().astype(np.int64)
        numbers = pd.factorize(numbers * (len(column.values) + 1) + codes + 1)[0].astype(np.int64)
    return numbers
