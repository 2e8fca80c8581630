"""What the stocktaking page says, from the figures: everything that its templates need.

Belongs here: choosing, ordering and joining figures for a section. Does not belong here: counting (sql/), markup
(templates/), country and objective pages (profiles.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from gcm_pipeline.reports.figures import Figures, Row
from gcm_pipeline.reports.framework import Objective, Period, by, objectives, periods
from gcm_pipeline.reports.trends import growth

LISTED = 20
"""Bars of a ranked list; its table has the rest."""
STATUSES = ("matches", "differs", "no data")
NEVER = "Not computed: the sources have no field that could supply it."
NOT_YET = "No source file supplies it."
OTHERWISE = "Counted from the files that were landed, which may not be those of the report."


def content(figures: Figures) -> dict[str, Any]:
    """The sections of the stocktaking page, those by period under ``periods``."""
    known = objectives(figures)
    claims = [row | {"note": _reason(row)} for row in figures["claims"]]
    reviews = by(figures["objective_reviews"], "process")
    return {
        "periods": _periods(figures, known),
        "totals": figures["totals"][0] if figures["totals"] else None,
        "trend": growth(figures, known),
        "offices": figures["offices"],
        "evidence": figures["evidence"],
        "least": [row for row in figures["evidence"] if row["evidence_rank"] >= _fifth_last(figures["evidence"])],
        "programmes": figures["programmes"],
        "programme_statuses": figures["programme_statuses"],
        "thematic_areas": [row for row in figures["thematic_areas"] if row["programme_count"]],
        "contributions": figures["contributions"],
        "review_rounds": figures["review_rounds"],
        "reviews": figures["reviews"],
        "review_processes": {
            process: rows for process, rows in reviews.items() if any(row["review_count"] for row in rows)
        },
        "claims": claims,
        "tally": {status: Counter(row["status"] for row in claims)[status] for status in STATUSES},
        "compared": figures["compared"][0] if figures["compared"] else None,
        "changes": figures["changes"],
        "moved": figures["moved"],
        "files": figures["files"],
        "rejected": figures["rejected"],
        "reported": figures["reported"],
        "checks": figures["checks"],
        "failing": figures["failing"],
        "framework": known,
    }


def _periods(figures: Figures, known: Mapping[int, Objective]) -> list[dict[str, Any]]:
    grouped: dict[str, dict[object, list[Row]]] = {
        name: by(figures[name], "period_code") for name in ("clusters", "objectives", "countries", "pairs", "published")
    }

    def rows(period: Period) -> Callable[[str], list[Row]]:
        return lambda name: grouped[name].get(period.code, [])

    return [_period(period, rows(period), known) for period in periods(figures)]


def _period(period: Period, rows: Callable[[str], list[Row]], known: Mapping[int, Objective]) -> dict[str, Any]:
    """One period's figures: clusters with their objectives, countries, pairs."""
    published = rows("published")
    counted = [row | _printed(row, published) for row in rows("objectives")]
    clusters = [
        row
        | {
            "rows": [each for each in counted if each["cluster_code"] == row["cluster_code"]],
            "printed": _claim(published, row["cluster_code"], "exact"),
            "printed_share": _claim(published, row["cluster_code"], "truncated share"),
            "printed_first": _claim(published, row["cluster_code"], "ranked set"),
        }
        for row in rows("clusters")
    ]
    total = clusters[0]["tagged_project_total"] if clusters else 0
    return {
        "period": period,
        "total": total,
        "printed_total": _printed_total(published),
        "clusters": clusters,
        "objectives": counted,
        "untagged": [row for row in counted if not row["project_count"]] if total else [],
        "countries": rows("countries"),
        "matrix": _matrix(rows("pairs"), known),
        "pairs": rows("pairs"),
        "budget": sum(row["allocated_budget_usd"] for row in counted),
    }


def _printed_total(published: list[Row]) -> Row | None:
    """The report's number of tagged projects."""
    whole = (row for row in published if not row["cluster_code"] and not row["objective_no"])
    return next((row for row in whole if row["kind"] == "exact"), None)


def _claim(published: list[Row], cluster: str, kind: str) -> Row | None:
    """The report's figure of ``kind`` on a cluster."""
    return next((row for row in published if row["cluster_code"] == cluster and row["kind"] == kind), None)


def _printed(row: Row, published: list[Row]) -> Row:
    """What the report prints of an objective: its number of projects, or that it names it among the most tagged."""
    number = row["objective_no"]
    exact = next((each for each in published if each["objective_no"] == number and each["kind"] == "exact"), None)
    first = any(
        str(number) in each["compare_to"].split(", ")
        for each in published
        if each["kind"] == "ranked set" and each["cluster_code"] == row["cluster_code"]
    )
    return {"printed": exact, "printed_first": first}


def _matrix(pairs: list[Row], known: Mapping[int, Objective]) -> dict[int, dict[int, int]]:
    """Projects of each pair, both ways round."""
    found: dict[int, dict[int, int]] = {number: {} for number in known}
    for row in pairs:
        one, other = row["objective_no"], row["other_objective_no"]
        found[one][other] = found[other][one] = row["project_count"]
    return found


def _fifth_last(evidence: list[Row]) -> int:
    """The rank from which objectives count as getting the least attention: that of the fifth from below."""
    ranks = sorted((row["evidence_rank"] for row in evidence), reverse=True)
    return int(ranks[min(4, len(ranks) - 1)]) if ranks else 0


def _reason(claim: Row) -> str | None:
    """The claim's note; why there is no value, or why it may differ, where the note is silent."""
    note: str | None = claim["note"]
    if claim["status"] == "no data":
        return f"{NEVER if claim['kind'] == 'none' else NOT_YET} {note or ''}".strip()
    return note or (OTHERWISE if claim["status"] == "differs" else None)
