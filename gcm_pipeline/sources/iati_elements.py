"""The elements of an IATI activity, each turned into one row of a raw frame.

Belongs here: which attribute or child gives which column (IATI 2.03 activity standard).
Does not belong here: cleaning, defaults, codelists (``normalise/iati``).

This runs for every element of every file, and is the only such code: hence one plain function per element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml.etree import _Element

from gcm_pipeline.sources.iati_frames import Rows

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PARTIES = {"provider-org": "provider-activity-id", "receiver-org": "receiver-activity-id"}
NOBODY = (None, None, None, None)
UNKNOWN_LIMIT = 1000
"""Names kept; a file that makes up more than these has been reported enough."""
Handler = Callable[[_Element], None]


class Elements:
    """Reads activities into ``rows``; ``unknown`` maps elements neither read nor ignored to their first row."""

    def __init__(self, ignored: Iterable[str]) -> None:
        self.rows = Rows()
        self.unknown: dict[str, int] = {}
        self._activity = 0
        self._language: str | None = None
        self._transactions = 0
        self._extend = {name: flat.extend for name, flat in self.rows.flat.items()}
        self._handlers: dict[str, Handler] = {
            "title": self._title,
            "description": self._description,
            "activity-date": self._date,
            "participating-org": self._organisation,
            "recipient-country": self._country,
            "recipient-region": self._region,
            "sector": self._sector,
            "tag": self._tag,
            "policy-marker": self._policy_marker,
            "related-activity": self._related,
            "budget": self._budget,
            "transaction": self._transaction,
            "result": self._result,
        }
        self._ignored = frozenset(ignored)

    def read(self, activity: _Element, source_row: int) -> None:
        """Gather the rows of one activity, the ``source_row``-th of its file."""
        self._activity, self._transactions = source_row, 0
        self._language = activity.get(LANGUAGE)
        identifier = reporting_org = status = None
        for element in activity:
            tag = element.tag
            handler = self._handlers.get(tag)
            if handler is not None:
                handler(element)
            elif tag == "iati-identifier":
                identifier = element.text
            elif tag == "reporting-org":
                reporting_org = element
            elif tag == "activity-status":
                status = element.get("code")
            elif tag not in self._ignored:
                self._note(tag)
        get = activity.get
        attributes = get("hierarchy"), get("humanitarian"), get("default-currency"), self._language
        organisation = (None, None, None) if reporting_org is None else self._reporting(reporting_org)
        row = (source_row, identifier, *organisation, status, *attributes, get("last-updated-datetime"))
        self._extend["activities"](row)

    def _note(self, path: str) -> None:
        # Extensions live in namespaces of their own, as the standard wants.
        if "{" not in path and len(self.unknown) < UNKNOWN_LIMIT:
            self.unknown.setdefault(path, self._activity)

    def _narrative(self, parent: _Element) -> tuple[str | None, str | None]:
        """English text of ``parent`` with its language, else the first text."""
        first: tuple[str | None, str | None] = (None, None)
        for child in parent:
            if child.tag == "narrative":
                language = child.get(LANGUAGE) or self._language
                text = _text(child)
                if language is not None and language[:2] in ("en", "EN"):
                    return text, language
                if first[0] is None:
                    first = text, language
        return first

    def _name(self, parent: _Element) -> str | None:
        """English text of ``parent``, else the first; mostly there is just one."""
        if len(parent) == 1:
            only = parent[0]
            return _text(only) if only.tag == "narrative" else None
        return self._narrative(parent)[0]

    def _reporting(self, element: _Element) -> tuple[str | None, str | None, str | None]:
        return element.get("ref"), element.get("type"), self._name(element)

    def _title(self, element: _Element) -> None:
        for child in element:
            if child.tag == "narrative":
                self._extend["titles"]((self._activity, child.get(LANGUAGE) or self._language, _text(child)))

    def _description(self, element: _Element) -> None:
        for child in element:
            if child.tag == "narrative":
                language = child.get(LANGUAGE) or self._language
                self._extend["descriptions"]((self._activity, element.get("type"), language, _text(child)))

    def _date(self, element: _Element) -> None:
        self._extend["dates"]((self._activity, element.get("type"), element.get("iso-date")))

    def _organisation(self, element: _Element) -> None:
        get = element.get
        row = (self._activity, get("role"), get("ref"), get("type"), self._name(element), get("activity-id"))
        self._extend["participating_orgs"](row)

    def _country(self, element: _Element) -> None:
        self._extend["recipient_countries"]((self._activity, element.get("code"), element.get("percentage")))

    def _region(self, element: _Element) -> None:
        self._extend["recipient_regions"](self._classified(element, "percentage"))

    def _sector(self, element: _Element) -> None:
        self._extend["sectors"](self._classified(element, "percentage"))

    def _policy_marker(self, element: _Element) -> None:
        self._extend["policy_markers"](self._classified(element, "significance"))

    def _classified(self, element: _Element, share: str) -> tuple[int | str | None, ...]:
        get = element.get
        narrative = self._name(element)
        return self._activity, get("code"), get("vocabulary"), get("vocabulary-uri"), get(share), narrative

    def _tag(self, element: _Element) -> None:
        get = element.get
        row = (self._activity, get("code"), get("vocabulary"), get("vocabulary-uri"), self._name(element))
        self._extend["tags"](row)

    def _related(self, element: _Element) -> None:
        self._extend["related_activities"]((self._activity, element.get("type"), element.get("ref")))

    def _budget(self, element: _Element) -> None:
        start = end = value = currency = value_date = None
        for child in element:
            tag = child.tag
            if tag == "value":
                value, currency, value_date = child.text, child.get("currency"), child.get("value-date")
            elif tag == "period-start":
                start = child.get("iso-date")
            elif tag == "period-end":
                end = child.get("iso-date")
            elif f"budget/{tag}" not in self._ignored:
                self._note(f"budget/{tag}")
        kind, status = element.get("type"), element.get("status")
        self._extend["budgets"]((self._activity, kind, status, start, end, value, currency, value_date))

    def _transaction(self, element: _Element) -> None:
        self._transactions += 1
        kind = date = value = currency = value_date = country = region = vocabulary = None
        parties: dict[str, tuple[str | None, ...]] = {}
        for child in element:
            tag, get = child.tag, child.get
            if tag == "value":
                value, currency, value_date = child.text, get("currency"), get("value-date")
            elif tag == "transaction-type":
                kind = get("code")
            elif tag == "transaction-date":
                date = get("iso-date")
            elif tag in PARTIES:
                parties[tag] = get("ref"), get("type"), get(PARTIES[tag]), self._name(child)
            elif tag == "recipient-country":
                country = get("code")
            elif tag == "recipient-region":
                region, vocabulary = get("code"), get("vocabulary")
            elif tag == "sector":
                self._transaction_sector(child)
            elif f"transaction/{tag}" not in self._ignored:
                self._note(f"transaction/{tag}")
        amount = kind, date, value, currency, value_date
        provider, receiver = (parties.get(party, NOBODY) for party in PARTIES)
        self._extend["transactions"]((self._activity, *amount, *provider, *receiver, country, region, vocabulary))

    def _transaction_sector(self, element: _Element) -> None:
        get = element.get
        row = (self._activity, str(self._transactions), get("code"), get("vocabulary"), get("vocabulary-uri"))
        self._extend["transaction_sectors"](row)

    def _result(self, element: _Element) -> None:
        title: tuple[str | None, str | None] = (None, None)
        for child in element:
            if child.tag == "title":
                title = self._narrative(child)
            elif f"result/{child.tag}" not in self._ignored:
                self._note(f"result/{child.tag}")
        self._extend["results"]((self._activity, element.get("type"), title[1], title[0]))


def _text(element: _Element) -> str | None:
    return "".join(element.itertext()) if len(element) else element.text
