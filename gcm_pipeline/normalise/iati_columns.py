"""Which raw column becomes which column of which core table, and how it is read.

Belongs here: the declarations, with the place of each value in the IATI standard, for findings.
Does not belong here: rules that look at more than one column (``iati_parts``, ``iati_money``, ``iati_activities``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """``name`` of a core table from ``raw`` (the same name when empty), read as ``kind`` (``iati_values.reader``).

    ``field`` is the place in the standard that findings name; ``default`` stands where nothing is published.
    """

    name: str
    raw: str = ""
    kind: str = "text"
    field: str = ""
    default: str | None = None

    @property
    def source(self) -> str:
        """The raw column."""
        return self.raw or self.name


@dataclass(frozen=True)
class Part:
    """A repeated part of activities: raw ``frame`` to ``table``, numbered by ``number`` (if any) within its activity.

    A row without ``needed`` says nothing and is left out: with a finding ``missing-code`` if ``field`` is given.
    """

    frame: str
    table: str
    number: str
    columns: tuple[Column, ...]
    needed: str | None = None
    field: str = ""


def _coded(name: str, codelist: str, field: str, raw: str = "", default: str | None = None) -> Column:
    return Column(name, raw, f"code {codelist}", field, default)


def _party(side: str) -> tuple[Column, ...]:
    return (
        Column(f"{side}_ref"),
        _coded(f"{side}_type", "OrganisationType", f"transaction/{side}-org/@type"),
        Column(f"{side}_name"),
        Column(f"{side}_activity", f"{side}_activity_id"),
    )


_LANGUAGE = Column("language", kind="language")
_URI = Column("vocabulary_uri")

ACTIVITY = (
    Column("reporting_org_ref"),
    _coded("reporting_org_type", "OrganisationType", "reporting-org/@type"),
    Column("reporting_org_name"),
    Column("hierarchy", kind="level", field="iati-activity/@hierarchy"),
    Column("humanitarian", kind="flag", field="iati-activity/@humanitarian"),
    _coded("activity_status", "ActivityStatus", "activity-status/@code"),
    Column("default_currency", kind="currency", field="iati-activity/@default-currency"),
    Column("default_language", kind="language"),
    Column("last_updated", kind="moment", field="iati-activity/@last-updated-datetime"),
)
"""Columns of ``iati_activities`` that stand in the activity itself."""

DATES = Part(
    "dates",
    "",
    "",
    (
        _coded("date_type", "ActivityDateType", "activity-date/@type"),
        Column("day", "iso_date", "day", "activity-date/@iso-date"),
    ),
)
"""Dates by type, which become four columns of ``iati_activities``."""

PARTS = (
    Part("titles", "iati_titles", "title_no", (_LANGUAGE, Column("title")), needed="title"),
    Part(
        "descriptions",
        "iati_descriptions",
        "description_no",
        (
            _coded("description_type", "DescriptionType", "description/@type"),
            _LANGUAGE,
            Column("description", kind="lines"),
        ),
        needed="description",
    ),
    Part(
        "participating_orgs",
        "assn_activities_organisations",
        "organisation_no",
        (
            _coded("role", "OrganisationRole", "participating-org/@role"),
            Column("organisation_ref"),
            _coded("organisation_type", "OrganisationType", "participating-org/@type"),
            Column("organisation_name"),
            Column("organisation_activity", "activity_id"),
        ),
    ),
    Part(
        "recipient_countries",
        "assn_activities_countries",
        "",
        (
            Column("country_code", "country", "country", "recipient-country/@code"),
            Column("percentage", kind="percentage", field="recipient-country/@percentage"),
        ),
        needed="country_code",
        field="recipient-country/@code",
    ),
    Part(
        "recipient_regions",
        "assn_activities_regions",
        "region_no",
        (
            _coded("vocabulary", "RegionVocabulary", "recipient-region/@vocabulary", default="1"),
            Column("region_code", "region"),
            Column("region_name", "narrative"),
            Column("percentage", kind="percentage", field="recipient-region/@percentage"),
            _URI,
        ),
        needed="region_code",
        field="recipient-region/@code",
    ),
    Part(
        "sectors",
        "assn_activities_sectors",
        "sector_no",
        (
            _coded("vocabulary", "SectorVocabulary", "sector/@vocabulary", default="1"),
            Column("sector_code", "sector"),
            Column("sector_name", "narrative"),
            Column("percentage", kind="percentage", field="sector/@percentage"),
            _URI,
        ),
        needed="sector_code",
        field="sector/@code",
    ),
    Part(
        "tags",
        "assn_activities_tags",
        "tag_no",
        (
            _coded("vocabulary", "TagVocabulary", "tag/@vocabulary"),
            Column("tag_code", "tag"),
            Column("tag_name", "narrative"),
            _URI,
        ),
        needed="tag_code",
        field="tag/@code",
    ),
    Part(
        "policy_markers",
        "assn_activities_policy_markers",
        "policy_marker_no",
        (
            _coded("vocabulary", "PolicyMarkerVocabulary", "policy-marker/@vocabulary", default="1"),
            Column("policy_marker_code", "policy_marker"),
            _coded("significance", "PolicySignificance", "policy-marker/@significance"),
            Column("policy_marker_name", "narrative"),
            _URI,
        ),
        needed="policy_marker_code",
        field="policy-marker/@code",
    ),
    Part(
        "related_activities",
        "assn_activities_related",
        "related_no",
        (
            _coded("relation_type", "RelatedActivityType", "related-activity/@type"),
            Column("related_identifier"),
        ),
        needed="related_identifier",
        field="related-activity/@ref",
    ),
    Part(
        "budgets",
        "iati_budgets",
        "budget_no",
        (
            _coded("budget_type", "BudgetType", "budget/@type", default="1"),
            _coded("budget_status", "BudgetStatus", "budget/@status", default="1"),
            Column("period_start", kind="day", field="budget/period-start/@iso-date"),
            Column("period_end", kind="day", field="budget/period-end/@iso-date"),
            Column("value", kind="amount", field="budget/value"),
            Column("currency", kind="currency", field="budget/value/@currency"),
            Column("value_date", kind="day", field="budget/value/@value-date"),
        ),
    ),
    Part(
        "transactions",
        "iati_transactions",
        "transaction_no",
        (
            _coded("transaction_type", "TransactionType", "transaction/transaction-type/@code"),
            Column("transaction_date", kind="day", field="transaction/transaction-date/@iso-date"),
            Column("value", kind="amount", field="transaction/value"),
            Column("currency", kind="currency", field="transaction/value/@currency"),
            Column("value_date", kind="day", field="transaction/value/@value-date"),
            *_party("provider"),
            *_party("receiver"),
            Column("country_code", "country", "country", "transaction/recipient-country/@code"),
            _coded("region_vocabulary", "RegionVocabulary", "transaction/recipient-region/@vocabulary"),
            Column("region_code", "region"),
        ),
    ),
    Part(
        "transaction_sectors",
        "iati_transaction_sectors",
        "sector_no",
        (
            Column("transaction_no", "transaction_position", "ordinal"),
            _coded("vocabulary", "SectorVocabulary", "transaction/sector/@vocabulary", default="1"),
            Column("sector_code", "sector"),
            _URI,
        ),
        needed="sector_code",
        field="transaction/sector/@code",
    ),
    Part(
        "results",
        "iati_results",
        "result_no",
        (_coded("result_type", "ResultType", "result/@type"), _LANGUAGE, Column("title")),
    ),
)
"""The parts that have a table of their own."""
