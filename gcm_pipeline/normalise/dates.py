"""Dates as people write them: days, months, years, spans of years, spreadsheet serials.

Belongs here: reading one date and saying how exact it is. Does not belong here: what a date means for a project.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise.text import fold

# IOM was founded in 1951, and no project runs into the next century: other years are slips of the pen. The same two
# bounds tell a spreadsheet serial (18,629 to 73,050) from a year.
FIRST, LAST = date(1951, 1, 1), date(2099, 12, 31)
SERIAL_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets, which count 29 February 1900
UNREADABLE = "unreadable-date"

_MONTH_NAMES = """january jan janvier janv / february feb fevrier fevr fev / march mar mars / april apr avril avr /
may mai / june jun juin / july jul juillet juil / august aug aout / september sep sept septembre / october oct octobre /
november nov novembre / december dec decembre"""
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("/"), start=1) for name in names.split()}
_TIME = (
    r"(?:[t ] ?(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,](?P<fraction>\d{1,9}))?"
    r" ?(?P<zone>z|utc|[+-]\d{2}:?\d{2})?)?"
)
_DAY = re.compile(r"(?P<year>\d{4})(?P<mark>[-/]?)(?P<month>\d{2})(?P=mark)(?P<day>\d{2})" + _TIME)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})" + _TIME)
_NAMED = re.compile(r"(?:(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[ -])?(?P<month>[a-z]+)\.?,?[ -](?P<year>\d{4})" + _TIME)
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_SERIAL = re.compile(r"(?P<days>\d{5})(?:\.(?P<fraction>\d+))?")
_YEARS = re.compile(r"(?P<first>\d{4})(?:\.0+)?(?: ?- ?(?P<last>\d{4}))?")
_ISO = (  # within FIRST and LAST, and in every year's calendar: Arrow reads these without a look at each
    r"^(195[1-9]|19[6-9][0-9]|20[0-9]{2})"
    r"-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
    r"([T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?)?$"
)


class Dates(NamedTuple):
    """For each distinct cell: ``value`` (date32), ``precision`` (day, month, year), ``moment`` (µs, UTC), ``rule``."""

    value: pa.Array
    precision: pa.Array
    moment: pa.Array
    rule: pa.Array


class _Reading(NamedTuple):
    day: date
    precision: str
    moment: datetime


def read(values: pa.Array, *, last: bool = False) -> Dates:
    """Dates of distinct tidy cells; a month or year stands as its first day, with ``last`` as its last (end dates).

    ``moment`` has the time of day where one is given, for telling which of two is later. Rule: ``unreadable-date``.
    """
    days, moments = _iso(values)
    odd = pc.is_null(days)
    readings = [_read(fold(text), last=last) for text in values.filter(odd).to_pylist()]
    texts = pa.nulls(len(values), pa.string())
    return Dates(
        _fill(days, odd, [found and found.day for found in readings]),
        _fill(pc.if_else(odd, texts, "day"), odd, [found and found.precision for found in readings]),
        _fill(moments, odd, [found and found.moment for found in readings]),
        _fill(texts, odd, [None if found else UNREADABLE for found in readings]),
    )


def _fill(column: pa.Array, mask: pa.Array, entries: Sequence[object]) -> pa.Array:
    return pc.replace_with_mask(column, mask, pa.array(entries, column.type))


def _iso(values: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Days and moments of the cells in ISO 8601, null for all others; leap days are among the others."""
    iso = pc.match_substring_regex(values, _ISO)
    moments = pc.utf8_rtrim(pc.if_else(iso, values, pa.scalar(None, pa.string())), "Z").cast(pa.timestamp("us"))
    return moments.cast(pa.date32(), safe=False), moments


def _read(text: str, *, last: bool) -> _Reading | None:
    try:
        found = _day(text) or _part(text, last=last) or _serial(text)
    except (ValueError, OverflowError):  # 31 February, 25 o'clock
        return None
    return found if found and FIRST <= found.day <= LAST else None


def _day(text: str) -> _Reading | None:
    found = _DAY.fullmatch(text) or _DAY_FIRST.fullmatch(text) or _NAMED.fullmatch(text)
    if not found or not found["day"]:
        return None
    month = int(found["month"]) if found["month"].isdigit() else _MONTHS.get(found["month"], 0)
    day = date(int(found["year"]), month, int(found["day"]))
    hour, minute, second = (int(part) for part in f"{found['time'] or '0:0'}:0".split(":")[:3])
    clock = time(hour, minute, second, int(f"{found['fraction'] or 0:0<6}"[:6]))
    return _Reading(day, "day", datetime.combine(day, clock) - _offset(found["zone"]))


def _offset(zone: str | None) -> timedelta:
    if not zone or zone in {"z", "utc"}:
        return timedelta()
    return datetime.strptime(zone, "%z").utcoffset() or timedelta()


def _part(text: str, *, last: bool) -> _Reading | None:
    """A month, a year or a span of years."""
    if found := _MONTH.fullmatch(text) or _NAMED.fullmatch(text):
        month = int(found["month"]) if found["month"].isdigit() else _MONTHS.get(found["month"], 0)
        return _span(date(int(found["year"]), month, 1), _next_month(int(found["year"]), month), "month", last=last)
    if found := _YEARS.fullmatch(text):
        first, final = int(found["first"]), int(found["last"] or found["first"])
        return _span(date(first, 1, 1), date(final + 1, 1, 1), "year", last=last) if first <= final else None
    return None


def _next_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def _span(start: date, after: date, precision: str, *, last: bool) -> _Reading:
    day = after - timedelta(days=1) if last else start
    return _Reading(day, precision, datetime.combine(day, time()))


def _serial(text: str) -> _Reading | None:
    found = _SERIAL.fullmatch(text)
    if not found:
        return None
    day = SERIAL_ZERO + timedelta(days=int(found["days"]))
    moment = datetime.combine(day, time()) + timedelta(days=float(f"0.{found['fraction'] or 0}"))
    return _Reading(day, "day", moment)
