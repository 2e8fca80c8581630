"""The marts of the Fund, the reviews, the practices and the network, and those that set all sources side by side.

Belongs here: the columns of these files of sql/marts. Keys are grains.
Does not belong here: marts of tagged projects (marts.py); how a figure is counted (the header of the SQL file).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, SmallInteger, Text

from gcm_pipeline.warehouse.tables.base import table
from gcm_pipeline.warehouse.tables.marts import CLUSTER, OBJECTIVE, USD, count, key

PRECISION = "day, month or year: how exact the file was"
SYNTHETIC = "Whether the row says that it is made up"
MENTIONS = "Mentions of objectives that count (sql/intermediate/int_review_mentions.sql says how)"
PROGRAMMES = "Joint programmes of the Migration MPTF, whatever their status"

mart_mptf_portfolio = table(
    "mart",
    "mart_mptf_portfolio",
    key("programme_code", Text, "Code of the joint programme"),
    Column("title", Text, comment="Title of the programme"),
    Column("status", Text, comment="Under implementation, Operationally closed, Pipeline, or as the file has it"),
    Column("countries", Text, comment="Countries by name, separated by `; `; the budget is not split among them"),
    Column("organisations", Text, comment="Participating UN organisations, the lead first, separated by `; `"),
    Column("objectives", Text, comment="GCM objectives in order, separated by `; `, such as 2; 5"),
    Column(
        "thematic_area", Text, comment="Thematic area that the file gives; the names of the areas are not confirmed"
    ),
    Column("budget_usd", USD, comment="Budget in USD; null: not known"),
    Column("start_date", Date, comment="First day; a bare year stands as 1 January"),
    Column("end_date", Date, comment="Last day; a bare year stands as 31 December"),
    Column("start_date_precision", Text, comment=PRECISION),
    Column("end_date_precision", Text, comment=PRECISION),
    Column("lead_organisation", Text, comment="Lead organisation as written"),
    Column("source_note", Text, comment="Where the facts stand, as the file says"),
    Column("is_synthetic", Boolean, nullable=False, comment=SYNTHETIC),
    comment="Joint programmes of the Migration MPTF (Annex 3 of the report)",
)

mart_mptf_thematic_areas = table(
    "mart",
    "mart_mptf_thematic_areas",
    key(
        "thematic_area",
        Text,
        "Thematic area of the Fund (its name is not confirmed), or `Not stated`",
    ),
    count("programme_count", PROGRAMMES),
    Column("budget_usd", USD, nullable=False, comment="Their known budgets in USD; 0: none is known"),
    Column("thematic_area_no", SmallInteger, comment="1 to 5 (core.thematic_areas); null: not stated"),
    count("budgeted_programme_count", "Programmes whose budget is known"),
    count("synthetic_programme_count", "Programmes that say that they are made up"),
    comment="Joint programmes by thematic area, by the area that the files give them",
)

mart_mptf_funding = table(
    "mart",
    "mart_mptf_funding",
    key("year", SmallInteger, "Year of the contributions; those that name none are left out"),
    count("donor_count", "Donors with a contribution in the year"),
    Column("committed_usd", USD, nullable=False, comment="Known commitments in USD; 0: none is known"),
    Column("deposited_usd", USD, nullable=False, comment="Known deposits in USD; 0: none is known"),
    Column("cumulative_deposited_usd", USD, nullable=False, comment="Known deposits from the first year to this one"),
    count("contribution_count", "Contributions of the year"),
    count("synthetic_contribution_count", "Contributions that say that they are made up"),
    comment="Contributions to the Migration MPTF by year",
)

mart_review_coverage = table(
    "mart",
    "mart_review_coverage",
    key("review_id", Text, "Review (core.reviews)"),
    Column("country_code", Text, comment="Country of the review, ISO 3166-1 alpha-3; null: not known"),
    Column("process", Text, comment="GCM or HLPF; null: neither the register nor the document tells"),
    Column("round", Text, comment="Round of the review, such as 2020-21"),
    Column("submitted_on", Date, comment="Day of submission, or first day of its month or year; null: not known"),
    Column("submitted_on_precision", Text, comment="`day`, `month` or `year`: how much of submitted_on is known"),
    Column("has_document", Boolean, nullable=False, comment="Whether a document of the review was read"),
    Column("iom_supported", Boolean, comment="Whether IOM supported the review; null: the register does not say"),
    Column("iom_input_reflected", Boolean, comment="Whether the inputs of IOM are reflected; null: it does not say"),
    Column("country_name", Text, comment="Name of the country; as written, where no list knows it"),
    Column("title", Text, comment="Title of the review"),
    count("page_count", "Pages of its documents"),
    count("mention_count", MENTIONS),
    count("objective_count", "Objectives that it mentions"),
    Column("is_registered", Boolean, nullable=False, comment="Whether the register has the review"),
    Column("is_synthetic", Boolean, nullable=False, comment=SYNTHETIC),
    comment="National reviews, GCM and HLPF, and what is at hand of each",
)

mart_objective_reviews = table(
    "mart",
    "mart_objective_reviews",
    key("objective_no", SmallInteger, OBJECTIVE),
    key("process", Text, "GCM, HLPF, or Unknown where neither the register nor the document tells"),
    count("review_count", "Reviews that mention the objective, each counted once"),
    count("mention_count", MENTIONS),
    count("synthetic_review_count", "Reviews among them that say that they are made up"),
    comment="Which objectives the national reviews speak of, by process",
)

mart_objective_evidence = table(
    "mart",
    "mart_objective_evidence",
    key("objective_no", SmallInteger, OBJECTIVE),
    count("project_count", "Activated projects tagged with the objective, dated or not"),
    count("outcome_count", "Outcomes of these projects tagged with the objective"),
    count("practice_count", "Practices of the Hub filed under the objective"),
    count("review_count", "National reviews, GCM or HLPF, that mention it"),
    count("mptf_programme_count", f"{PROGRAMMES}, that name it"),
    Column("allocated_budget_usd", USD, nullable=False, comment="Project budgets split evenly over their objectives"),
    count("evidence_rank", "Rank by rank_sum, 1 for the most evidence; ties share the better rank"),
    count("rank_sum", "Sum of the ranks by projects, practices, reviews and programmes"),
    count("synthetic_count", "Practices, reviews and programmes among these that say that they are made up"),
    Column("objective_title", Text, nullable=False, comment="Title of the objective"),
    Column("cluster_code", Text, nullable=False, comment=CLUSTER),
    comment="All that the sources hold on each objective, side by side",
)

mart_country_profile = table(
    "mart",
    "mart_country_profile",
    key("country_code", Text, "ISO 3166-1 alpha-3; QZZ stands for synthetic examples"),
    Column("country_name", Text, nullable=False, comment="Name of the country"),
    Column("region", Text, comment="UN M49 region; null where M49 has none"),
    Column("is_champion", Boolean, nullable=False, comment="Whether it is listed as a Champion country"),
    Column("has_country_network", Boolean, nullable=False, comment="Whether a country network is listed"),
    count("review_count", "National reviews, GCM and HLPF, at hand or registered"),
    count("project_count", "Activated projects with any tag that benefit the country"),
    count("practice_count", "Practices of the Hub in the country"),
    count("mptf_programme_count", f"{PROGRAMMES}, in the country"),
    count("mgi_count", "Assessments by the Migration Governance Indicators, national and local"),
    Column("champion_since", Date, comment="Day of joining the Champions; null: not known"),
    Column("network_established_on", Date, comment="Day on which the network was established; null: not known"),
    comment="What the sources hold on each country",
)
