"""Great Expectations' Data Docs: the last page of each suite and an index, in ``<storage>/data-docs``.

Belongs here: writing the pages as the suites are run, so that a run that is stopped has them too.
Does not belong here: running suites (suites.py), linking to the pages (assets/).

The renderer takes 50 ms for a page, nearly all of it for compiling its templates: with one view for all pages they are
compiled once. It puts values into the page as they are, so what a source wrote is made harmless before. Its pages fetch
scripts, styles and pictures from a dozen hosts; here its sections stand in a page of ours that asks for nothing.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from gcm_pipeline import whole

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.render.view import DefaultJinjaPageView

INDEX, PAGE, STYLE = (Path(__file__).with_name(f"data_docs{end}") for end in (".html", "_page.html", ".css"))
SECTIONS = "//div[contains(concat(' ', @class, ' '), ' ge-section ')]"
FETCHING = ("script", "style", "link", "img", "iframe", "object", "form", "button", "input")


@dataclass(frozen=True)
class Entry:
    """A line of the index."""

    load_id: int
    suite: str
    passed: int
    checked: int


@dataclass(frozen=True)
class DataDocs:
    """The site in ``folder``, with the page of each suite from the load that ran it last; now that is ``load_id``."""

    folder: Path
    load_id: int

    def page(self, suite: str) -> Path:
        """Where the page of a suite lies."""
        return self.folder / f"{suite}.html"

    def write(self, suite: str, result: ExpectationSuiteValidationResult) -> None:
        """Write the page of ``suite``, and the index anew."""
        page = _rendered(result)
        whole.write_text(self.page(suite), _filled(PAGE, suite=escape(suite), load_id=self.load_id, sections=page))
        entry = Entry(self.load_id, suite, sum(bool(one.success) for one in result.results), len(result.results))
        whole.write_text(self.folder / f"{suite}.json", json.dumps(asdict(entry)))
        whole.write_text(self.folder / "index.html", self._index())

    def _index(self) -> str:
        entries = [Entry(**json.loads(path.read_text("utf-8"))) for path in sorted(self.folder.glob("*.json"))]
        return _filled(INDEX, rows="\n".join(map(_row, entries)))


def _filled(template: Path, **parts: str | int) -> str:
    return Template(template.read_text("utf-8")).substitute(parts, style=STYLE.read_text("utf-8"))


def _row(entry: Entry) -> str:
    outcome = "passed" if entry.passed == entry.checked else "failed"
    name = escape(entry.suite)
    return (
        f'<tr class="{outcome}"><td><a href="{name}.html">{name}</a></td><td>{outcome}</td>'
        f"<td>{entry.passed} of {entry.checked}</td><td>load {entry.load_id}</td></tr>"
    )


def _rendered(result: ExpectationSuiteValidationResult) -> str:
    """The sections of Great Expectations' page: its markup without what fetches or does anything."""
    from great_expectations.render.renderer import ValidationResultsPageRenderer

    shown = deepcopy(result)
    for one in shown.results:
        one.result, one.exception_info = _harmless(one.result), _harmless(one.exception_info)
    page = _view().render(ValidationResultsPageRenderer().render(shown))  # type: ignore[no-untyped-call]
    from lxml import etree, html

    sections = html.document_fromstring(str(page)).xpath(SECTIONS)
    for section in sections:
        etree.strip_elements(section, *FETCHING, with_tail=False)
        for part in section.iter(etree.Element):
            for name in part.attrib:
                if name != "class":
                    del part.attrib[name]
    return "\n".join(html.tostring(section, encoding="unicode", with_tail=False) for section in sections)


def _harmless(value: Any) -> Any:
    """``value`` with every text in it escaped, for HTML and for the templates' own ``$``."""
    if isinstance(value, str):
        return escape(value).replace("$", "&#36;")
    if isinstance(value, dict):
        return {_harmless(key): _harmless(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_harmless(each) for each in value]
    # The renderers ask whether a value is true, which NA has no answer to.
    return None if value is _missing() else value


@cache
def _missing() -> object:
    import pandas as pd

    return pd.NA


@cache
def _view() -> DefaultJinjaPageView:
    from great_expectations.render.view import DefaultJinjaPageView

    return DefaultJinjaPageView()
