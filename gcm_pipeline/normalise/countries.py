"""Countries as people write them: names in English and French, ISO codes, and lists of these.

Belongs here: finding the countries in one entry, longest name first.
Does not belong here: the names themselves (data/reference), regions.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise.cells import Cleaned, read_each
from gcm_pipeline.normalise.lists import Lists, Reading, read
from gcm_pipeline.normalise.text import MARKS, Folding

GLOBAL = "*"  # stands for the whole world among the codes of a cell
UNKNOWN, AMBIGUOUS = "unknown-country", "ambiguous-country"

_WORD = re.compile(r"[^\s,()/|&-]+|[,/|&]")
_BREAKS, _ARTICLES = {",", "/", "|", "and", "et"}, {"the", "la", "le", "les"}
_BARE = (
    {ord(mark): "" for mark in "'."} | {ord(mark): " " for mark in "()-"} | {ord(mark): f" {mark} " for mark in ",/|"}
)
_KEYS = Folding({point: _BARE.get(ord(mark), mark) for point, mark in MARKS.items()} | _BARE | {ord("&"): " and "})


class _Word(NamedTuple):
    key: str
    text: str
    start: int
    end: int


class Countries:
    """Reads countries cells against ``countries`` and the exceptions of ``country_spellings``.

    Names are compared without case, accents, apostrophes, hyphens, brackets and dots.
    """

    def __init__(self, countries: pd.DataFrame, spellings: pd.DataFrame) -> None:
        known = countries.to_dict("records")
        self._codes = {row[column]: row["country_code"] for row in known for column in ("country_code", "iso2")}
        self._names = {_key(row[column]): row["country_code"] for row in known for column in ("name", "name_fr")}
        self._unsafe: set[str] = set()
        for row in spellings.to_dict("records"):
            if row["kind"] == "ambiguous":
                self._unsafe.add(_key(row["spelling"]))
                self._codes.pop(row["spelling"], None)
            else:
                self._names[_key(row["spelling"])] = GLOBAL if row["kind"] == "global" else row["country_code"]
        self._sizes: dict[str, list[int]] = {}  # of the names that begin with a word, longest first
        for first, size in sorted({(name.split()[0], len(name.split())) for name in self._names}, reverse=True):
            self._sizes.setdefault(first, []).append(size)

    def read(self, cells: pa.Array) -> Lists:
        """The countries (ISO 3166-1 alpha-3, or GLOBAL) of distinct tidy cells.

        Rules: ``unknown-country``; ``ambiguous-country`` (a word that is not safe to read, such as NA).
        """
        return read(cells, self.entry, pa.string(), UNKNOWN)

    def entry(self, text: str) -> Reading:
        """The countries of ``text``, which may hold several, separated by commas, slashes, 'and' or a space only."""
        known = self._known(text.translate(_KEYS).split())
        return Reading(known, []) if known else self._partly(text)

    def _known(self, words: list[str]) -> list[str]:
        """The codes of ``words`` when they are names and what joins names, and nothing else."""
        codes: list[str] = []
        place = 0
        while place < len(words):
            code, size = self._name(words, place)
            if code:
                codes.append(code)
            elif words[place] not in _BREAKS and words[place] not in _ARTICLES:
                return []
            place += size
        return codes

    def _partly(self, text: str) -> Reading:
        """The countries of a ``text`` that holds codes or unknown words."""
        words = [_Word(_key(word.group()) or word.group(), word.group(), *word.span()) for word in _WORD.finditer(text)]
        codes: list[str] = []
        rejected: list[tuple[str, str]] = []
        place = 0
        while place < len(words):
            if words[place].key in _BREAKS and not self._is_code(words, place):
                place += 1
                continue
            found, unknown, after = self._segment(words, place)
            spans = _runs(unknown)
            if spans and len(found) == 1:  # a lone name among other words is part of another: 'New Mexico'
                found, spans = [], [(words[place].start, words[after - 1].end)]
            codes += found
            rejected += [self._reject(text[start:end]) for start, end in spans]
            place = after
        return Reading(codes, rejected)

    def _is_code(self, words: list[_Word], place: int) -> bool:
        """Whether AND or ET stands alone between separators: Andorra, Ethiopia."""
        around = words[max(place - 1, 0) : place] + words[place + 1 : place + 2]
        return words[place].text in self._codes and all(word.key == "," for word in around)

    def _reject(self, token: str) -> tuple[str, str]:
        return AMBIGUOUS if _key(token) in self._unsafe else UNKNOWN, token

    def _segment(self, words: list[_Word], place: int) -> tuple[list[str], list[_Word], int]:
        """Codes and unknown words from ``place`` to the next separator that is not inside a name, and where that is."""
        stop = next((at for at in range(place + 1, len(words)) if words[at].key in _BREAKS), len(words))
        if all(word.text in self._codes for word in words[place:stop]):
            return [self._codes[word.text] for word in words[place:stop]], [], stop
        keys = [word.key for word in words]
        codes: list[str] = []
        unknown: list[_Word] = []
        while place < len(words) and words[place].key not in _BREAKS:
            code, size = self._name(keys, place)
            if code:
                codes.append(code)
            else:
                unknown.append(words[place])
            place += size
        return codes, [] if all(word.key in _ARTICLES for word in unknown) else unknown, place

    def _name(self, words: list[str], place: int) -> tuple[str | None, int]:
        """The code of the longest name that starts at ``place``, and how many words it has."""
        for size in self._sizes.get(words[place], ()):
            if code := self._names.get(" ".join(words[place : place + size])):
                return code, size
        return None, 1


class OneCountry:
    """Reads cells that name one country, against ``countries`` and ``country_spellings``."""

    def __init__(self, countries: pd.DataFrame, spellings: pd.DataFrame) -> None:
        self._countries = Countries(countries, spellings)

    def read(self, cells: pa.Array) -> Cleaned:
        """The country (ISO 3166-1 alpha-3) of distinct tidy cells.

        Rules: ``unknown-country``, ``ambiguous-country``; ``global-is-no-country``; ``several-countries``.
        """
        lists = self._countries.read(cells)
        return read_each(zip(lists.values.to_pylist(), lists.rejected.to_pylist(), strict=True), _one, pa.string())


def _one(found: tuple[list[str], list[dict[str, str]]]) -> tuple[str | None, str | None]:
    codes, rejected = found
    if rejected:
        return None, rejected[0]["rule"]
    if codes == [GLOBAL]:
        return None, "global-is-no-country"
    return (codes[0], None) if len(codes) == 1 else (None, "several-countries")


def _key(name: str) -> str:
    return " ".join(name.translate(_KEYS).split())


def _runs(words: list[_Word]) -> list[tuple[int, int]]:
    """Start and end of each run of neighbouring words."""
    runs: list[tuple[int, int]] = []
    for word in words:
        if runs and word.start - runs[-1][1] <= 1:
            runs[-1] = (runs[-1][0], word.end)
        else:
            runs.append((word.start, word.end))
    return runs
