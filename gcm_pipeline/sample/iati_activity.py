"""One synthetic IATI activity as XML.

Belongs here: the elements, in the order of the IATI 2.03 schema, and what each kind of dirt changes in them. Does not
belong here: which activities there are (``iati.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.builder import E

from gcm_pipeline.sample import packaged

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
IOM = "XM-DAC-47066"
"""Joins an activity to a project code; marked as a secondary reporter's, whose name says that it is not IOM."""
_REPORTER = "Synthetic reporter of sample data, not the International Organization for Migration"
_EDITED, _EDITED_BEFORE = "2026-06-01T00:00:00Z", "2025-01-01T00:00:00Z"
_TYPE_OTHER = "80"
_PARENT, _CHILD = "1", "2"
_PLANNED_END, _ACTUAL_END, _CLOSED = "3", "4", "4"


@dataclass(frozen=True)
class Facts:
    """What an activity says; days and money as text, ``countries`` as ISO 3166-1 alpha-2 codes."""

    identifier: str
    title: str
    title_fr: str
    status: str
    start: str
    end: str
    countries: tuple[str, ...]
    donor: str
    amount: str


def activities(facts: Facts, kind: str) -> Iterator[etree._Element]:
    """The activity with its ``kind`` of dirt, and the older version or the child that some kinds add."""
    activity = _activity(facts, facts.identifier, kind)
    if kind == "iati-older-version":
        older = _activity(facts, facts.identifier, kind)
        older.set("last-updated-datetime", _EDITED_BEFORE)
        older.find("title/narrative").text += " (earlier version)"
        yield older
    yield activity
    if kind == "iati-hierarchy":
        child = _activity(facts, f"{facts.identifier}-01", kind)
        child.set("hierarchy", "2")
        child.find("result").addprevious(E("related-activity", {"ref": facts.identifier, "type": _PARENT}))
        activity.find("result").addprevious(E("related-activity", {"ref": f"{facts.identifier}-01", "type": _CHILD}))
        yield child


def _activity(facts: Facts, identifier: str, kind: str) -> etree._Element:
    currency = {"iati-default-currency": "EUR", "iati-no-currency": ""}.get(kind, "USD")
    default = {"default-currency": currency} if currency else {}
    reporter = {"ref": IOM, "type": _TYPE_OTHER, "secondary-reporter": "1"}
    return E(
        "iati-activity",
        {**default, "hierarchy": "1", "last-updated-datetime": _EDITED, _LANG: "en"},
        E("iati-identifier", identifier),
        E("reporting-org", reporter, _narrative(_REPORTER)),
        E(
            "title",
            _narrative(facts.title),
            *_if(kind == "iati-titles-in-two-languages", _narrative(facts.title_fr, "fr")),
        ),
        E("description", {"type": "1"}, _narrative(packaged.notice())),
        E("participating-org", {"role": "1", "type": _TYPE_OTHER}, _narrative(facts.donor)),
        E("participating-org", {"role": "4", "type": _TYPE_OTHER}, _narrative("Synthetic implementer")),
        E("activity-status", {"code": facts.status}),
        E("activity-date", {"iso-date": facts.start, "type": "2"}),
        E("activity-date", {"iso-date": facts.end, "type": _ACTUAL_END if facts.status == _CLOSED else _PLANNED_END}),
        *_places(facts, kind),
        E("sector", {"vocabulary": "1", "code": "15190"}, _narrative("Migration and mobility")),
        E("sector", {"vocabulary": "98", "code": "98"}, _narrative("Synthetic sector group")),
        E("sector", {"vocabulary": "99", "code": "ZZ"}, _narrative("Synthetic sector")),
        E("tag", {"vocabulary": "2", "code": "10"}),
        E("tag", {"vocabulary": "3", "code": "10.7"}),
        E("policy-marker", {"vocabulary": "1", "code": "1", "significance": "1"}),
        _budget(facts, {"currency": "USD"} if currency == "USD" else {}),
        _transaction(facts, {} if kind == "iati-default-currency" else {"currency": "USD"}),
        E("result", {"type": "1"}, E("title", _narrative("Synthetic result: partners act on evidence"))),
    )


def _narrative(text: str, language: str = "") -> etree._Element:
    return E("narrative", {_LANG: language} if language else {}, text)


def _if(wanted: bool, element: etree._Element) -> list[etree._Element]:
    return [element] if wanted else []


def _places(facts: Facts, kind: str) -> list[etree._Element]:
    if kind == "iati-region-with-text":
        return [E("recipient-region", {"vocabulary": "1", "code": "998"}, _narrative("Several regions (synthetic)"))]
    if kind == "iati-shares-of-countries":
        pair = list(dict.fromkeys((*facts.countries, "KE", "UG")))[:2]
        shares = zip(pair, ("60", "40"), strict=True)
        return [E("recipient-country", {"code": code, "percentage": share}) for code, share in shares]
    return [E("recipient-country", {"code": facts.countries[0]})]


def _budget(facts: Facts, currency: dict[str, str]) -> etree._Element:
    return E(
        "budget",
        {"type": "1", "status": "2"},
        E("period-start", {"iso-date": facts.start}),
        E("period-end", {"iso-date": facts.end}),
        E("value", {**currency, "value-date": facts.start}, facts.amount),
    )


def _transaction(facts: Facts, currency: dict[str, str]) -> etree._Element:
    return E(
        "transaction",
        E("transaction-type", {"code": "11"}),
        E("transaction-date", {"iso-date": facts.start}),
        E("value", {**currency, "value-date": facts.start}, facts.amount),
        E("provider-org", {"type": _TYPE_OTHER}, _narrative(facts.donor)),
        E("receiver-org", {"type": _TYPE_OTHER}, _narrative("Synthetic implementer")),
    )
