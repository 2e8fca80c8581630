"""Times as people write them: `2020 - 2022`, `2019 – ongoing`, `12-13 November 2020`, a year, a day.

Belongs here: the two ends of a span, and whether it goes on. Does not belong here: reading one date (dates.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pyarrow as pa

from gcm_pipeline.normalise import dates
from gcm_pipeline.normalise.text import fold

REVERSED = "end-before-start"

# Of folded text: without case and accents, with plain dashes.
_ONGOING = re.compile(
    r"(?:(?P<since>\w.*?) ?(?:-|\bto\b|\buntil\b|\ba\b|\bjusqu'a\b)? ?)?"
    r"\(?(?:on-?going|(?:the )?present|current|today|now|to date|continuing|en cours|(?:a )?ce jour|aujourd'hui)\)?"
)
_SINCE = re.compile(r"(?:on-?going |en cours )?(?:since|from|as of|depuis|a partir (?:de|du)) (?P<since>.+)")
_OPENING = re.compile(r"^(?:since|depuis|from|between|during|in|du|de|entre|en) ")
_BETWEEN = re.compile(r" ?[-/] ?| (?:to|until|till|and|a|au|et|jusqu'a|jusqu'en|jusqu'au) ")


class Spans(NamedTuple):
    """For each distinct cell: first and last day (date32) with their precision, whether it goes on, the rule."""

    start: pa.Array
    start_precision: pa.Array
    end: pa.Array
    end_precision: pa.Array
    is_ongoing: pa.Array
    rule: pa.Array


class _Way(NamedTuple):
    """One way to understand a cell: the texts of its two ends."""

    first: str | None
    last: str | None = None
    is_ongoing: bool = False


class _Span(NamedTuple):
    start: date | None = None
    start_precision: str | None = None
    end: date | None = None
    end_precision: str | None = None
    is_ongoing: bool = False
    rule: str | None = None


_Known = Mapping[str | None, tuple[date | None, str | None]]


def read(values: pa.Array) -> Spans:
    """Spans of distinct tidy cells. A lone date is the first day; its span has no last day, for none is stated.

    Rules: ``unreadable-date`` (a sentence, say); ``end-before-start``. Such a cell has no days at all.
    """
    ways = [list(_ways(fold(text).strip(" ."))) for text in values.to_pylist()]
    ends = pa.array(sorted({end for each in ways for way in each for end in way[:2] if end}), pa.string())
    first, last = _known(ends, last=False), _known(ends, last=True)
    spans = [_understood(each, first, last) for each in ways]
    types = (pa.date32(), pa.string(), pa.date32(), pa.string(), pa.bool_(), pa.string())
    columns = zip(*spans, strict=True) if spans else [()] * len(types)
    return Spans(*(pa.array(column, kind) for column, kind in zip(columns, types, strict=True)))


def _known(ends: pa.Array, *, last: bool) -> _Known:
    """Day and precision of each text; of none, none."""
    found = dates.read(ends, last=last)
    days = zip(found.value.to_pylist(), found.precision.to_pylist(), strict=True)
    known: dict[str | None, tuple[date | None, str | None]] = {None: (None, None)}
    return known | dict(zip(ends.to_pylist(), days, strict=True))


def _ways(text: str) -> Iterator[_Way]:
    """The ways to understand folded ``text``, the likeliest first."""
    plain = _OPENING.sub("", text)
    for between in _BETWEEN.finditer(plain):
        first, last = plain[: between.start()], plain[between.end() :]
        if first and last:
            yield _Way(first, last)
            yield _Way(_completed(first, last), last)
    if found := _ONGOING.fullmatch(text) or _SINCE.fullmatch(text):
        yield _Way(found["since"] and _OPENING.sub("", found["since"]), is_ongoing=True)
    if plain:
        yield _Way(plain)


def _completed(first: str, last: str) -> str:
    """``first`` with the words that it leaves to ``last``: `12` of `13 november 2020` is `12 november 2020`."""
    return " ".join([*first.split(), *last.split()[len(first.split()) :]])


def _understood(ways: Sequence[_Way], first: _Known, last: _Known) -> _Span:
    """The first of ``ways`` whose ends are dates."""
    for way in ways:
        start, end = first[way.first], last[way.last]
        if (way.first and not start[0]) or (way.last and not end[0]):
            continue
        if start[0] and end[0] and end[0] < start[0]:
            return _Span(rule=REVERSED)
        return _Span(*start, *end, way.is_ongoing)
    return _Span(rule=dates.UNREADABLE)
