"""Numbers, days, money and what sources wrote, as a page says them.

Belongs here: the filters of the templates. Does not belong here: markup (templates/), geometry (shapes.py).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from urllib.parse import urlsplit

from markupsafe import Markup, escape

LONGEST = 160
"""Longer texts of sources are cut; how long they are is said, and the warehouse has the whole."""
UNKNOWN = "–"
CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")
"""Control characters have no place in HTML."""
UNITS = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k"))
THREE_FIGURES = Context(prec=3, rounding=ROUND_HALF_UP)
MIXED = {False: "no", True: "yes", None: UNKNOWN}


def number(value: float | Decimal | None) -> str:
    """``1234`` → ``1,234``."""
    return UNKNOWN if value is None else f"{value:,.0f}"


def signed(value: Decimal) -> str:
    """``1234`` → ``+1,234``; ``-0.4`` → ``-0.40``: what is less than one is not called nothing."""
    return f"{value:+,.2f}" if value and abs(value) < 1 else f"{value:+,.0f}"


def short(value: float | Decimal | None) -> str:
    """Three figures at most and a unit, rounded, such as ``31.2k``; for cells with little room."""
    if value is None:
        return UNKNOWN
    rounded = THREE_FIGURES.create_decimal(value)
    for size, unit in UNITS:
        if abs(rounded) >= size:
            return f"{(rounded / size).normalize():f}{unit}"
    return f"{rounded:,.0f}"


def usd(value: Decimal | None) -> str:
    """A whole amount in US dollars, such as ``USD 1,234,567``."""
    return UNKNOWN if value is None else f"USD {value:,.0f}"


def usd_short(value: Decimal | None) -> str:
    """The same in three figures, such as ``USD 1.2m``."""
    return UNKNOWN if value is None else f"USD {short(value)}"


def percent(value: Decimal | None) -> str:
    """An exact share with one decimal, such as ``27.7%``."""
    return UNKNOWN if value is None else f"{value:.1f}%"


def day(value: date | None) -> str:
    """``23 November 2026``."""
    return UNKNOWN if value is None else f"{value.day} {value:%B %Y}"


def month(value: date | None) -> str:
    """``November 2026``."""
    return UNKNOWN if value is None else f"{value:%B %Y}"


def known(value: date | None, precision: str | None = None) -> str:
    """A day as far as it is known: ``2021``, ``2021-03`` or ``2021-03-31``."""
    return UNKNOWN if value is None else value.isoformat()[: {"year": 4, "month": 7}.get(precision or "", 10)]


def moment(value: datetime | None) -> str:
    """``23 November 2026, 20:21 UTC``."""
    return UNKNOWN if value is None else f"{day(value)}, {value:%H:%M} UTC"


def yes(value: bool | None) -> str:
    """``yes``, ``no``, or a dash where nothing is known."""
    return MIXED[value]


def said(value: str | None, longest: int = LONGEST) -> Markup:
    """What a source wrote, as text: escaped, isolated in its own direction, cut with its length stated."""
    if value is None:
        return escape(UNKNOWN)
    text = " ".join(value.translate(CONTROL).split())
    if len(text) <= longest:
        return Markup('<bdi class="said">{}</bdi>').format(text)
    cut = escape(text[:longest].rstrip())
    note = Markup(' <span class="cut">(cut: {} characters)</span>').format(number(len(text)))
    return Markup('<bdi class="said">{}…</bdi>{}').format(cut, note)


def web(value: str | None) -> str | None:
    """An address that a page may link to: http or https with a host, else None."""
    try:
        parts = urlsplit((value or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.netloc else None


FILTERS = {
    filter_.__name__: filter_
    for filter_ in (number, signed, short, usd, usd_short, percent, day, month, known, moment, yes, said, web)
}
