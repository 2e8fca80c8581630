"""Objectives and Sustainable Development Goals as the Migration Network Hub labels them.

Belongs here: what the Hub's labels have beyond those of other sources: `General`, and goals without a target.
Does not belong here: the forms that all sources share (objectives.py, sdg.py).
"""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise import objectives, sdg
from gcm_pipeline.normalise.lists import Lists, Reading, read

NO_OBJECTIVE = 0  # stands for `General` among the objectives of a cell

_NUMBER = re.compile(r"\d+")


class HubObjectives:
    """Reads objectives cells; `General` is a label of the Hub, not a mistake."""

    def __init__(self, framework: pd.DataFrame) -> None:
        self._objectives = objectives.Objectives(framework)

    def read(self, cells: pa.Array) -> Lists:
        """The objectives (int16, NO_OBJECTIVE for `General`) of distinct tidy cells; rules as in objectives.py."""
        return read(cells, self._entry, objectives.OBJECTIVE, objectives.UNKNOWN)

    def _entry(self, text: str) -> Reading:
        numbers, rejected = self._objectives.entry(text)
        told = [(rule, token) for rule, token in rejected if rule != objectives.GENERAL]
        general = [NO_OBJECTIVE] if len(told) < len(rejected) else []
        return Reading([*general, *map(int, numbers)], told)


class HubGoals:
    """Reads cells of goals, targets, or both."""

    def __init__(self, targets: pd.DataFrame) -> None:
        self._targets = sdg.SdgTargets(targets)

    def read(self, cells: pa.Array) -> Lists:
        """The goals and targets (text: `8`, `10.7`) of distinct tidy cells; a target stands with its goal.

        Rule: ``unknown-sdg-target``.
        """
        return read(cells, self._entry, pa.string(), sdg.UNKNOWN)

    def _entry(self, text: str) -> Reading:
        targets, rejected = self._targets.entry(text)
        own = [target.partition(".")[0] for target in map(str, targets)]
        goals = [number[0] for rule, token in rejected if rule == sdg.GOAL and (number := _NUMBER.search(token))]
        return Reading([*map(str, targets), *own, *goals], [told for told in rejected if told[0] != sdg.GOAL])
