"""The elements of an IATI activity, each turned into one row of a raw frame.

Belongs here: which attribute or child gives which column (IATI 2.03 activity standard).
Does not belong here: cleaning, defaults, codelists (``normalise/iati``).

This runs for every element of every file, and is the only such code: hence one plain function per element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml.etree import Element, _Element

from gcm_pipeline.sources.iati_frames import Rows

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NOBODY, NOWHERE = (None, None, None, None), (None, None, None)
NOTHING = Element("nothing")
"""Stands for an element that is not there: without text, attributes or children."""
READ = {
    "budget": ("period-start", "period-end", "value"),
    "transaction": (
        "provider-org",
        "receiver-org",
        "recipient-country",
        "recipient-region",
        "sector",
        "transaction-date",
        "transaction-type",
        "value",
    ),
}
"""What is read within the elements of which each row takes most children."""
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
        self._known = {
            name: {path.removeprefix(f"{name}/") for path in self._ignored} | set(read) for name, read in READ.items()
        }

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

    def _children(self, parent: _Element, name: str) -> dict[str, _Element]:
        """The children of ``parent``, a ``name``, by tag, of several with the same the last; unknown ones are noted."""
        children = {child.tag: child for child in parent[:]}  # a slice, for lxml is slow to start an iterator
        known = self._known[name]
        if not known.issuperset(children):
            for tag in children:
                if tag not in known:
                    self._note(f"{name}/{tag}")
                    if len(known) < UNKNOWN_LIMIT:
                        known.add(tag)  # noted once, or an extension
        return children

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
            only: _Element = parent[0]
            if only.tag == "narrative":
                return _text(only)
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
        get = element.get
        code = get("code"), get("vocabulary"), get("vocabulary-uri")
        self._extend["recipient_regions"]((self._activity, *code, get("percentage"), self._name(element)))

    def _sector(self, element: _Element) -> None:
        get = element.get
        code = get("code"), get("vocabulary"), get("vocabulary-uri")
        self._extend["sectors"]((self._activity, *code, get("percentage"), self._name(element)))

    def _policy_marker(self, element: _Element) -> None:
        get = element.get
        code = get("code"), get("vocabulary"), get("vocabulary-uri")
        self._extend["policy_markers"]((self._activity, *code, get("significance"), self._name(element)))

    def _tag(self, element: _Element) -> None:
        get = element.get
        row = (self._activity, get("code"), get("vocabulary"), get("vocabulary-uri"), self._name(element))
        self._extend["tags"](row)

    def _related(self, element: _Element) -> None:
        self._extend["related_activities"]((self._activity, element.get("type"), element.get("ref")))

    def _budget(self, element: _Element) -> None:
        child = self._children(element, "budget").get
        value = child("value", NOTHING)
        period = child("period-start", NOTHING).get("iso-date"), child("period-end", NOTHING).get("iso-date")
        row = (self._activity, element.get("type"), element.get("status"), *period)
        self._extend["budgets"]((*row, value.text, value.get("currency"), value.get("value-date")))

    def _transaction(self, element: _Element) -> None:
        self._transactions += 1
        children = self._children(element, "transaction")
        child = children.get
        value = child("value", NOTHING)
        row = (
            self._activity,
            child("transaction-type", NOTHING).get("code"),
            child("transaction-date", NOTHING).get("iso-date"),
            value.text,
            value.get("currency"),
            value.get("value-date"),
            *self._party(child("provider-org"), "provider-activity-id"),
            *self._party(child("receiver-org"), "receiver-activity-id"),
            *(self._places(children) if "recipient-country" in children or "recipient-region" in children else NOWHERE),
        )
        self._extend["transactions"](row)
        if "sector" in children:
            for sector in element:
                if sector.tag == "sector":
                    self._transaction_sector(sector)

    def _party(self, element: _Element | None, activity: str) -> tuple[str | None, ...]:
        if element is None:
            return NOBODY
        return element.get("ref"), element.get("type"), element.get(activity), self._name(element)

    def _places(self, children: dict[str, _Element]) -> tuple[str | None, ...]:
        region = children.get("recipient-region", NOTHING)
        country = children.get("recipient-country", NOTHING)
        return country.get("code"), region.get("code"), region.get("vocabulary")

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
