"""Practices of the Migration Network Hub, and what they are filed under: the tables filled from ``practices/``.

Belongs here: the declarations. Does not belong here: how cells are cleaned (normalise/practices.py).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, SmallInteger, Text

from gcm_pipeline.warehouse.tables.base import provenance, table

SOURCE = "practices"
PRECISION = "day, month or year: how exact the cell was"

practices = table(
    "core",
    "practices",
    Column(
        "practice_no",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="Number in the order of files and rows, from 1; the Hub gives none, so it may change with the files",
    ),
    Column("title", Text, nullable=False, comment="Title of the practice"),
    Column(
        "country_text", Text, info={"cleaned_from": "countries"}, comment="Countries as written, unknown names included"
    ),
    Column(
        "is_global",
        Boolean,
        nullable=False,
        info={"cleaned_from": "countries"},
        comment="Whether `Global` stood among the countries",
    ),
    Column("dates_text", Text, info={"cleaned_from": "dates"}, comment="Dates as written"),
    Column("start_date", Date, info={"cleaned_from": "dates"}, comment="First day; a bare year stands as 1 January"),
    Column("start_date_precision", Text, info={"cleaned_from": "dates"}, comment=PRECISION),
    Column(
        "end_date",
        Date,
        info={"cleaned_from": "dates"},
        comment="Last day; a bare year stands as 31 December. Null: not stated, or still going on",
    ),
    Column("end_date_precision", Text, info={"cleaned_from": "dates"}, comment=PRECISION),
    Column(
        "is_ongoing",
        Boolean,
        nullable=False,
        info={"cleaned_from": "dates"},
        comment="Whether the dates say that the practice goes on",
    ),
    Column("practice_type", Text, comment="Type as the Hub files it"),
    Column(
        "is_general",
        Boolean,
        nullable=False,
        info={"cleaned_from": "objectives"},
        comment="Whether `General` stood among the objectives, the Hub's label for none in particular",
    ),
    Column("url", Text, comment="Page of the practice"),
    Column("source_note", Text, comment="Where the row was taken from, as written"),
    Column(
        "is_synthetic",
        Boolean,
        nullable=False,
        info={"cleaned_from": "source_note"},
        comment="Whether title, URL or source say that the row is made up",
    ),
    *provenance(),
    comment="Practices of the Migration Network Hub's repository. One row per practice: title and URL.",
    source=SOURCE,
)


def _practice() -> Column[int]:
    return Column(
        "practice_no",
        Integer,
        ForeignKey("core.practices.practice_no"),
        primary_key=True,
        autoincrement=False,
        comment="Practice",
    )


assn_practices_countries = table(
    "core",
    "assn_practices_countries",
    _practice(),
    Column(
        "country_code",
        Text,
        ForeignKey("core.countries.country_code"),
        primary_key=True,
        info={"cleaned_from": "countries"},
        comment="ISO 3166-1 alpha-3",
    ),
    *provenance(),
    comment="Countries of practices. One row per practice and country.",
    source=SOURCE,
)

assn_practices_objectives = table(
    "core",
    "assn_practices_objectives",
    _practice(),
    Column(
        "objective_no",
        SmallInteger,
        ForeignKey("core.gcm_objectives.objective_no"),
        primary_key=True,
        info={"cleaned_from": "objectives"},
        comment="GCM objective, 1 to 23",
    ),
    *provenance(),
    comment="GCM objectives that practices are filed under. One row per practice and objective.",
    source=SOURCE,
)

assn_practices_organisations = table(
    "core",
    "assn_practices_organisations",
    _practice(),
    Column(
        "organisation",
        Text,
        primary_key=True,
        info={"cleaned_from": "organisations"},
        comment="Name of the organisation, the usual one where it is known, else as written",
    ),
    Column(
        "organisation_code",
        Text,
        info={"cleaned_from": "organisations"},
        comment="Organisation code, where the name is known to mean just one",
    ),
    *provenance(),
    comment="Organisations that carry practices out. One row per practice and organisation.",
    source=SOURCE,
)

assn_practices_principles = table(
    "core",
    "assn_practices_principles",
    _practice(),
    Column(
        "principle_code",
        Text,
        ForeignKey("core.guiding_principles.principle_code"),
        primary_key=True,
        info={"cleaned_from": "principles"},
        comment="Guiding principle",
    ),
    *provenance(),
    comment="GCM guiding principles that practices are filed under. One row per practice and principle.",
    source=SOURCE,
)

assn_practices_sdg_goals = table(
    "core",
    "assn_practices_sdg_goals",
    _practice(),
    Column(
        "sdg_goal",
        SmallInteger,
        primary_key=True,
        autoincrement=False,
        info={"cleaned_from": "sdgs"},
        comment="Sustainable Development Goal, 1 to 17",
    ),
    *provenance(),
    comment="Goals that practices are filed under, those of their targets included. One row per practice and goal.",
    source=SOURCE,
)

assn_practices_sdg_targets = table(
    "core",
    "assn_practices_sdg_targets",
    _practice(),
    Column(
        "sdg_target",
        Text,
        ForeignKey("core.sdg_targets.sdg_target"),
        primary_key=True,
        info={"cleaned_from": "sdgs"},
        comment="SDG target, such as 10.7",
    ),
    *provenance(),
    comment="SDG targets that practices are filed under. One row per practice and target.",
    source=SOURCE,
)
