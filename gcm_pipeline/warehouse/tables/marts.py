"""The marts of tagged projects, of claims and of sources, and the intermediate tables they share.

Belongs here: the columns of these files of sql/marts, and of the stored ones of sql/intermediate. Keys are grains.
Does not belong here: marts of the other sources (marts_sources.py); how a figure is counted, which the header of the
SQL file says.

Intermediate tables live in staging only (``info["published"]`` is False).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, Numeric, SmallInteger, Table, Text
from sqlalchemy.types import TypeEngine

from gcm_pipeline.warehouse.tables.base import table

PERIOD = "Counting period (core.periods); a tag without a date counts in `all` only"
OBJECTIVE = "GCM objective, 1 to 23"
CLUSTER = "Cluster of the IMRF roundtables, I to IV"
PROJECTS = "Activated projects tagged, each counted once"
TOTAL = "Activated projects with any tag in the period: the whole of the shares"
SHARE = Numeric(9, 4)
USD = Numeric(18, 2)


def key(name: str, kind: type[TypeEngine[Any]], comment: str) -> Column[object]:
    """A column of a mart's grain."""
    return Column(name, kind, primary_key=True, autoincrement=False, comment=comment)


def count(name: str, comment: str) -> Column[object]:
    """A column that counts; never null."""
    return Column(name, BigInteger, nullable=False, comment=comment)


def _intermediate(name: str, *columns: Column[object], comment: str) -> Table:
    stored = table("staging", name, *columns, comment=comment)
    stored.info.update(layer="intermediate", published=False)
    return stored


int_project_tags = _intermediate(
    "int_project_tags",
    key("period_code", Text, PERIOD),
    key("project_code", Text, "Activated project"),
    key("objective_no", SmallInteger, OBJECTIVE),
    count("outcome_count", "Outcomes of the project tagged with the objective in the period"),
    Column("first_tagged_on", Date, comment="Day of its first dated tag in the period; null: none is dated"),
    Column("last_tagged_on", Date, comment="Day of its last dated tag in the period; null: none is dated"),
    comment="What each activated project is tagged with, by period",
)

mart_cluster_projects = table(
    "mart",
    "mart_cluster_projects",
    key("period_code", Text, PERIOD),
    key("cluster_code", Text, CLUSTER),
    Column("objectives", Text, nullable=False, comment="Objectives of the cluster, in order, such as 2, 5, 6"),
    count("project_count", f"{PROJECTS} in the cluster, however many of its objectives they carry"),
    count("tagged_project_total", TOTAL),
    Column("share_pct", SHARE, comment="project_count of tagged_project_total in per cent; null: the total is 0"),
    Column("share_pct_truncated", Integer, comment="The share cut to a whole number, as the report of 2022 prints it"),
    Column("cluster_title", Text, nullable=False, comment="Title of the cluster"),
    comment="Tagged projects by cluster and period (Tables 1.1 to 4.1 of the report)",
)

mart_objective_projects = table(
    "mart",
    "mart_objective_projects",
    key("period_code", Text, PERIOD),
    key("objective_no", SmallInteger, OBJECTIVE),
    Column("objective_title", Text, nullable=False, comment="Title of the objective (Annex 1 of the report)"),
    Column("cluster_code", Text, nullable=False, comment=CLUSTER),
    count("project_count", f"{PROJECTS} with the objective"),
    count("outcome_count", "Outcomes of these projects tagged with the objective"),
    Column("share_pct", SHARE, comment="project_count of tagged_project_total in per cent; null: the total is 0"),
    count("rank_in_cluster", "Rank by project_count within the cluster; ties share the better rank"),
    count("rank_overall", "Rank by project_count among all 23; ties share the better rank"),
    count("tagged_project_total", TOTAL),
    comment="Tagged projects and outcomes by objective and period",
)

mart_objective_trend = table(
    "mart",
    "mart_objective_trend",
    key("month", Date, "First day of the month"),
    key("objective_no", SmallInteger, OBJECTIVE),
    count("new_project_count", "Activated projects whose first dated tag of the objective lies in the month"),
    count("cumulative_project_count", "The same up to the end of the month"),
    comment="How tagging grew, for every month from that of the first dated tag to that of the last",
)

mart_tagging_coverage = table(
    "mart",
    "mart_tagging_coverage",
    key("managing_office", Text, "Office that manages the projects; `Not stated` where the export says none"),
    count("activated_project_count", "Activated projects"),
    count("tagged_project_count", "Activated projects with at least one tag, dated or not"),
    Column("coverage_pct", SHARE, comment="tagged_project_count over activated_project_count, in per cent"),
    comment="How far offices use the voluntary tagging",
)

mart_objective_countries = table(
    "mart",
    "mart_objective_countries",
    key("period_code", Text, PERIOD),
    key("objective_no", SmallInteger, OBJECTIVE),
    key("country_code", Text, "Benefiting country, ISO 3166-1 alpha-3"),
    count("project_count", f"{PROJECTS} with the objective that benefit the country"),
    comment="Tagged projects by objective and benefiting country; a pair that is not listed has none",
)

mart_objective_pairs = table(
    "mart",
    "mart_objective_pairs",
    key("period_code", Text, PERIOD),
    key("objective_no", SmallInteger, "The lower objective of the pair"),
    key("other_objective_no", SmallInteger, "The higher objective of the pair"),
    count("project_count", f"{PROJECTS} with both objectives, on one outcome or on several"),
    comment="Which objectives projects advance together; each of the 253 pairs once, the lower number first",
)

mart_objective_funding = table(
    "mart",
    "mart_objective_funding",
    key("period_code", Text, PERIOD),
    key("objective_no", SmallInteger, OBJECTIVE),
    Column("allocated_budget_usd", USD, nullable=False, comment="Budgets, split evenly over each project's objectives"),
    count("budgeted_project_count", f"{PROJECTS} with the objective whose budget is known"),
    comment="Budgets by objective; the objectives add up to the budgets of the tagged projects, to the cent",
)

mart_claims = table(
    "mart",
    "mart_claims",
    key("claim_id", Text, "C01 to C40"),
    Column("claim", Text, nullable=False, comment="What the report of 2022 states"),
    Column("section", Text, nullable=False, comment="Where it states it"),
    Column("as_of", Date, comment="Last day of the time that the statement speaks of; null: it names none"),
    Column("published_value", Text, nullable=False, comment="The value as printed"),
    Column("computed_value", Text, comment="The value from the sources; null: none supplies it"),
    Column("status", Text, nullable=False, comment="`matches`, `differs` or `no data`"),
    Column("note", Text, comment="Slips of the report, ties and other reasons to read the two values with care"),
    comment="Every figure of the report of 2022 held against the sources",
)

mart_source_inventory = table(
    "mart",
    "mart_source_inventory",
    key("source", Text, "Name of the source: its folder in the landing folder"),
    count("files", "Files of the latest load"),
    count("rows_read", "Rows read: outcomes, activities or documents"),
    count("rows_loaded", "Rows that reached the core tables"),
    count("rows_rejected", "Rows rejected (quality.rejected_rows)"),
    count("rows_superseded", "Rows lost to another row of the same key"),
    Column("newest_file_date", Date, comment="Day (UTC) of the last change of the newest file; null: no files"),
    Column("is_stale", Boolean, nullable=False, comment="Whether earlier files stand in for newer, unusable ones"),
    Column("title", Text, nullable=False, comment="What the source is called"),
    Column("publisher", Text, comment="Who publishes it"),
    Column("licence", Text, comment="Terms under which it may be used"),
    comment="Sources with their books in the latest load (Annex 2 of the report); zeros for one without files",
)
