"""Rows as Markdown.

Belongs here: escaping, so that what a source wrote stays text. Does not belong here: what is in a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

LONGEST = 120
"""Longer cells are cut; the warehouse has the whole."""


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table; markup in cells is escaped, line ends become spaces."""
    lines = [f"| {' | '.join(map(_cell, columns))} |", "|" + "---|" * len(columns)]
    return "\n".join([*lines, *(f"| {' | '.join(map(_cell, row))} |" for row in rows)])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = " ".join(str(value).split())
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{letter}" if letter in "\\`*_[]|#" else letter for letter in text)
