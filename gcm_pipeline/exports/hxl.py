"""HXL hashtags: the second row of an exported CSV, which tells programs what each column holds.

Belongs here: finding a column's hashtag by the rules in ``hxl.csv``, the first that fits.
Does not belong here: the rules. ``#sector`` and ``#subsector`` stand for clusters and objectives of the Compact.
Source: HXL 1.1, tagging conventions and hashtag dictionary (https://hxlstandard.org/standard/1-1final/).
"""

from __future__ import annotations

import csv
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Numeric, Table

RULES = Path(__file__).with_name("hxl.csv")
KINDS = {Integer: "number", Numeric: "number", Boolean: "flag", Date: "date", DateTime: "date"}


def hashtags(table: Table) -> list[str]:
    """One hashtag for each column, in order; a number, say, that no rule names is ``#indicator+num+<column>``."""
    return [_hashtag(table.name, column) for column in table.columns]


def _hashtag(table: str, column: Column[object]) -> str:
    kind = next((name for base, name in KINDS.items() if isinstance(column.type, base)), "text")
    fitting = (
        rule["hashtag"]
        for rule in _rules()
        if rule["kind"] in ("any", kind)
        and fnmatchcase(column.name, rule["column"])
        and fnmatchcase(table, rule["table"])
    )
    return next(fitting).replace("{name}", column.name)


@cache
def _rules() -> list[dict[str, str]]:
    with RULES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
