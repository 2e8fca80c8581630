"""What the pages of one country, of one objective and their lists say, from the same figures.

Belongs here: what is known about each, and for which countries anything is known.
Does not belong here: the stocktaking page (stocktaking.py), markup (templates/), counting (sql/).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gcm_pipeline.reports.figures import Figures, Row
from gcm_pipeline.reports.framework import by, objectives, periods
from gcm_pipeline.reports.trends import growth

COUNTRY_LISTS = ("activities", "reviews", "practices", "programmes")
OBJECTIVE_LISTS = ("practices", "programmes", "mentions")
PROFILE = ("review_count", "project_count", "practice_count", "mptf_programme_count", "mgi_count")


def countries(figures: Figures) -> list[Row]:
    """Every country by name, with what is known of it; ``known`` says whether that is anything."""
    profiles = {row["country_code"]: row for row in figures["country_profile"]}
    lists = {name: by(figures[f"country_{name}"], "country_code") for name in COUNTRY_LISTS}
    found = []
    for row in figures["country_names"]:
        code = row["country_code"]
        profile = profiles.get(code)
        held = {name: rows.get(code, []) for name, rows in lists.items()}
        counted = profile and any(profile[name] for name in (*PROFILE, "is_champion", "has_country_network"))
        found.append(row | held | {"profile": profile, "known": bool(counted or any(held.values()))})
    return found


def country_pages(figures: Figures, listed: list[Row]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Code and content of the page of each country of which anything is known."""
    known = objectives(figures)
    counts = {code: by(rows, "period_code") for code, rows in by(figures["country_objectives"], "country_code").items()}
    totals = {(row["country_code"], row["period_code"]): row for row in figures["countries"]}
    for country in listed:
        if not country["known"]:
            continue
        code = country["country_code"]
        by_period = [
            {
                "period": period,
                "total": totals.get((code, period.code), {}).get("project_count", 0),
                "objectives": [
                    row | {"objective": known[row["objective_no"]]} for row in counts.get(code, {}).get(period.code, [])
                ],
            }
            for period in periods(figures)
        ]
        yield code, {"country": country, "periods": by_period, "framework": known}


def objective_pages(figures: Figures) -> Iterator[tuple[str, dict[str, Any]]]:
    """Number and content of the page of each objective."""
    known = objectives(figures)
    counts = by(figures["objectives"], "objective_no")
    places = by(figures["objective_countries"], "objective_no")
    lists = {name: by(figures[f"objective_{name}"], "objective_no") for name in OBJECTIVE_LISTS}
    evidence = {row["objective_no"]: row for row in figures["evidence"]}
    trend = growth(figures, known)
    lines = {line["objective"].number: line for line in trend["lines"]} if trend else {}
    for number, objective in known.items():
        in_period = {row["period_code"]: row for row in counts.get(number, [])}
        where = by(places.get(number, []), "period_code")
        by_period = [
            {
                "period": period,
                "counted": in_period.get(period.code),
                "countries": where.get(period.code, []),
                "partners": _partners(figures, number, period.code),
            }
            for period in periods(figures)
        ]
        yield (
            str(number),
            {
                "objective": objective,
                "periods": by_period,
                "framework": known,
                "evidence": evidence.get(number),
                "trend": trend,
                "line": lines.get(number),
                "claims": [row for row in figures["claims"] if row["objective_no"] == number],
                "reviews": [row for row in figures["objective_reviews"] if row["objective_no"] == number],
            }
            | {name: rows.get(number, []) for name, rows in lists.items()},
        )


def _partners(figures: Figures, number: int, period: str) -> list[Row]:
    """The objectives that projects advance together with ``number``, most projects first."""
    return [
        {
            "other": row["other_objective_no"] if row["objective_no"] == number else row["objective_no"],
            "project_count": row["project_count"],
        }
        for row in figures["pairs"]
        if row["period_code"] == period and number in (row["objective_no"], row["other_objective_no"])
    ]
