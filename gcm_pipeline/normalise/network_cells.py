"""Cells of the network's short lists: a year, a level, a number, a count of people.

Belongs here: reading those that no other source has. Does not belong here: countries (countries.py), dates.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import dates, spans
from gcm_pipeline.normalise.cells import Cleaned, no_rule, read_each
from gcm_pipeline.normalise.text import fold

LARGEST_COUNT = 10_000  # an interview with more people is a conference

_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_COUNT = re.compile(r"(\d{1,6})(?:\.0+)?")
_NUMBERED = re.compile(r"(?:(?:interview|entretien|number|numero|no\.?|n[°º]|#) ?)*0*(\d+)(?:\.0+)?")
_LEVELS = {
    "national": "national country pays state etat",
    "local": "local city cities municipal municipality town subnational ville municipalite commune infranational",
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words.split()}


def years(cells: pa.Array) -> Cleaned:
    """Years (int16) of distinct tidy cells, of the time that dates may have. Rule: ``unreadable-year``."""
    return read_each(cells.to_pylist(), _year, pa.int16())


def _year(text: str) -> tuple[int | None, str | None]:
    found = _YEAR.fullmatch(text)
    year = int(found[1]) if found else 0
    return (year, None) if dates.FIRST.year <= year <= dates.LAST.year else (None, "unreadable-year")


def levels(cells: pa.Array) -> Cleaned:
    """`national` or `local`, in English or French words. Rule: ``unknown-level``."""
    return read_each(cells.to_pylist(), _level, pa.string())


def _level(text: str) -> tuple[str | None, str | None]:
    words = fold(text).replace("-", "").replace("locale", "local").replace("nationale", "national").split()
    found = {_LEVEL_OF[word] for word in words if word in _LEVEL_OF}
    return (found.pop(), None) if len(found) == 1 else (None, "unknown-level")


def interview_numbers(cells: pa.Array) -> Cleaned:
    """Numbers of interviews in one form (text): `7` for `No. 07`; what is no number stays as written, in capitals."""
    read = [(_NUMBERED.fullmatch(fold(text)), text) for text in cells.to_pylist()]
    numbers = [found[1] if found else text.upper() for found, text in read]
    return Cleaned(pa.array(numbers, pa.string()), no_rule(len(read)))


def informants(cells: pa.Array) -> Cleaned:
    """Counts of people (int32) from 1. Rule: ``invalid-informants``."""
    return read_each(cells.to_pylist(), _count, pa.int32())


def _count(text: str) -> tuple[int | None, str | None]:
    found = _COUNT.fullmatch(text)
    count = int(found[1]) if found else 0
    return (count, None) if 1 <= count <= LARGEST_COUNT else (None, "invalid-informants")


def first_days(cells: pa.Array) -> Cleaned:
    """The first day (date32) of a day or span of days. Rules: ``unreadable-date``, ``end-before-start``."""
    times = spans.read(cells)
    none = pc.and_(pc.is_null(times.start), pc.is_null(times.rule))  # goes on since nobody says when
    return Cleaned(times.start, pc.if_else(none, dates.UNREADABLE, times.rule))


def folded(cells: pa.Array) -> Cleaned:
    """Names in the form in which they are compared."""
    return Cleaned(pa.array([fold(text) for text in cells.to_pylist()], pa.string()), no_rule(len(cells)))
