"""Organisations by the names that others give them.

Belongs here: splitting a cell of names, and resolving a name where it is known to mean just one organisation.
Does not belong here: resolving by reference (one IATI reference stands beside twenty names, not all of one body).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise.lists import Lists, Reading, read
from gcm_pipeline.normalise.text import fold

UNKNOWN, NOTE = "unknown-organisation", "note-beside-organisation"

_COMMAS = re.compile(r"\s*,\s*")
_JOINTS = re.compile(r"\s*(?:[,/&]|\band\b|\bet\b)\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"(?P<name>.*\S)\s*[(\[](?P<note>[^()\[\]]*)[)\]]")


class Organisations:
    """Resolves names against ``organisations`` and the variants of ``organisation_names``.

    Neither a name nor a reference alone is safe: a variant marked unsafe (a placeholder, money of others), or listed
    under more than one organisation, resolves to none.
    """

    def __init__(self, organisations: pd.DataFrame, names: pd.DataFrame) -> None:
        variants = names.to_dict("records")
        listed = [(str(row["name"]), str(row["organisation_code"]), row["safe"] == "yes") for row in variants]
        for row in organisations.fillna("").to_dict("records"):
            own = (row["organisation_code"], row["name"], row["name_fr"])
            listed += [(name, str(row["organisation_code"]), True) for name in own if name]
        meant: dict[str, set[str]] = {}
        for name, code, safe in listed:
            meant.setdefault(_key(name), set()).add(code if safe else "")
        self._codes = {key: codes.copy().pop() for key, codes in meant.items() if len(codes) == 1 and "" not in codes}
        self._names = {str(row["organisation_code"]): str(row["name"]) for row in organisations.to_dict("records")}

    def read(self, cells: pa.Array) -> Lists:
        """The names (as written) in distinct tidy cells.

        They are split at semicolons and line ends only: commas, 'and' and slashes stand inside names.
        """
        return read(cells, lambda text: Reading([text], []), pa.string(), "")

    def members(self, cells: pa.Array) -> Lists:
        """The organisations in distinct tidy cells: the usual name of each that is known, else the name as written.

        Besides semicolons and line ends, commas, slashes, 'and' and 'et' separate them where all parts are known.
        Rules, to be reported as warnings: ``unknown-organisation``; ``note-beside-organisation`` (words in brackets
        after a known name, which are no part of it: `IOM (others not confirmed)`).
        """
        return read(cells, self._entry, pa.string(), UNKNOWN)

    def _entry(self, text: str) -> Reading:
        if not self._code(text):
            for separators in (_COMMAS, _JOINTS):
                readings = [self._single(part) for part in separators.split(text) if part]
                if len(readings) > 1 and not any(rule == UNKNOWN for one in readings for rule, _ in one.rejected):
                    return _joined(readings)
        return self._single(text)

    def _single(self, text: str) -> Reading:
        if code := self._code(text):
            return Reading([self._names[code]], [])
        found = _BRACKETS.fullmatch(text)
        code, other = (self._code(found["name"]), self._code(found["note"])) if found else (None, None)
        if not code or other not in (None, code):
            return Reading([text], [(UNKNOWN, text)])
        return Reading([self._names[code]], [] if other else [(NOTE, text)])

    def _code(self, name: str) -> str | None:
        return self._codes.get(_key(name))

    def resolve(self, names: pa.Array) -> pa.Array:
        """The organisation code of each name, null where it is not known or not safe."""
        distinct = names.dictionary_encode()
        codes = [self._code(name) for name in distinct.dictionary.to_pylist()]
        return pa.array(codes, pa.string()).take(distinct.indices)


def _key(name: str) -> str:
    return " ".join(fold(name).split())


def _joined(readings: Sequence[Reading]) -> Reading:
    names = [str(name) for one in readings for name in one.values]
    return Reading(names, [token for one in readings for token in one.rejected])
