"""Projects, their outcomes and what is tagged on them: the tables filled from PRIMA exports.

Belongs here: the declarations. Does not belong here: how cells are cleaned (normalise/prima.py).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, ForeignKeyConstraint, Integer, Numeric, SmallInteger, Text
from sqlalchemy.schema import SchemaItem

from gcm_pipeline.warehouse.tables.base import provenance, table

SOURCE = "prima"
PRECISION = "day, month or year: how exact the export was"

projects = table(
    "core",
    "projects",
    Column("project_code", Text, primary_key=True, comment="IOM project code, such as LM.0514"),
    Column("prima_id", Text, comment="PRIMA ID, such as PH10P0573; older projects have none"),
    Column("title", Text, comment="Project title"),
    Column("project_type", Text, comment="Project type as exported"),
    Column("status", Text, comment="Status in one spelling; an unknown one as exported"),
    Column(
        "is_activated",
        Boolean,
        nullable=False,
        info={"cleaned_from": "status"},
        comment="Whether the project counts: activated, those since ended included",
    ),
    Column("activation_date", Date, comment="Day of activation; a bare year stands as 1 January"),
    Column("activation_date_precision", Text, info={"cleaned_from": "activation_date"}, comment=PRECISION),
    Column("start_date", Date, comment="First day; a bare year stands as 1 January"),
    Column("start_date_precision", Text, info={"cleaned_from": "start_date"}, comment=PRECISION),
    Column("end_date", Date, comment="Last day; a bare year stands as 31 December"),
    Column("end_date_precision", Text, info={"cleaned_from": "end_date"}, comment=PRECISION),
    Column("managing_office", Text, comment="Managing mission as exported"),
    Column("budget_usd", Numeric(18, 2), comment="Budget in US dollars"),
    Column(
        "is_global",
        Boolean,
        nullable=False,
        info={"cleaned_from": "countries"},
        comment="Whether 'Global' stood among the countries",
    ),
    *provenance(),
    comment="Projects of the PRIMA exports. One row per project; its fields come from its first kept outcome row.",
    source=SOURCE,
)


def _outcome_key() -> list[SchemaItem]:
    """The key columns shared by the tables below an outcome, with their foreign key."""
    return [
        Column("project_code", Text, primary_key=True, comment="IOM project code"),
        Column("outcome_no", Integer, primary_key=True, comment="Number of the outcome within the project, from 1"),
        ForeignKeyConstraint(
            ["project_code", "outcome_no"], ["core.project_outcomes.project_code", "core.project_outcomes.outcome_no"]
        ),
    ]


project_outcomes = table(
    "core",
    "project_outcomes",
    Column(
        "project_code", Text, ForeignKey("core.projects.project_code"), primary_key=True, comment="IOM project code"
    ),
    Column(
        "outcome_no",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="Number of the outcome within the project, from 1",
    ),
    Column("statement", Text, comment="Outcome statement"),
    Column(
        "tagged_on", Date, comment="Day on which the outcome was tagged; without it a tag counts in the period all only"
    ),
    Column("tagged_on_precision", Text, info={"cleaned_from": "tagged_on"}, comment=PRECISION),
    Column("last_modified", Date, comment="Day of the last change of the outcome in PRIMA"),
    *provenance(),
    comment="Outcomes of projects. One row per project and outcome number.",
    source=SOURCE,
)

assn_outcomes_objectives = table(
    "core",
    "assn_outcomes_objectives",
    *_outcome_key(),
    Column(
        "objective_no",
        SmallInteger,
        ForeignKey("core.gcm_objectives.objective_no"),
        primary_key=True,
        info={"cleaned_from": "objectives"},
        comment="GCM objective, 1 to 23",
    ),
    *provenance(),
    comment="GCM objectives tagged on outcomes. One row per outcome and objective.",
    source=SOURCE,
)

assn_outcomes_sdg_targets = table(
    "core",
    "assn_outcomes_sdg_targets",
    *_outcome_key(),
    Column(
        "sdg_target",
        Text,
        ForeignKey("core.sdg_targets.sdg_target"),
        primary_key=True,
        info={"cleaned_from": "sdg_targets"},
        comment="SDG target, such as 10.7",
    ),
    *provenance(),
    comment="SDG targets tagged on outcomes. One row per outcome and target.",
    source=SOURCE,
)

assn_outcomes_principles = table(
    "core",
    "assn_outcomes_principles",
    *_outcome_key(),
    Column(
        "principle_code",
        Text,
        ForeignKey("core.guiding_principles.principle_code"),
        primary_key=True,
        info={"cleaned_from": "principles"},
        comment="Guiding principle",
    ),
    *provenance(),
    comment="GCM guiding principles tagged on outcomes. One row per outcome and principle.",
    source=SOURCE,
)

assn_projects_countries = table(
    "core",
    "assn_projects_countries",
    Column(
        "project_code", Text, ForeignKey("core.projects.project_code"), primary_key=True, comment="IOM project code"
    ),
    Column(
        "country_code",
        Text,
        ForeignKey("core.countries.country_code"),
        primary_key=True,
        info={"cleaned_from": "countries"},
        comment="ISO 3166-1 alpha-3",
    ),
    *provenance(),
    comment="Benefiting countries of projects. One row per project and country.",
    source=SOURCE,
)

assn_projects_donors = table(
    "core",
    "assn_projects_donors",
    Column(
        "project_code", Text, ForeignKey("core.projects.project_code"), primary_key=True, comment="IOM project code"
    ),
    Column("donor", Text, primary_key=True, info={"cleaned_from": "donors"}, comment="Donor as exported, trimmed"),
    Column(
        "donor_code",
        Text,
        info={"cleaned_from": "donors"},
        comment="Organisation code, where the name is known to mean just one",
    ),
    *provenance(),
    comment="Donors of projects. One row per project and donor.",
    source=SOURCE,
)
