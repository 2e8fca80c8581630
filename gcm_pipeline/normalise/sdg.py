"""SDG targets as people write them: `10.7`, `SDG 10.c`, `10.7 - Facilitate migration`, and lists of these.

Belongs here: reading one entry of an SDG targets cell. Does not belong here: SDG tags of IATI and their vocabularies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise.lists import Lists, Reading, read
from gcm_pipeline.normalise.text import fold

UNKNOWN, GOAL = "unknown-sdg-target", "sdg-goal-not-target"

_SEPARATOR = re.compile(r" *(?:,|&| and | et ) *")
_WORD = r"(?:(?:sdg|odd)s? *)?(?:(?:targets?|cibles?|goals?|objectifs?) *)?[:#]? *"
_LABEL = r" *[-:] *[^\W\d]"  # begins with a letter: 10.2-10.7 is no label
_TARGET = re.compile(rf"{_WORD}(?P<target>\d+(?:\.[0-9a-z]+)?)(?P<label>{_LABEL}.*)?")
_INNER = re.compile(rf" (?={_WORD}\d+\.[0-9a-z]+(?:{_LABEL}|$))")  # where a label gives way to another target


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
        """The targets of ``text``, which may hold several separated by commas, 'and', 'et' or '&'.

        A label ('16.2 - End abuse, exploitation') reaches to the next number of a target, over any separators.
        """
        values: list[str] = []
        rejected: list[tuple[str, str]] = []
        for target, token in _tokens(text):
            if target in self._targets:
                values.append(target)
            else:
                rejected.append((GOAL if target in self._goals else UNKNOWN, token))
        return Reading(values, rejected)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """The number of each token ('' when it has none) and the token; what goes on with a label is none."""
    labelled = False
    for part in _SEPARATOR.split(text):
        folded, at = fold(part), 0
        while at < len(part):
            found = _TARGET.fullmatch(folded, at)
            goes_on = labelled and not found
            labelled = goes_on or bool(found and found["label"])
            inner = _INNER.search(folded, found.end("target") if found else at) if labelled else None
            end = inner.end() if inner else len(part)
            if not goes_on:
                yield found["target"] if found else "", part[at:end].strip()
            at = end
