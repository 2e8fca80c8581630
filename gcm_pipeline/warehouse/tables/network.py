"""The network around the Compact: the tables filled from the short lists of ``network/``.

Belongs here: the declarations. Does not belong here: how cells are cleaned (normalise/network.py).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, SmallInteger, Text

from gcm_pipeline.warehouse.tables.base import provenance, table

SOURCE = "network"
PRECISION = "day, month or year: how exact the list was"


def _country() -> Column[str]:
    return Column(
        "country_code",
        Text,
        ForeignKey("core.countries.country_code"),
        primary_key=True,
        info={"cleaned_from": "country"},
        comment="ISO 3166-1 alpha-3",
    )


def _day(name: str, comment: str) -> list[Column[object]]:
    """A date and how exact it is."""
    return [
        Column(name, Date, comment=comment),
        Column(f"{name}_precision", Text, info={"cleaned_from": name}, comment=PRECISION),
    ]


def _attested() -> list[Column[object]]:
    return _day("attested_on", "Day by which the source says that it was so; a bare month or year stands as its last")


def _sourced() -> list[Column[object]]:
    """Where the fact stands, and whether it is one."""
    return [
        Column("source_note", Text, comment="Where the fact stands, as written"),
        Column(
            "is_synthetic",
            Boolean,
            nullable=False,
            info={"cleaned_from": "source_note"},
            comment="Whether the row says that it is made up",
        ),
    ]


champion_countries = table(
    "core",
    "champion_countries",
    _country(),
    *_day("joined_on", "Day of joining; a bare month or year stands as its first. Null: not confirmed"),
    *_attested(),
    *_sourced(),
    *provenance(),
    comment="Champion countries of the Global Compact for Migration. One row per country.",
    source=SOURCE,
)

country_networks = table(
    "core",
    "country_networks",
    _country(),
    *_day("established_on", "Day of its establishment; a bare month or year stands as its first. Null: not confirmed"),
    *_attested(),
    *_sourced(),
    *provenance(),
    comment="Country networks on migration. One row per country.",
    source=SOURCE,
)

regional_networks = table(
    "core",
    "regional_networks",
    Column("region", Text, primary_key=True, comment="Region as the network writes it"),
    *_day("established_on", "Day of its establishment; a bare month or year stands as its first. Null: not confirmed"),
    *_attested(),
    *_sourced(),
    *provenance(),
    comment="Regional networks on migration, sub-regional ones included. One row per region.",
    source=SOURCE,
)

regional_reviews = table(
    "core",
    "regional_reviews",
    Column("region", Text, primary_key=True, comment="Region as the review writes it"),
    Column("held_on", Date, primary_key=True, comment="First day; a bare month or year stands as its first day"),
    Column("held_on_precision", Text, nullable=False, info={"cleaned_from": "held_on"}, comment=PRECISION),
    Column("held_until", Date, info={"cleaned_from": "held_on"}, comment="Last day, where the list names two"),
    *_sourced(),
    *provenance(),
    comment="Regional reviews of the Global Compact for Migration. One row per region and first day.",
    source=SOURCE,
)

mgi_assessments = table(
    "core",
    "mgi_assessments",
    _country(),
    Column("year", SmallInteger, primary_key=True, autoincrement=False, comment="Year of the assessment"),
    Column("level", Text, primary_key=True, comment="national or local"),
    Column(
        "locality", Text, primary_key=True, comment="City or other local authority; an empty text where none is named"
    ),
    *_sourced(),
    *provenance(),
    comment="Assessments by the Migration Governance Indicators. One row per country, year, level and locality.",
    source=SOURCE,
)

interviews = table(
    "core",
    "interviews",
    Column("interview_no", Text, primary_key=True, comment="Number of the interview"),
    *_day("held_on", "Day of the interview; a bare month or year stands as its first"),
    Column("office", Text, comment="Office of those interviewed, as written"),
    Column("informants", Integer, comment="How many people were interviewed; their names are not kept"),
    *_sourced(),
    *provenance(),
    comment="Structured interviews held. One row per interview.",
    source=SOURCE,
)
