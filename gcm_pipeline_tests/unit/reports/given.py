"""Figures for pages, as the queries of sql/report/pages give them, without a warehouse."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations

from gcm_pipeline.reference import Reference
from gcm_pipeline.reports.figures import Figures, Row, names

TAGGED = {"all": 40, "imrf-2022": 30, "imrf-2026": 0}
"""Tagged projects by period; nothing is tagged in the last."""
COUNTRIES = {"KEN": "Kenya", "SEN": "Senegal", "TUN": "Tunisia"}
HOSTILE = {
    "markup": "</td></tr></table><script>alert('title')</script><img src=x onerror=alert(1)>",
    "direction": "\u202eمشروع تجريبي\u202e \u0007 bell",
    "emoji": "👩‍👩‍👧‍👦" * 30,
    "endless": "x" * 10_000,
    "formula": "=HYPERLINK(1)",
}


def empty() -> Figures:
    """A warehouse where nothing is published."""
    return {name: [] for name in names()}


def framework() -> Figures:
    """Objectives, periods and countries with every figure at nothing, as a run without any file leaves it."""
    return empty() | {
        "framework": _objectives(),
        "periods": [
            {"period_code": "all", "name": "All tags", "start_date": None, "end_date": None},
            _period("imrf-2022", date(2019, 12, 1), date(2022, 3, 31)),
            _period("imrf-2026", date(2022, 4, 1), date(2026, 4, 30)),
        ],
        "load": [{"load_id": 7, "finished_at": datetime(2026, 11, 23, 2, 5, tzinfo=UTC), "code_version": "0.1.0"}],
        "compared": [compared(None)],
        "totals": [{"activated": 0, "tagged": 0, "offices": 0, "countries": 0}],
        "clusters": [_cluster(period, code, 0, 0) for period in TAGGED for code in ("I", "II", "III", "IV")],
        "objectives": [_objective(period, row, 0, 0) for period in TAGGED for row in _objectives()],
        "country_names": [{"country_code": c, "country_name": n, "region": "Africa"} for c, n in COUNTRIES.items()],
        "sources": [_source(name, 0) for name in ("iati", "mptf", "practices", "prima", "reviews")],
        "synthetic_projects": [{"projects": 0, "synthetic": 0}],
        "claims": _claims(),
    }


def full(title: str = "A synthetic project") -> Figures:
    """Some figures in every section; ``title`` stands wherever a source writes a title, a name or a country."""
    listed = {"title": title, "total": 40, "status": "Activated", "budget_usd": Decimal(1000)}
    programme = listed | {"programme_code": "MIG-1", "status": "Pipeline"}
    practice = {"title": title, "url": "javascript:alert(1)", "total": 1}
    review = {"country_code": "SEN", "country_name": "Senegal", "process": "GCM", "round": "2020-21", "total": 1}
    review |= {"submitted_on": date(2021, 6, 1), "submitted_on_precision": "month"}
    review |= {"has_document": True, "iom_supported": None, "iom_input_reflected": False}
    finding = {"source": "prima", "scope": "value", "rule": "unknown-objective", "field": "objectives", "times": 3}
    return framework() | {
        "totals": [{"activated": 50, "tagged": 40, "offices": 2, "countries": 2}],
        "clusters": [_cluster(p, c, n, total) for p, total in TAGGED.items() for c, n in _clusters(total)],
        "objectives": [_objective(p, row, n % 9, n) for p, n in TAGGED.items() for row in _objectives()],
        "published": _published(),
        "trend": [
            {"month": date(2020, m, 1), "objective_no": n, "new_project_count": 1, "cumulative_project_count": m + n}
            for n in range(1, 24)
            for m in range(1, 13)
        ],
        "trend_years": [{"objective_no": n, "year": 2020, "new_project_count": 12} for n in range(1, 24)],
        "countries": [
            {"period_code": p, "country_code": c, "country_name": COUNTRIES[c], "region": "Africa"}
            | {"project_count": n, "objective_count": 2}
            for p in ("all", "imrf-2022")
            for c, n in (("SEN", 20), ("KEN", 4))
        ],
        "pairs": [
            {"period_code": "all", "objective_no": a, "other_objective_no": b, "project_count": 300 - a - b}
            for a, b in combinations(range(1, 24), 2)
        ],
        "offices": [
            {"managing_office": title, "activated_project_count": 30, "tagged_project_count": 20, "total": 900}
            | {"untagged_project_count": 10, "coverage_pct": Decimal("66.6667")}
        ],
        "evidence": [_evidence(row) for row in reversed(_objectives())],
        "programmes": [
            programme
            | {"countries": title, "organisations": title, "objectives": "1; 7", "thematic_area": title}
            | {"start_date": date(2021, 1, 1), "start_date_precision": "year"}
            | {"end_date": None, "end_date_precision": None}
        ],
        "programme_statuses": [{"status": title, "programmes": 1, "budgeted": 1, "budget_usd": Decimal(1000)}],
        "thematic_areas": [
            {"thematic_area": title, "programme_count": 1, "budget_usd": Decimal(0)} | {"budgeted_programme_count": 0}
        ],
        "contributions": [
            {"year": 2020, "donor_count": 1, "committed_usd": Decimal(90), "deposited_usd": Decimal(80)}
            | {"cumulative_deposited_usd": Decimal(80)}
        ],
        "reviews": [review | {"country_name": title}],
        "review_rounds": [
            {"process": title, "round": title, "reviews": 1, "countries": 1}
            | {"documents": 1, "supported": 0, "reflected": 0}
        ],
        "objective_reviews": [
            {"objective_no": row["objective_no"], "short_title": row["short_title"], "process": "GCM"}
            | {"cluster_code": row["cluster_code"], "review_count": 1, "mention_count": 2}
            for row in _objectives()
        ],
        "compared": [compared(6)],
        "changes": [
            {"kind": "retagged", "source_file": f"prima/{title}", "projects": 3, "tags_added": 4, "tags_removed": 1}
            | {"total": 1}
        ],
        "moved": [moved("project_count", Decimal(20), Decimal(24))],
        "files": [
            {"source_file": f"prima/{title}", "modified_at": None, "rows_read": 9, "rows_loaded": 8}
            | {"rows_rejected": 1, "rows_superseded": 0, "is_stale": True, "total": 1}
        ],
        "sources": [_source(name, 1) | {"title": title} for name in ("iati", "mptf", "practices", "prima", "reviews")],
        "synthetic": [{"source": "prima", "files": 1, "synthetic_files": 1}],
        "synthetic_projects": [{"projects": 40, "synthetic": 39}],
        "rejected": [finding | {"example": title, "total": 1}],
        "reported": [finding | {"example": title, "total": 1}],
        "checks": [{"severity": "error", "checks": 5, "passed": 5}],
        "failing": [
            finding | {"asset": "a", "check_name": title, "severity": "warning", "observed": title, "total": 1}
        ],
        "country_objectives": [
            {"country_code": "SEN", "period_code": "all", "objective_no": 7, "project_count": 20},
        ],
        "country_activities": [
            {"country_code": "SEN", "iati_identifier": title, "title": title, "reporting_org_name": title}
            | {"last_updated": None, "total": 1}
        ],
        "country_reviews": [review],
        "country_practices": [practice | {"country_code": "SEN", "dates_text": title}],
        "country_programmes": [programme | {"country_code": "KEN"}],
        "country_profile": [_profile(code) for code in COUNTRIES],
        "objective_countries": [
            {"objective_no": 7, "period_code": "all", "country_code": "SEN", "country_name": "Senegal"}
            | {"project_count": 20, "total": 30}
        ],
        "objective_practices": [practice | {"objective_no": 7, "country_text": title}],
        "objective_programmes": [programme | {"objective_no": 7}],
        "objective_mentions": [review | {"objective_no": 7, "page": 3, "snippet": title}],
    }


def compared(previous: int | None) -> Row:
    """The newest load and the one before it."""
    before = datetime(2026, 11, 22, 2, 5, tzinfo=UTC) if previous else None
    newest = {"load_id": 7, "finished_at": datetime(2026, 11, 23, 2, 5, tzinfo=UTC)}
    return newest | {"previous_load_id": previous, "previous_finished_at": before}


def moved(figure: str, before: Decimal, now: Decimal) -> Row:
    """A figure that moved."""
    place = {"mart": "mart_cluster_projects", "key": "period_code=all cluster_code=I", "figure": figure, "total": 1}
    words = {"subject": "all periods cluster I", "percent": 100 * (now - before) / max(now, before)}
    return place | words | {"value_before": before, "value_now": now, "difference": now - before}


def _objectives() -> list[Row]:
    frame = Reference()["gcm_objectives"]
    columns = ["objective_no", "title", "short_title", "cluster_code"]
    rows = frame[columns].astype(object).to_dict("records")
    return [
        {str(key): value for key, value in row.items()} | {"objective_no": int(row["objective_no"])} for row in rows
    ]


def _claims() -> list[Row]:
    frame = Reference()["published_claims"].astype(object)
    frame = frame.where(frame.notna(), None)
    kept = ["claim_id", "claim", "section", "as_of", "published_value", "note", "kind"]
    nothing = {"computed_value": None, "status": "no data", "objective_no": None}
    return [{name: row[name] for name in kept} | nothing for row in frame.to_dict("records")]


def _published() -> list[Row]:
    whole = {"claim_id": "C01", "kind": "exact", "cluster_code": None, "objective_no": None, "published_value": "30"}
    first = {"claim_id": "C16", "kind": "ranked set", "cluster_code": "IV", "published_value": "7 and 1"}
    shared = {"period_code": "imrf-2022", "objective_no": None, "status": "differs"}
    return [
        shared | whole | {"compare_to": "30"},
        shared | {"claim_id": "C02", "kind": "exact", "cluster_code": "I", "published_value": "9", "compare_to": "9"},
        shared | first | {"compare_to": "1, 7"},
        shared | whole | {"claim_id": "C10", "objective_no": 8, "published_value": "1", "compare_to": "1"},
    ]


def _period(code: str, start: date, end: date) -> Row:
    return {"period_code": code, "name": f"Period {code}", "start_date": start, "end_date": end}


def _clusters(total: int) -> list[tuple[str, int]]:
    return [(code, total // place) for place, code in enumerate(("I", "II", "III", "IV"), 2)]


def _cluster(period: str, code: str, count: int, total: int) -> Row:
    share = Decimal(100 * count) / total if total else None
    row = {"period_code": period, "cluster_code": code, "cluster_title": code, "objectives": "2, 5"}
    row |= {"project_count": count, "tagged_project_total": total, "share_pct": share}
    return row | {"share_pct_truncated": None if share is None else int(share)}


def _objective(period: str, row: Row, count: int, total: int) -> Row:
    shared = {"period_code": period, "objective_title": row["title"], "outcome_count": count}
    ranks = {"rank_in_cluster": 1, "rank_overall": 1, "tagged_project_total": total}
    money = {"allocated_budget_usd": Decimal(1000 * count), "budgeted_project_count": count}
    kept = {name: row[name] for name in ("objective_no", "short_title", "cluster_code")}
    return kept | shared | ranks | money | {"project_count": count, "share_pct": Decimal(count)}


def _evidence(row: Row) -> Row:
    number = row["objective_no"]
    counts = {"project_count": 24 - number, "practice_count": 1, "review_count": 1, "mptf_programme_count": 0}
    kept = {"objective_no": number, "short_title": row["short_title"], "evidence_rank": number}
    return kept | counts | {"allocated_budget_usd": Decimal(1)}


def _source(name: str, files: int) -> Row:
    counts = dict.fromkeys(("rows_read", "rows_loaded", "rows_rejected", "rows_superseded"), files)
    said = {"source": name, "title": name, "publisher": None, "licence": "Internal.", "files": files}
    return said | counts | {"newest_file_date": date(2026, 11, 22) if files else None, "is_stale": False}


def _profile(code: str) -> Row:
    counts = ("review_count", "project_count", "practice_count", "mptf_programme_count", "mgi_count")
    flags = {"is_champion": False, "has_country_network": False}
    return {"country_code": code} | dict.fromkeys(counts, 0 if code == "TUN" else 1) | flags
