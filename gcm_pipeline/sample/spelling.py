"""How the facts of a plan are written: days, money, codes, lists, objectives.

Belongs here: arrays of numbers and days in, arrays of text out, each distinct value spelt once. Does not belong here:
dirt (``dirt.py``) and which file has which form (``layouts.yml``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from string import ascii_uppercase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.reference import Reference
from gcm_pipeline.sample.arrays import Days, Ints, Mask

_FIRST_DAY, _LAST_DAY = np.datetime64("2010-01-01"), np.datetime64("2036-01-01")
_FORMATS = {"iso": "%Y-%m-%d", "day_first": "%d/%m/%Y", "text": "%d %b %Y"}
_NUMBERS = 24
"""Objectives 1 to 23, and 0 for none."""
_EXCEL_DAY_ZERO = np.datetime64("1899-12-30")


def days(values: Days, form: str) -> pa.Array:
    """Days as ``iso``, ``day_first``, ``text`` (15 Mar 2020) or Excel's ``serial`` numbers; null for NaT."""
    return _pick(
        _calendar(form), (values.astype("datetime64[D]") - _FIRST_DAY).astype(np.int64), missing=np.isnat(values)
    )


@cache
def _calendar(form: str) -> pa.Array:
    every = np.arange(_FIRST_DAY, _LAST_DAY)
    if form == "serial":
        return pc.cast(pa.array((every - _EXCEL_DAY_ZERO).astype(np.int64)), pa.string())
    return pc.strftime(pa.array(every), _FORMATS[form])


def money(cents: Ints) -> pa.Array:
    """Cents as ``300000.00``; null for a negative number."""
    whole = pc.cast(pa.array(cents // 100), pa.string())
    text = pc.binary_join_element_wise(whole, digits(cents % 100, 2), ".")
    return pc.if_else(pa.array(cents < 0), pa.scalar(None, pa.string()), text)


def digits(numbers: Ints, width: int) -> pa.Array:
    """Whole numbers below ten to the power of ``width``, with leading zeros."""
    return pa.array([f"{number:0{width}}" for number in range(10**width)]).take(pa.array(numbers))


def codes(numbers: Ints) -> pa.Array:
    """Project codes, two letters, a dot and four digits: 0 is ``ZA.0000``; first letters run from Z to A."""
    prefix, number = np.divmod(numbers, 10_000)
    letters = [first + second for first in reversed(ascii_uppercase) for second in ascii_uppercase]
    return pc.binary_join_element_wise(pa.array(letters).take(pa.array(prefix)), digits(number, 4), ".")


def one_of(words: Sequence[str], draw: Ints) -> pa.Array:
    """The word that each draw falls on."""
    return pa.array(words, pa.string()).take(pa.array(draw % len(words)))


def runs(words: Sequence[str], draw: Ints, *, separator: str, at_most: int) -> pa.Array:
    """Lists of one to ``at_most`` neighbours in ``words``, three in eight of more than one."""
    size = np.minimum(np.maximum(draw // len(words) % 8 - 4, 0), at_most - 1)
    lists = [
        separator.join(words[(place + step) % len(words)] for step in range(number))
        for number in range(1, at_most + 1)
        for place in range(len(words))
    ]
    return pa.array(lists).take(pa.array(size * len(words) + draw % len(words)))


def objectives(numbers: Ints, forms: Sequence[Sequence[str]], draw: Ints) -> pa.Array:
    """The objectives of each outcome (0 = none) in one of the ``forms`` [style, separator]; null for none at all."""
    packed = draw % len(forms)
    for column in numbers.T:
        packed = packed * _NUMBERS + column
    _, first, place = np.unique(packed, return_index=True, return_inverse=True)
    lists = [_objective_list(numbers[row].tolist(), *forms[draw[row] % len(forms)]) for row in first]
    return pa.array(lists, pa.string()).take(pa.array(place))


def _objective_list(numbers: list[int], style: str, separator: str) -> str | None:
    return separator.join(_objective_names(style)[number] for number in numbers if number) or None


@cache
def _objective_names(style: str) -> dict[int, str]:
    """Every objective in a style: ``number``, ``objective``, ``gcm``, or a column of ``gcm_objectives.csv``."""
    framework = Reference()["gcm_objectives"]
    numbers = [int(number) for number in framework["objective_no"]]
    pattern = {"number": "{}", "objective": "Objective {}", "gcm": "GCM {:02}"}.get(style)
    names = [pattern.format(number) for number in numbers] if pattern else framework[style]
    return dict(zip(numbers, names, strict=True))


def _pick(pool: pa.Array, places: Ints, *, missing: Mask) -> pa.Array:
    return pool.take(pa.array(np.where(missing, 0, places), mask=missing))
