"""The texts beside the tables: ``README.md`` and ``sources.csv``.

Belongs here: filling the template ``readme.md``. Does not belong here: the template's words.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from string import Template

from gcm_pipeline.exports.tables import Exported
from gcm_pipeline.reports import markdown
from gcm_pipeline.sources.card import cards, load_card

TEMPLATE = Path(__file__).with_name("readme.md")
INTERNAL = (
    "**Not for publication: $tables hold rows of $sources, which must not be passed on.** "
    "`gcm-pipeline export --public` leaves them out."
)
PUBLIC = "Tables with rows of internal sources are left out; figures counted from them are in the marts."


def readme(exported: Sequence[Exported], rows: Mapping[str, int], left_out: Iterable[str]) -> str:
    """``README.md`` for these tables, of so many rows each; ``left_out`` are too long for the workbook."""
    absent = set(left_out)
    listed = []
    for each in exported:
        note = " (not in XLSX: too long)" if each.name in absent else ""
        listed.append((each.name, f"{rows[each.name]:,}{note}", each.table.comment))
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        audience=_audience(exported),
        tables=markdown.table(("table", "rows", "what it holds"), listed),
        sources="\n".join(_terms(source) for source in _behind(exported)),
    )


def sources(exported: Sequence[Exported]) -> str:
    """``sources.csv``: the card of each source behind these tables."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("source", "title", "publisher", "licence", "url", "internal_tables", "description"))
    for name in _behind(exported):
        if name in cards():
            card = load_card(name)
            internal = " ".join(card.internal)
            writer.writerow((name, card.title, card.publisher, card.licence, card.url, internal, card.description))
    return text.getvalue()


def _behind(exported: Iterable[Exported]) -> list[str]:
    return sorted({source for each in exported for source in each.sources})


def _audience(exported: Iterable[Exported]) -> str:
    internal = [each for each in exported if each.is_internal]
    if not internal:
        return PUBLIC
    named = ", ".join(f"`{each.name}`" for each in internal)
    titles = ", ".join(load_card(source).title for source in _behind(internal))
    return Template(INTERNAL).substitute(tables=named, sources=titles)


def _terms(source: str) -> str:
    if source not in cards():
        return f"- **{source}**: reference tables of gcm-pipeline; each fact names its source."
    card = load_card(source)
    return f"- **{source}** ({card.title}), published by {card.publisher}. Terms: {card.licence}"
