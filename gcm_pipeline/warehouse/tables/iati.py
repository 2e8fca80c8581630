"""Activities that organisations publish to the International Aid Transparency Initiative, and their parts.

Belongs here: the declarations.
Does not belong here: how elements are read (sources/iati*) and cleaned (normalise/iati*).
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem

from gcm_pipeline.warehouse.tables.base import provenance, table

SOURCE = "iati"
NAME = "in English where published, else in the first language"
URI = "Where the vocabulary is described, for vocabularies of the publisher's own"


def _code(name: str, codelist: str, *, nullable: bool = True, note: str = "") -> Column[str]:
    comment = f"Code of the IATI codelist {codelist} (iati_codes){note}"
    return Column(name, Text, nullable=nullable, comment=comment)


def _activity() -> Column[str]:
    key = ForeignKey("core.iati_activities.iati_identifier")
    return Column("iati_identifier", Text, key, primary_key=True, comment="Identifier of the activity")


def _part(name: str, number: str, *columns: SchemaItem, comment: str) -> Table:
    """A table below ``iati_activities``: one row for each element, numbered by its place in the activity."""
    return table(
        "core",
        name,
        _activity(),
        Column(number, Integer, primary_key=True, autoincrement=False, comment="Place in the activity, from 1"),
        *columns,
        *provenance(),
        comment=comment,
        source=SOURCE,
    )


def _amount() -> list[Column[object]]:
    return [
        Column("value", Numeric(18, 2), comment="Amount in currency; negative: a refund or correction; null: rejected"),
        Column("currency", Text, comment="ISO 4217 code of value: as published, else the activity's default"),
        Column("is_currency_default", Boolean, nullable=False, comment="Whether currency is the activity's default"),
        Column("value_date", Date, comment="Day whose exchange rate applies to value"),
    ]


def _party(side: str) -> list[Column[str]]:
    return [
        Column(f"{side}_ref", Text, comment=f"Identifier of the {side}, as published"),
        _code(f"{side}_type", "OrganisationType"),
        Column(f"{side}_name", Text, comment=f"Name of the {side}, {NAME}"),
        Column(f"{side}_activity", Text, comment=f"Identifier of the {side}'s own activity"),
    ]


def _percentage(of: str) -> Column[object]:
    return Column(
        "percentage",
        Numeric(9, 4),
        comment=f"Share of the activity that goes to the {of}, 0 to 100; null: not published",
    )


iati_codes = table(
    "core",
    "iati_codes",
    Column("codelist", Text, primary_key=True, comment="Name of the codelist in the IATI standard"),
    Column("code", Text, primary_key=True, comment="Code"),
    Column("name", Text, nullable=False, comment="What the code means"),
    Column("source", Text, nullable=False, comment="Version of the standard that the code was taken from"),
    *provenance(),
    comment="The short IATI codelists that the other iati tables use. One row per codelist and code.",
    source="reference",
)

iati_activities = table(
    "core",
    "iati_activities",
    Column("iati_identifier", Text, primary_key=True, comment="Identifier of the activity in all of IATI"),
    Column("reporting_org_ref", Text, comment="Identifier of the organisation that publishes it; IOM is XM-DAC-47066"),
    _code("reporting_org_type", "OrganisationType"),
    Column("reporting_org_name", Text, comment=f"Name of that organisation, {NAME}"),
    Column(
        "project_code",
        Text,
        comment="IOM project code at the end of the identifier, for IOM's own activities; joins projects",
    ),
    Column("title", Text, comment=f"Title, {NAME}; all languages are in iati_titles"),
    Column("title_language", Text, comment="Language of title (ISO 639-1)"),
    Column("description", Text, comment=f"General description, {NAME}; all others are in iati_descriptions"),
    Column("description_language", Text, comment="Language of description (ISO 639-1)"),
    Column(
        "hierarchy",
        SmallInteger,
        comment="Level among the publisher's activities, 1 is the highest; null: not published, 1 is meant",
    ),
    Column("humanitarian", Boolean, comment="Whether it is humanitarian aid in whole or in part; null: not published"),
    _code("activity_status", "ActivityStatus"),
    Column("default_currency", Text, comment="ISO 4217 code for values that name none"),
    Column("default_language", Text, comment="Language of texts that name none (ISO 639-1)"),
    Column("last_updated", DateTime(timezone=True), comment="When the publisher last changed the activity"),
    Column("planned_start", Date, comment="Planned first day"),
    Column("actual_start", Date, comment="Actual first day"),
    Column("planned_end", Date, comment="Planned last day"),
    Column("actual_end", Date, comment="Actual last day"),
    Column(
        "counts_in_totals",
        Boolean,
        nullable=False,
        comment="Whether its budgets may be added up: none below it (related-activity, deeper hierarchy) has a budget; "
        "of publishers without such relations, it is on the deepest hierarchy with budgets. Not for transactions",
    ),
    *provenance(),
    comment="Activities in IATI. One row per activity; of several versions the latest.",
    source=SOURCE,
)

iati_titles = _part(
    "iati_titles",
    "title_no",
    Column("language", Text, comment="Language (ISO 639-1); null: not published"),
    Column("title", Text, nullable=False, comment="Title"),
    comment="Titles of activities in all languages. One row per text.",
)

iati_descriptions = _part(
    "iati_descriptions",
    "description_no",
    _code("description_type", "DescriptionType", note="; null: general"),
    Column("language", Text, comment="Language (ISO 639-1); null: not published"),
    Column("description", Text, nullable=False, comment="Description"),
    comment="Descriptions of activities of all types in all languages. One row per text.",
)

assn_activities_organisations = _part(
    "assn_activities_organisations",
    "organisation_no",
    _code("role", "OrganisationRole"),
    Column(
        "organisation_ref",
        Text,
        comment="Identifier of the organisation as published; neither it nor the name alone is safe",
    ),
    _code("organisation_type", "OrganisationType"),
    Column("organisation_name", Text, comment=f"Name, {NAME}"),
    Column("organisation_activity", Text, comment="Identifier of the organisation's own activity"),
    comment="Organisations that take part in activities, by role. One row per participating-org.",
)

assn_activities_countries = table(
    "core",
    "assn_activities_countries",
    _activity(),
    Column(
        "country_code", Text, ForeignKey("core.countries.country_code"), primary_key=True, comment="ISO 3166-1 alpha-3"
    ),
    _percentage("country"),
    *provenance(),
    comment="Recipient countries of activities. One row per activity and country.",
    source=SOURCE,
)

assn_activities_regions = _part(
    "assn_activities_regions",
    "region_no",
    _code("vocabulary", "RegionVocabulary", nullable=False),
    Column(
        "region_code",
        Text,
        nullable=False,
        comment="Code of the region in its vocabulary; 998 is developing countries, unspecified",
    ),
    Column("region_name", Text, comment="Free text that the publisher gives with it"),
    _percentage("region"),
    Column("vocabulary_uri", Text, comment=URI),
    comment="Recipient regions of activities. One row per recipient-region.",
)

assn_activities_sectors = _part(
    "assn_activities_sectors",
    "sector_no",
    _code("vocabulary", "SectorVocabulary", nullable=False),
    Column("sector_code", Text, nullable=False, comment="Code of the sector in its vocabulary"),
    Column("sector_name", Text, comment=f"Name that the publisher gives with it, {NAME}"),
    Column(
        "percentage",
        Numeric(9, 4),
        comment="Share of the activity within its vocabulary, 0 to 100; null: not published",
    ),
    Column("vocabulary_uri", Text, comment=URI),
    comment="Sectors of activities. One row per sector; shares add up to 100 within one vocabulary.",
)

assn_activities_tags = _part(
    "assn_activities_tags",
    "tag_no",
    _code("vocabulary", "TagVocabulary", note="; 2 is SDGs, 3 is SDG targets"),
    Column("tag_code", Text, nullable=False, comment="Code of the tag in its vocabulary"),
    Column("tag_name", Text, comment=f"Name that the publisher gives with it, {NAME}"),
    Column("vocabulary_uri", Text, comment=URI),
    comment="Tags of activities, SDGs and their targets among them. One row per tag.",
)

assn_activities_policy_markers = _part(
    "assn_activities_policy_markers",
    "policy_marker_no",
    _code("vocabulary", "PolicyMarkerVocabulary", nullable=False),
    Column("policy_marker_code", Text, nullable=False, comment="Code of the marker in its vocabulary"),
    _code("significance", "PolicySignificance"),
    Column("policy_marker_name", Text, comment=f"Name that the publisher gives with it, {NAME}"),
    Column("vocabulary_uri", Text, comment=URI),
    comment="Policy markers of activities, such as gender equality. One row per policy-marker.",
)

assn_activities_related = _part(
    "assn_activities_related",
    "related_no",
    _code("relation_type", "RelatedActivityType"),
    Column(
        "related_identifier",
        Text,
        nullable=False,
        comment="Identifier of the other activity, which may not be in the data",
    ),
    comment="Relations between activities, such as parent and child. One row per related-activity.",
)

iati_budgets = _part(
    "iati_budgets",
    "budget_no",
    _code("budget_type", "BudgetType", nullable=False),
    _code("budget_status", "BudgetStatus", nullable=False),
    Column("period_start", Date, comment="First day of the budget"),
    Column("period_end", Date, comment="Last day of the budget"),
    *_amount(),
    comment="Budgets of activities by period. One row per budget; add up those with counts_in_totals only.",
)

iati_transactions = _part(
    "iati_transactions",
    "transaction_no",
    _code("transaction_type", "TransactionType"),
    Column("transaction_date", Date, comment="Day of the transaction"),
    *_amount(),
    *_party("provider"),
    *_party("receiver"),
    Column(
        "country_code",
        Text,
        ForeignKey("core.countries.country_code"),
        comment="Its own recipient country, ISO 3166-1 alpha-3",
    ),
    _code("region_vocabulary", "RegionVocabulary"),
    Column("region_code", Text, comment="Its own recipient region, as a code of region_vocabulary"),
    comment="Money committed, received and spent. One row per transaction; types must not be mixed in a sum.",
)

iati_transaction_sectors = _part(
    "iati_transaction_sectors",
    "sector_no",
    Column("transaction_no", Integer, nullable=False, comment="Transaction in iati_transactions"),
    _code("vocabulary", "SectorVocabulary", nullable=False),
    Column("sector_code", Text, nullable=False, comment="Code of the sector in its vocabulary"),
    Column("vocabulary_uri", Text, comment=URI),
    ForeignKeyConstraint(
        ["iati_identifier", "transaction_no"],
        ["core.iati_transactions.iati_identifier", "core.iati_transactions.transaction_no"],
    ),
    comment="Sectors of single transactions. One row per sector of a transaction.",
)

iati_results = _part(
    "iati_results",
    "result_no",
    _code("result_type", "ResultType"),
    Column("language", Text, comment="Language of title (ISO 639-1); null: not published"),
    Column("title", Text, comment=f"Title, {NAME}"),
    comment="Results of activities. One row per result.",
)
