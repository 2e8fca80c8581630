"""SDG targets as people write them: `10.7`, `Target 10.7`, `SDG 10.c`, and lists of these.

Belongs here: reading one entry of an SDG targets cell. Does not belong here: SDG tags of IATI and their vocabularies.
"""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise.lists import Lists, Reading, read
from gcm_pipeline.normalise.text import fold

UNKNOWN, GOAL = "unknown-sdg-target", "sdg-goal-not-target"

_SEPARATOR = re.compile(r" *(?:,|&| and | et ) *")
_TARGET = re.compile(
    r"(?:(?:sdg|odd)s? *)?(?:(?:targets?|cibles?|goals?|objectifs?) *)?[:#]? *(?P<target>\d+(?:\.[0-9a-z]+)?)"
)


class SdgTargets:
    """Reads SDG targets cells against ``sdg_targets`` (columns sdg_target, goal)."""

    def __init__(self, targets: pd.DataFrame) -> None:
        self._targets = set(targets["sdg_target"].to_list())
        self._goals = set(targets["goal"].to_list())

    def read(self, cells: pa.Array) -> Lists:
        """The targets (text, such as 10.7 or 10.c) of distinct tidy cells.

        Rules: ``unknown-sdg-target``; ``sdg-goal-not-target`` (a goal of 1 to 17 without a target).
        """
        return read(cells, self.entry, pa.string(), UNKNOWN)

    def entry(self, text: str) -> Reading:
        """The targets of ``text``, which may hold several separated by commas, 'and', 'et' or '&'."""
        values: list[str] = []
        rejected: list[tuple[str, str]] = []
        for token in filter(None, _SEPARATOR.split(text)):
            found = _TARGET.fullmatch(fold(token))
            target = found["target"] if found else ""
            if target in self._targets:
                values.append(target)
            else:
                rejected.append((GOAL if target in self._goals else UNKNOWN, token))
        return Reading(values, rejected)
