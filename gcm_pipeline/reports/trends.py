"""How tagging grew: a small line per objective, all on one scale, and the years' table.

Belongs here: months thinned out to what a line can show. Does not belong here: counting (sql/marts).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gcm_pipeline.reports.figures import Figures
from gcm_pipeline.reports.framework import Objective, by, periods
from gcm_pipeline.reports.shapes import WIDTH, line


def growth(figures: Figures, known: Mapping[int, Objective]) -> dict[str, Any] | None:
    """Lines of cumulative projects by objective, ends of periods, projects by year; None when no tag is dated."""
    series = by(figures["trend"], "objective_no")
    if not series:
        return None
    months = [row["month"] for row in next(iter(series.values()))]
    top = max(row["cumulative_project_count"] for row in figures["trend"])
    years = sorted({row["year"] for row in figures["trend_years"]})
    new = {(row["objective_no"], row["year"]): row["new_project_count"] for row in figures["trend_years"]}
    return {
        "first": months[0],
        "last": months[-1],
        "top": top,
        "years": years,
        "ends": [
            (period.code, f"{place:.1f}")
            for period in periods(figures)
            if period.end and (place := _place(months, period.end)) is not None
        ],
        "lines": [
            {
                "objective": objective,
                "path": line([row["cumulative_project_count"] for row in rows], top),
                "before": rows[0]["cumulative_project_count"],
                "now": rows[-1]["cumulative_project_count"],
                "years": [new.get((number, year), 0) for year in years],
            }
            for number, objective in known.items()
            if (rows := series.get(number))
        ],
    }


def _place(months: list[date], day: date) -> float | None:
    """Where ``day`` lies between the first month and the last; None outside."""
    if len(months) < 2 or not months[0] <= day.replace(day=1) < months[-1]:
        return None
    return WIDTH * months.index(day.replace(day=1)) / (len(months) - 1)
