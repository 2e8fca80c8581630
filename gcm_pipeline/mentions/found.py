"""What is found on a folded page, before it becomes a mention.

Belongs here: its shape. Does not belong here: finding.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Method = Literal["reference", "title", "short title", "label"]
METHODS: tuple[Method, ...] = ("reference", "title", "short title", "label")


class Found(NamedTuple):
    """An objective, how it was found, from where to where in the folded text, and how sure that is (0 to 1)."""

    objective_no: int
    method: Method
    start: int
    end: int
    confidence: float
