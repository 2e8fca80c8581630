"""The numbers and codes that identify a row: project code, outcome number, PRIMA ID.

Belongs here: repairing and judging them. Does not belong here: what happens to a row without one (prima_rows.py).
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise.cells import Cleaned, no_rule, read_odd

LARGEST_OUTCOME = 2**31 - 1  # what an integer column holds

_PROJECT = r"^[A-Z]{2}\.[0-9]{4}$"
_REPAIRABLE = re.compile(r"(?:XM-DAC-47066-)?([A-Z]{2})\.?([0-9]{4})")
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # not NFKC: a footnote mark is no digit
_PRIMA = r"^[A-Z]{2}10P[0-9]{4}$"
_OUTCOME = re.compile(r"(?:(?:outcome|resultat|résultat)\s*(?:no\.?|n°)?\s*)?(\d+)(?:\.0+)?", re.IGNORECASE)


def project_codes(values: pa.Array) -> Cleaned:
    """Project codes (`LM.0514`) of distinct tidy cells, with case, width, spaces and the IATI prefix repaired.

    Other codes are kept in capitals; their rule, a warning, is ``malformed-project-code``.
    """
    regular = pc.match_substring_regex(values, _PROJECT)
    return read_odd(values, Cleaned(values, no_rule(len(values))), pc.invert(regular), _project_code)


def _project_code(text: str) -> tuple[str, str | None]:
    capitals = text.translate(_FULL_WIDTH).upper()
    found = _REPAIRABLE.fullmatch("".join(capitals.split()))
    return (f"{found[1]}.{found[2]}", None) if found else (capitals, "malformed-project-code")


def prima_ids(values: pa.Array) -> Cleaned:
    """PRIMA IDs (`PH10P0573`) of distinct tidy cells, with case and spaces repaired.

    Others are kept as they are; their rule, a warning, is ``malformed-prima-id``.
    """
    tidy = pc.replace_substring(pc.utf8_upper(values), " ", "")
    formed = pc.match_substring_regex(tidy, _PRIMA)
    warning = pc.if_else(formed, pa.scalar(None, pa.string()), "malformed-prima-id")
    return Cleaned(pc.if_else(formed, tidy, values), warning)


def outcome_numbers(values: pa.Array) -> Cleaned:
    """Outcome numbers (int32, from 1) of distinct tidy cells: `2`, `2.0`, `Outcome 2`.

    Rule: ``invalid-outcome-number``.
    """
    read = [_OUTCOME.fullmatch(value) for value in values.to_pylist()]
    sizes = [int(found[1]) if found and len(found[1]) < 11 else 0 for found in read]
    numbers = [size if 1 <= size <= LARGEST_OUTCOME else None for size in sizes]
    rules = [None if number else "invalid-outcome-number" for number in numbers]
    return Cleaned(pa.array(numbers, pa.int32()), pa.array(rules, pa.string()))
