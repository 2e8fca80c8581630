"""Joint programmes of the Migration MPTF, contributions to it and proposals: the tables filled from ``mptf/``.

Belongs here: the declarations. Does not belong here: how cells are cleaned (normalise/mptf.py).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Numeric, SmallInteger, Text

from gcm_pipeline.warehouse.tables.base import provenance, table

SOURCE = "mptf"
PRECISION = "day, month or year: how exact the file was"


def _precision(field: str) -> Column[str]:
    return Column(f"{field}_precision", Text, info={"cleaned_from": field}, comment=PRECISION)


def _notes(says: str) -> list[Column[object]]:
    return [
        Column("source_note", Text, comment="Where the row was taken from, as the file says"),
        Column(
            "is_synthetic",
            Boolean,
            nullable=False,
            info={"cleaned_from": "source_note"},
            comment=f"Whether {says} or source say that the row is synthetic: made up, to show a feature",
        ),
    ]


def _programme() -> Column[str]:
    return Column(
        "programme_code",
        Text,
        ForeignKey("core.mptf_programmes.programme_code"),
        primary_key=True,
        comment="Joint programme",
    )


mptf_programmes = table(
    "core",
    "mptf_programmes",
    Column("programme_code", Text, primary_key=True, comment="Code of the joint programme, in capitals"),
    Column("title", Text, comment="Title; null while it is not known"),
    Column(
        "status",
        Text,
        comment="Under implementation, Operationally closed or Pipeline; an unknown one as written; null: not stated",
    ),
    Column(
        "country_text",
        Text,
        info={"cleaned_from": "countries"},
        comment="Countries as written, regions and unknown names included",
    ),
    Column(
        "lead_organisation_code",
        Text,
        info={"cleaned_from": "lead_organisation"},
        comment="Code of the lead organisation, where it is one and its name is known to mean just one",
    ),
    Column("lead_organisation", Text, comment="Lead organisation as written"),
    Column(
        "thematic_area",
        SmallInteger,
        ForeignKey("core.thematic_areas.thematic_area"),
        comment="Thematic area of the Fund, 1 to 5, as the file states it; never guessed from the objectives",
    ),
    Column(
        "budget_usd", Numeric(18, 2), comment="Budget of the whole programme in US dollars; it is not split by country"
    ),
    Column("start_date", Date, comment="First day; a bare year stands as 1 January"),
    _precision("start_date"),
    Column("end_date", Date, comment="Last day; a bare year stands as 31 December"),
    _precision("end_date"),
    Column("human_rights_marker", Text, comment="Human rights marker as written"),
    Column("gender_marker", Text, comment="Gender marker as written"),
    *_notes("title"),
    *provenance(),
    comment="Joint programmes of the Migration MPTF. One row per programme code.",
    source=SOURCE,
)

assn_programmes_countries = table(
    "core",
    "assn_programmes_countries",
    _programme(),
    Column(
        "country_code",
        Text,
        ForeignKey("core.countries.country_code"),
        primary_key=True,
        info={"cleaned_from": "countries"},
        comment="ISO 3166-1 alpha-3",
    ),
    *provenance(),
    comment="Countries of joint programmes. One row per programme and country.",
    source=SOURCE,
)

assn_programmes_objectives = table(
    "core",
    "assn_programmes_objectives",
    _programme(),
    Column(
        "objective_no",
        SmallInteger,
        ForeignKey("core.gcm_objectives.objective_no"),
        primary_key=True,
        info={"cleaned_from": "objectives"},
        comment="GCM objective, 1 to 23",
    ),
    *provenance(),
    comment="GCM objectives of joint programmes. One row per programme and objective.",
    source=SOURCE,
)

assn_programmes_organisations = table(
    "core",
    "assn_programmes_organisations",
    _programme(),
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
    Column(
        "is_lead",
        Boolean,
        nullable=False,
        info={"cleaned_from": "lead_organisation"},
        comment="Whether it leads the programme",
    ),
    *provenance(),
    comment="Organisations that take part in joint programmes, leads included. One row per programme and organisation.",
    source=SOURCE,
)

mptf_contributions = table(
    "core",
    "mptf_contributions",
    Column(
        "contribution_no",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="Number in the order of files and rows, from 1; it may change with the files",
    ),
    Column("donor", Text, nullable=False, comment="Donor as written, trimmed"),
    Column(
        "donor_country_code",
        Text,
        ForeignKey("core.countries.country_code"),
        info={"cleaned_from": "donor"},
        comment="ISO 3166-1 alpha-3 of a donor that is a country",
    ),
    Column("year", SmallInteger, comment="Year of the contribution; null: not stated"),
    Column("committed_usd", Numeric(18, 2), comment="Amount committed in US dollars; null: not stated"),
    Column("deposited_usd", Numeric(18, 2), comment="Amount deposited in US dollars; null: not stated"),
    *_notes("donor"),
    *provenance(),
    comment="Contributions to the Migration MPTF. One row per contribution.",
    source=SOURCE,
)

mptf_proposals = table(
    "core",
    "mptf_proposals",
    Column("reference", Text, primary_key=True, comment="Reference of the proposal, in capitals"),
    Column("title", Text, comment="Title of the proposal"),
    Column("submitted_on", Date, comment="Day of submission; a bare month or year stands as its first day"),
    _precision("submitted_on"),
    Column("decision", Text, comment="Decision on the proposal, as written"),
    *_notes("title"),
    *provenance(),
    comment="Joint proposals submitted to the Migration MPTF. One row per reference.",
    source=SOURCE,
)

assn_proposals_countries = table(
    "core",
    "assn_proposals_countries",
    Column(
        "reference",
        Text,
        ForeignKey("core.mptf_proposals.reference"),
        primary_key=True,
        comment="Reference of the proposal",
    ),
    Column(
        "place",
        Text,
        primary_key=True,
        info={"cleaned_from": "countries"},
        comment="Country code (ISO 3166-1 alpha-3), name of a region, or what is neither as written",
    ),
    Column(
        "country_code",
        Text,
        ForeignKey("core.countries.country_code"),
        info={"cleaned_from": "countries"},
        comment="ISO 3166-1 alpha-3 where the place is a country",
    ),
    *provenance(),
    comment="Countries and regions that proposals came from. One row per proposal and place.",
    source=SOURCE,
)
