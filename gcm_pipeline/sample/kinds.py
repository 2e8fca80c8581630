"""The kinds of dirt, as ``dirt.csv`` lists them.

Belongs here: reading the list, and the spellings that its texts may ask for. Does not belong here: choosing rows.

A kind of level ``project`` changes all rows of a project, ``row`` one row; ``copy before`` and ``copy after`` add a
changed copy beside a row. Kinds of the other levels come from the layouts, the plan and the IATI file; they stand here
so that the list is complete. ``witness`` is a pattern that the text of the file matches when the kind is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from gcm_pipeline.sample import packaged


class Cell(str):
    """The clean text of a cell, and its other spellings for use in ``dirt.csv``."""

    __slots__ = ()

    @property
    def lowered(self) -> str:
        """In lower case."""
        return self.lower()

    @property
    def spaced(self) -> str:
        """With a space after the dot."""
        return self.replace(".", ". ")

    @property
    def amount(self) -> Decimal:
        """As a number."""
        return Decimal(self)

    @property
    def date(self) -> date:
        """As a day; only where the layout writes ISO dates."""
        return date.fromisoformat(self)

    @property
    def serial(self) -> int:
        """As Excel's number of a day."""
        return (self.date - date(1899, 12, 30)).days


@dataclass(frozen=True)
class Kind:
    """One kind of dirt; ``changes`` are (field, text) where ``{cell}`` stands for the clean text."""

    name: str
    level: str
    layout: str
    applies_to: str
    per_thousand: int
    changes: tuple[tuple[str, str], ...]
    exercises: str
    witness: str


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds of ``dirt.csv``, in its order; a further line of a kind holds a further change."""
    lines: dict[str, list[dict[str, str]]] = {}
    for line in packaged.rows("dirt"):
        lines.setdefault(line["kind"], []).append(line)
    return tuple(
        Kind(
            name=name,
            level=own[0]["level"],
            layout=own[0]["layout"],
            applies_to=own[0]["applies_to"],
            per_thousand=int(own[0]["per_thousand"] or 0),
            changes=tuple((line["field"], line["value"]) for line in own if line["field"]),
            exercises=own[0]["exercises"],
            witness=own[0]["witness"],
        )
        for name, own in lines.items()
    )


def of(layout: str) -> tuple[Kind, ...]:
    """The kinds that go into one file."""
    return tuple(kind for kind in kinds() if kind.layout == layout)
