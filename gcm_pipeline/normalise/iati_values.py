"""Values in the strict formats of the IATI standard: xsd:date, xsd:dateTime, xsd:decimal, codes.

Belongs here: reading the distinct cells of a column. Does not belong here: which column is which (``iati_columns``).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import dates
from gcm_pipeline.normalise.cells import Cleaned, no_rule
from gcm_pipeline.normalise.money import AMOUNT, LARGEST
from gcm_pipeline.reference import Reference

Read = Callable[[pa.Array], Cleaned]

PERCENTAGE = pa.decimal128(9, 4)
MOMENT = pa.timestamp("us", tz="UTC")
_WIDE = pa.decimal128(38, 12)
_DECIMAL = r"^[+-]?([0-9]{1,40}(\.[0-9]*)?|\.[0-9]+)$"
_LARGE = r"^[+-]?0*[1-9][0-9]{16}"
_ZEROS_AND_DECIMALS = r"^([+-]?)0*([0-9]+\.?[0-9]{0,12}|\.[0-9]{1,12})[0-9]*$"
_ZONED_DAY = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[zZ]|[+-][0-9]{2}:[0-9]{2})$"
_DAY_FIRST_OF_ALL = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"


def day(values: pa.Array) -> Cleaned:
    """Days (date32) of xsd:date; a time or a zone behind the day is left off. Rule: ``unreadable-date``."""
    found = _read_dates(values)
    return Cleaned(found.value, found.rule)


def moment(values: pa.Array) -> Cleaned:
    """Moments (µs, UTC) of xsd:dateTime; without a zone they are taken as UTC. Rule: ``unreadable-date``."""
    found = _read_dates(values)
    return Cleaned(found.moment.cast(MOMENT), found.rule)


def amount(values: pa.Array) -> Cleaned:
    """Amounts (decimal128(18,2)) of xsd:decimal, rounded half to even; negative ones are refunds, and legal.

    Rules: ``unreadable-amount``, ``amount-too-large``.
    """
    return _number(values, AMOUNT, -LARGEST, LARGEST, "unreadable-amount", "amount-too-large")


def percentage(values: pa.Array) -> Cleaned:
    """Shares (decimal128(9,4)) from 0 to 100. Rules: ``unreadable-percentage``, ``percentage-out-of-range``."""
    return _number(values, PERCENTAGE, Decimal(0), Decimal(100), "unreadable-percentage", "percentage-out-of-range")


def currency(values: pa.Array) -> Cleaned:
    """Currency codes in the form of ISO 4217, in capitals. Rule: ``unreadable-currency``."""
    capitals = pc.utf8_upper(values)
    return _where(pc.match_substring_regex(capitals, "^[A-Z]{3}$"), capitals, "unreadable-currency")


def flag(values: pa.Array) -> Cleaned:
    """Booleans of xsd:boolean. Rule: ``unreadable-flag``."""
    lower = pc.utf8_lower(values)
    yes = pc.is_in(lower, value_set=pa.array(["1", "true"]))
    known = pc.is_in(lower, value_set=pa.array(["0", "1", "false", "true"]))
    return _where(known, yes, "unreadable-flag")


def level(values: pa.Array) -> Cleaned:
    """Hierarchy levels (int16) from 0 to 999. Rule: ``unreadable-hierarchy``."""
    known = pc.match_substring_regex(values, "^[0-9]{1,3}$")
    return _where(known, pc.if_else(known, values, "0").cast(pa.int16()), "unreadable-hierarchy")


def language(values: pa.Array) -> Cleaned:
    """Language tags in small letters."""
    return Cleaned(pc.utf8_lower(values), no_rule(len(values)))


def ordinal(values: pa.Array) -> Cleaned:
    """Numbers (int32) that the reader counted itself."""
    return Cleaned(values.cast(pa.int32()), no_rule(len(values)))


def code_of(codelist: str, reference: Reference) -> Read:
    """Reads codes of an IATI codelist (``iati_codes.csv``): others are kept, with rule ``unknown-code``."""
    codes = reference["iati_codes"]
    known = pa.array(codes.loc[codes["codelist"] == codelist, "code"], pa.string())

    def read(values: pa.Array) -> Cleaned:
        return Cleaned(values, _rule(pc.is_in(values, value_set=known), "unknown-code"))

    return read


def country_of(reference: Reference) -> Read:
    """Reads ISO 3166-1 alpha-2 codes, in either case, as alpha-3. Rule: ``unknown-country``."""
    countries = reference["countries"]
    alpha2, alpha3 = (pa.array(countries[column], pa.string()) for column in ("iso2", "country_code"))

    def read(values: pa.Array) -> Cleaned:
        found = alpha3.take(pc.index_in(pc.utf8_upper(values), value_set=alpha2))
        return Cleaned(found, _rule(pc.is_valid(found), "unknown-country"))

    return read


_KINDS: dict[str, Read] = {
    "day": day,
    "moment": moment,
    "amount": amount,
    "percentage": percentage,
    "currency": currency,
    "flag": flag,
    "level": level,
    "language": language,
    "ordinal": ordinal,
}


def reader(kind: str, reference: Reference) -> Read:
    """How cells of a ``kind`` are read: ``day``, ``amount``, …, ``country``, ``code <codelist>``."""
    if kind == "country":
        return country_of(reference)
    return code_of(kind.removeprefix("code "), reference) if kind.startswith("code ") else _KINDS[kind]


def _read_dates(values: pa.Array) -> dates.Dates:
    plain = pc.replace_substring_regex(values, _ZONED_DAY, r"\1")
    iso = pc.match_substring_regex(plain, _DAY_FIRST_OF_ALL)
    return dates.read(pc.if_else(iso, plain, "no day"))


def _number(
    values: pa.Array, to: pa.Decimal128Type, least: Decimal, most: Decimal, unreadable: str, outside: str
) -> Cleaned:
    """Decimals from ``least`` to ``most`` as ``to``, rounded half to even; the thirteenth decimal on is cut off."""
    readable = pc.match_substring_regex(values, _DECIMAL)
    castable = pc.and_not(readable, pc.match_substring_regex(values, _LARGE))
    short = pc.replace_substring_regex(_only(values, castable), _ZEROS_AND_DECIMALS, r"\1\2")
    numbers = pc.round(short.cast(_WIDE), to.scale, round_mode="half_to_even")
    bounds = [pa.scalar(bound).cast(_WIDE) for bound in (least, most)]
    inside = pc.and_(pc.greater_equal(numbers, bounds[0]), pc.less_equal(numbers, bounds[1]))
    within = pc.fill_null(inside, fill_value=False)
    rule = pc.if_else(readable, pc.if_else(within, pa.scalar(None, pa.string()), outside), unreadable)
    return Cleaned(_only(numbers, within).cast(to), rule)


def _where(known: pa.Array, values: pa.Array, rule: str) -> Cleaned:
    return Cleaned(_only(values, known), _rule(known, rule))


def _rule(known: pa.Array, rule: str) -> pa.Array:
    return pc.if_else(known, pa.scalar(None, pa.string()), rule)


def _only(values: pa.Array, mask: pa.Array) -> pa.Array:
    return pc.if_else(mask, values, pa.scalar(None, values.type))
