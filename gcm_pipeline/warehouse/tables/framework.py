"""The framework that everything is counted against: objectives, clusters, principles, countries, periods.

Belongs here: tables filled from ``data/reference/``. Does not belong here: anything that a source reports.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, SmallInteger, Text

from gcm_pipeline.warehouse.tables.base import provenance, table

SOURCE = "reference"

gcm_clusters = table(
    "core",
    "gcm_clusters",
    Column("cluster_code", Text, primary_key=True, comment="I, II, III or IV: the IMRF round table"),
    Column("title", Text, nullable=False, comment="Name of the cluster as the report writes it"),
    Column("sort_order", SmallInteger, nullable=False, comment="1 to 4"),
    *provenance(),
    comment="The four clusters of the IMRF round tables (A/RES/73/326, para. 21). One row per cluster.",
    source=SOURCE,
)

gcm_objectives = table(
    "core",
    "gcm_objectives",
    Column("objective_no", SmallInteger, primary_key=True, autoincrement=False, comment="1 to 23"),
    Column("title", Text, nullable=False, comment="Full title (A/RES/73/195; the report's Annex 1)"),
    Column("short_title", Text, nullable=False, comment="Short title in English"),
    Column("label_en", Text, nullable=False, comment="Label on the Migration Network Hub, English"),
    Column("label_fr", Text, nullable=False, comment="Label on the Migration Network Hub, French"),
    Column(
        "cluster_code",
        Text,
        ForeignKey("core.gcm_clusters.cluster_code"),
        nullable=False,
        comment="Cluster of the objective",
    ),
    *provenance(),
    comment="The 23 objectives of the Global Compact for Migration. One row per objective.",
    source=SOURCE,
)

guiding_principles = table(
    "core",
    "guiding_principles",
    Column("principle_code", Text, primary_key=True, comment="Short code, such as child-sensitive"),
    Column("title", Text, nullable=False, comment="Name of the principle"),
    Column("sort_order", SmallInteger, nullable=False, comment="Order in the Compact, 1 to 10"),
    *provenance(),
    comment="The ten cross-cutting guiding principles of the Compact (A/RES/73/195, para. 15). One row per principle.",
    source=SOURCE,
)

thematic_areas = table(
    "core",
    "thematic_areas",
    Column("thematic_area", SmallInteger, primary_key=True, autoincrement=False, comment="1 to 5"),
    Column("title", Text, nullable=False, comment="Name of the thematic area"),
    Column("confirmed", Boolean, nullable=False, comment="False while the Fund's terms of reference are not at hand"),
    Column("note", Text, comment="What is not confirmed"),
    *provenance(),
    comment="The five thematic areas of the Migration MPTF. One row per area.",
    source=SOURCE,
)

assn_thematic_areas_objectives = table(
    "core",
    "assn_thematic_areas_objectives",
    Column(
        "thematic_area",
        SmallInteger,
        ForeignKey("core.thematic_areas.thematic_area"),
        primary_key=True,
        comment="1 to 5",
    ),
    Column(
        "objective_no",
        SmallInteger,
        ForeignKey("core.gcm_objectives.objective_no"),
        primary_key=True,
        comment="1 to 23",
    ),
    *provenance(),
    comment="Which thematic area of the Migration MPTF covers which objective. One row per objective.",
    source=SOURCE,
)

countries = table(
    "core",
    "countries",
    Column("country_code", Text, primary_key=True, comment="ISO 3166-1 alpha-3"),
    Column("iso2", Text, nullable=False, comment="ISO 3166-1 alpha-2"),
    Column("name", Text, nullable=False, comment="Name as the UN writes it"),
    Column("region", Text, comment="UN M49 region; null where M49 has none; says synthetic for QZZ"),
    *provenance(),
    comment="Countries and areas, one row per code: those of ISO 3166-1, and the user-assigned QZZ of synthetic data",
    source=SOURCE,
)

sdg_targets = table(
    "core",
    "sdg_targets",
    Column("sdg_target", Text, primary_key=True, comment="Target of the 2030 Agenda, such as 10.7 or 10.c"),
    Column("goal", SmallInteger, nullable=False, comment="Sustainable Development Goal, 1 to 17"),
    *provenance(),
    comment="The 169 targets of the Sustainable Development Goals (A/RES/70/1). One row per target.",
    source=SOURCE,
)

periods = table(
    "core",
    "periods",
    Column("period_code", Text, primary_key=True, comment="Code used by the marts, such as imrf-2022"),
    Column("name", Text, nullable=False, comment="Name of the period"),
    Column("start_date", Date, comment="First day, included; null: open"),
    Column("end_date", Date, comment="Last day, included; null: open"),
    *provenance(),
    comment="Reporting periods. A tag counts in a period when the day of tagging lies in it. One row per period.",
    source="periods",
)

published_claims = table(
    "core",
    "published_claims",
    Column("claim_id", Text, primary_key=True, comment="C01 to C40"),
    Column("claim", Text, nullable=False, comment="What the report claims"),
    Column("section", Text, nullable=False, comment="Section of the report"),
    Column("as_of", Date, comment="Day the claim speaks of, where it names one"),
    Column("published_value", Text, nullable=False, comment="The value as printed"),
    Column("kind", Text, nullable=False, comment="How a computed value is compared with it"),
    Column("compare_to", Text, comment="The published value in the form that computed values have"),
    Column("mart", Text, comment="Mart that holds the computed value; null: counted from core tables, or by none"),
    Column("period_code", Text, comment="Period of the claim, where it has one"),
    Column("cluster_code", Text, comment="Cluster of the claim, where it has one"),
    Column("objective_no", SmallInteger, comment="Objective of the claim, where it has one"),
    Column("note", Text, comment="What to know when comparing, slips of the report included"),
    *provenance(),
    comment="Figures published in IOM's 2022 submission to the IMRF. One row per claim.",
    source=SOURCE,
)
