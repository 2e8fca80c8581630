"""Amounts of money as people write them, to exact decimals.

Belongs here: reading one amount in US dollars. Does not belong here: exchange rates, or which currency a source uses.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise.cells import Cleaned, no_rule, read_odd

AMOUNT = pa.decimal128(18, 2)
LARGEST = Decimal("9999999999999999.99")  # what numeric(18,2) holds
# Several times IOM's whole expenditure of a year: more is a slip of the pen. The marts add budgets up, and the sum of
# 999,999 of these still fits numeric(18,2).
LARGEST_BUDGET = Decimal("10000000000")
CENT = Decimal("0.01")

_PLAIN = r"^[0-9]{1,10}(\.[0-9]{1,2})?$"  # cannot exceed LARGEST_BUDGET
_CURRENCY = re.compile(r"^(?:USD|US\$|\$)\s*|\s*(?:USD|US\$|\$)$", re.IGNORECASE)
_SIGN = re.compile(r"^[-\u2212\u2013]\s*(?P<amount>.+)$|^\((?P<bracketed>.+)\)$")
# One dot or comma before exactly three digits: thousands in some countries, decimals in others. A comma is read as
# thousands, as in the exports seen (150,000); a dot is not safe to read either way.
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_FORMS = (
    re.compile(r"(?P<whole>\d+)(?:\.(?P<part>\d+))?"),  # 300000.00
    re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+)(?:\.(?P<part>\d+))?"),  # 150,000.50
    re.compile(r"(?P<whole>\d{1,3}(?:[ '\u2019]\d{3})+)(?:[.,](?P<part>\d+))?"),  # 1 234 567,89
    re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+),(?P<part>\d+)"),  # 1.234.567,89
    re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3}){2,})"),  # 1.234.567
    re.compile(r"(?P<whole>\d+),(?P<part>\d{1,2})"),  # 1234,5
)


def read(values: pa.Array) -> Cleaned:
    """Amounts (decimal128(18,2), US dollars) of distinct tidy cells; more than two decimals are rounded half to even.

    Rules: ``negative-amount``, ``ambiguous-amount`` (`1.234`), ``amount-too-large`` (more than LARGEST_BUDGET),
    ``unreadable-amount``.
    """
    plain = pc.match_substring_regex(values, _PLAIN)
    amounts = pc.if_else(plain, values, pa.scalar(None, pa.string())).cast(AMOUNT)
    return read_odd(values, Cleaned(amounts, no_rule(len(values))), pc.invert(plain), amount)


def amount(text: str) -> tuple[Decimal | None, str | None]:
    """The amount that ``text`` writes, or the rule by which it is not read."""
    bare = _CURRENCY.sub("", text, count=1)
    if sign := _SIGN.match(bare):
        size, rule = amount(sign["amount"] or sign["bracketed"])
        return (size, rule) if size is None or not size else (None, "negative-amount")
    if _AMBIGUOUS.fullmatch(bare):
        return None, "ambiguous-amount"
    for form in _FORMS:
        if found := form.fullmatch(bare):
            parts = found.groupdict()
            return _sized(re.sub(r"\D", "", parts["whole"]), parts.get("part") or "0")
    return None, "unreadable-amount"


def _sized(whole: str, part: str) -> tuple[Decimal | None, str | None]:
    if len(whole.lstrip("0")) > 16:
        return None, "amount-too-large"
    size = Decimal(f"{whole.lstrip('0') or '0'}.{part[:40]}").quantize(CENT, ROUND_HALF_EVEN)
    return (size, None) if size <= LARGEST_BUDGET else (None, "amount-too-large")
