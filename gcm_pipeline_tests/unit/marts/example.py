"""A core small enough to count by hand, and DuckDB to build its marts in: the SQL must run on another engine too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb
import pyarrow as pa

from gcm_pipeline import frames
from gcm_pipeline.counting import Counting
from gcm_pipeline.marts import graph, relations
from gcm_pipeline.reference import Reference
from gcm_pipeline.warehouse.load import arrow_schema
from gcm_pipeline.warehouse.tables.base import asset_name

Rows = list[dict[str, Any]]
Core = dict[str, Rows]

CLUSTERS = {
    "I": (2, 5, 6, 12, 18),
    "II": (4, 8, 9, 10, 11, 13, 21),
    "III": (14, 15, 16, 19, 20, 22),
    "IV": (1, 3, 7, 17, 23),
}
CLUSTER_OF = {objective: cluster for cluster, objectives in CLUSTERS.items() for objective in objectives}
PERIODS = {
    "all": (None, None),
    "imrf-2022": (date(2019, 12, 1), date(2022, 3, 31)),
    "imrf-2026": (date(2022, 4, 1), date(2026, 4, 30)),
}
INPUTS = (
    "gcm_clusters",
    "gcm_objectives",
    "periods",
    "published_claims",
    "countries",
    "sources",
    "projects",
    "project_outcomes",
    "assn_outcomes_objectives",
    "assn_projects_countries",
    "iati_activities",
    "assn_activities_countries",
    "assn_activities_regions",
    "thematic_areas",
    "mptf_programmes",
    "assn_programmes_countries",
    "assn_programmes_objectives",
    "assn_programmes_organisations",
    "mptf_contributions",
    "mptf_proposals",
    "assn_proposals_countries",
    "reviews",
    "review_documents",
    "review_pages",
    "review_mentions",
    "review_decisions",
    "practices",
    "assn_practices_countries",
    "assn_practices_objectives",
    "champion_countries",
    "country_networks",
    "regional_networks",
    "regional_reviews",
    "mgi_assessments",
    "interviews",
    "load_files",
    "rejected_rows",
    "reported_rows",
    "changes",
)

# project, status, office, budget, countries
PROJECTS = [
    ("AA.0001", "Activated", "Dakar", Decimal("100.00"), ("MLI", "SEN")),
    ("AA.0002", "Completed", "Dakar", Decimal("0.05"), ("SEN",)),
    ("AA.0003", "Closed", None, None, ()),
    ("AA.0004", "Draft", "Tunis", Decimal("999.00"), ("TUN",)),
    ("AA.0005", "Activated", "Tunis", Decimal("50.00"), ("TUN",)),
]
# project, outcome, day of tagging, objectives; the rows of the file, from row 2
OUTCOMES = [
    ("AA.0001", 1, date(2020, 1, 15), (2, 5)),
    ("AA.0001", 2, date(2021, 6, 30), (2, 8)),
    ("AA.0001", 3, date(2023, 5, 1), (1,)),
    ("AA.0002", 1, date(2022, 3, 31), (1, 2, 15)),
    ("AA.0003", 1, None, (5, 7)),
    ("AA.0003", 2, date(2019, 11, 30), (22,)),
    ("AA.0004", 1, date(2020, 1, 15), (2,)),
    ("AA.0005", 1, None, ()),
]


def framework() -> Core:
    """Clusters, objectives, periods, sources and the shipped claims."""
    shared: Core = {
        "gcm_clusters": [
            {"cluster_code": code, "title": f"Cluster {code}", "sort_order": place}
            for place, code in enumerate(CLUSTERS, 1)
        ],
        "gcm_objectives": [
            {"objective_no": n, "title": f"Title {n}", "short_title": "", "label_en": "", "label_fr": ""}
            | {"cluster_code": CLUSTER_OF[n]}
            for n in range(1, 24)
        ],
        "periods": [
            {"period_code": code, "name": code, "start_date": start, "end_date": end}
            for code, (start, end) in PERIODS.items()
        ],
        "sources": [{"source": name, "title": name.upper()} for name in ("iati", "prima")],
        "published_claims": _claims(),
        "countries": [
            {"country_code": code, "iso2": code[:2], "name": name, "region": "Africa"}
            for code, name in (("MLI", "Mali"), ("SEN", "Senegal"), ("TUN", "Tunisia"))
        ],
        "thematic_areas": [
            {"thematic_area": number, "title": f"Area {number}", "confirmed": False} for number in range(1, 6)
        ],
    }
    for name, rows in shared.items():
        _place(rows, f"reference/{name}.csv")
    return shared


def core() -> Core:
    """The whole example; every outcome is a row of ``prima/a.csv``."""
    projects, outcomes, tags, countries = [], [], [], []
    first_row: dict[str, int] = {}
    for row, (code, outcome_no, tagged_on, objectives) in enumerate(OUTCOMES, 2):
        place = {"load_id": 1, "source_file": "prima/a.csv", "source_row": row}
        key = {"project_code": code, "outcome_no": outcome_no}
        first_row.setdefault(code, row)
        outcomes.append(key | {"tagged_on": tagged_on} | place)
        tags += [key | {"objective_no": objective} | place for objective in objectives]
    for code, status, office, budget, codes in PROJECTS:
        place = {"load_id": 1, "source_file": "prima/a.csv", "source_row": first_row[code]}
        activated = status in ("Activated", "Completed", "Closed")
        project = {"project_code": code, "status": status, "is_activated": activated, "managing_office": office}
        projects.append(project | {"budget_usd": budget, "is_global": not codes} | place)
        countries += [{"project_code": code, "country_code": country} | place for country in codes]
    return framework() | {
        "projects": projects,
        "project_outcomes": outcomes,
        "assn_outcomes_objectives": tags,
        "assn_projects_countries": countries,
        "load_files": [load_file("prima", "prima/a.csv", loaded=len(OUTCOMES), rejected=1)],
        "rejected_rows": [finding("prima", "prima/a.csv", 99, "row")],
        "changes": [_change("added", 2, 3, 0), _change("retagged", 1, 1, 2)],
    }


def load_file(source: str, source_file: str, *, loaded: int, rejected: int = 0, superseded: int = 0) -> dict[str, Any]:
    """A file of load 1 whose books balance."""
    return {
        "load_id": 1,
        "source": source,
        "source_file": source_file,
        "sha256": "00ff",
        "bytes": 1,
        "modified_at": datetime(2022, 4, 1, 23, 30, tzinfo=UTC),
        "rows_read": loaded + rejected + superseded,
        "rows_loaded": loaded,
        "rows_rejected": rejected,
        "rows_superseded": superseded,
        "is_stale": False,
    }


def finding(source: str, source_file: str, row: int, scope: str, number: int = 1) -> dict[str, Any]:
    """A row of quality.rejected_rows or quality.reported_rows."""
    place = {"load_id": 1, "source": source, "finding_no": number, "source_file": source_file, "source_row": row}
    return place | {"rule": "missing-project-code", "scope": scope}


def _change(kind: str, projects: int, tags_added: int, tags_removed: int) -> dict[str, Any]:
    """A row of lineage.changes."""
    counts = {"projects": projects, "tags_added": tags_added, "tags_removed": tags_removed}
    return {"load_id": 1, "kind": kind, "source_file": "prima/a.csv", "examples": "AA.0001"} | counts


def arrow(name: str, rows: Rows) -> pa.Table:
    """``rows`` with the declared columns and types of table ``name``; what a row does not say is null."""
    return pa.Table.from_pylist(rows, schema=arrow_schema(relations.table(name)))


def duck(content: Mapping[str, Rows], build: Iterable[str] | None = None) -> duckdb.DuckDBPyConnection:
    """DuckDB with ``content`` in the declared tables and the marts of ``build`` (all, by default) built from it."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    names = graph.build_order() if build is None else tuple(build)
    for name in (*INPUTS, *names):
        columns = ", ".join(f"{column.name} {column.type}" for column in relations.table(name).columns)
        connection.execute(f"CREATE TABLE {name} ({columns})")
    for name in INPUTS:
        connection.register("given", arrow(name, content.get(name, [])))
        connection.execute(f"INSERT INTO {name} SELECT * FROM given")
    for name in names:
        columns = ", ".join(relations.query(name).named_selects)
        connection.execute(f"INSERT INTO {name} ({columns}) {relations.query(name).sql('duckdb', comments=False)}")
    return connection


def framed(folder: Path, core: Core, load_id: int = 1) -> Counting:
    """``core`` as the frames of a load."""
    sets: dict[str, list[tuple[str, pa.Table]]] = {}
    for name in INPUTS:
        table, rows = relations.table(name), arrow(name, core.get(name, []))
        source = table.info.get("source")
        rows = rows.drop_columns("load_id") if "load_id" in rows.column_names else rows
        sets.setdefault(f"clean_{source}" if source else asset_name(table), []).append((name, rows))
    for place, content in sets.items():
        frames.write(folder / place, content)
    return Counting(folder, load_id)


def _claims() -> Rows:
    frame = Reference()["published_claims"].drop(columns=["source_file", "source_row"])
    rows = cast("Rows", frame.astype(object).where(frame.notna(), None).to_dict("records"))
    for row in rows:
        row["as_of"] = row["as_of"] and date.fromisoformat(row["as_of"])
        row["objective_no"] = row["objective_no"] and int(row["objective_no"])
    return rows


def _place(rows: Rows, source_file: str) -> None:
    for number, row in enumerate(rows, 2):
        row.update(load_id=1, source_file=source_file, source_row=number)
