"""The Compact's frame on every page: objectives and their clusters, and the periods to choose from.

Belongs here: names, links and order of what figures are about. Does not belong here: figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from gcm_pipeline.reports.figures import Figures, Row
from gcm_pipeline.reports.wording import day


@dataclass(frozen=True)
class Period:
    """A period of counting; ``index`` names it in the page, as a code may hold anything."""

    index: int
    code: str
    name: str
    start: date | None
    end: date | None

    @property
    def span(self) -> str:
        """From when to when, in words."""
        match self.start, self.end:
            case None, None:
                return "tags of any day, undated ones included"
            case None, end:
                return f"tagged until {day(end)}"
            case start, None:
                return f"tagged since {day(start)}"
        return f"tagged from {day(self.start)} to {day(self.end)}"


@dataclass(frozen=True)
class Objective:
    """One of the 23 objectives."""

    number: int
    title: str
    short: str
    cluster: str


def periods(figures: Figures) -> list[Period]:
    """The periods that the pages offer, the open one first."""
    return [
        Period(index, row["period_code"], row["name"], row["start_date"], row["end_date"])
        for index, row in enumerate(figures["periods"])
    ]


def objectives(figures: Figures) -> dict[int, Objective]:
    """The objectives by number."""
    return {
        row["objective_no"]: Objective(
            row["objective_no"], row["title"], row["short_title"] or row["title"], row["cluster_code"]
        )
        for row in figures["framework"]
    }


def by(rows: Iterable[Row], column: str) -> dict[object, list[Row]]:
    """``rows`` by their value in ``column``, in the order in which they come."""
    found: dict[object, list[Row]] = {}
    for value, group in groupby(rows, key=lambda row: row[column]):
        found.setdefault(value, []).extend(group)
    return found
