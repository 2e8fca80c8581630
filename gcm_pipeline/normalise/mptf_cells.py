"""Cells as the files of the Migration MPTF write them: status, thematic area, year, and where a programme is.

Belongs here: reading one cell. Does not belong here: the words themselves (data/reference), cells that others share.
"""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import dates
from gcm_pipeline.normalise.cells import Cleaned, Reader, read_each
from gcm_pipeline.normalise.countries import GLOBAL, Countries
from gcm_pipeline.normalise.lists import Lists, Reading, read
from gcm_pipeline.normalise.text import bare, fold

UNKNOWN_STATUS, UNKNOWN_AREA, UNREADABLE_YEAR = "unknown-status", "unknown-thematic-area", "unreadable-year"
UNKNOWN_PLACE, REGION = "unknown-place", "region-is-no-country"
EVERYWHERE = "Global"

_AREA = re.compile(
    r"(?:(?:thematic )?area|(?:domaine|axe) thematique)? ?(?:no\.?|n°|[:#])? ?(?P<no>\d)(?:\.0+)?(?P<rest>.*)"
)
_FRINGE = " -:.()"


def statuses(words: pd.DataFrame) -> Reader:
    """Reads a status against ``mptf_statuses`` (word, status); others stay as written, with ``unknown-status``."""
    known = {bare(str(row["word"])): str(row["status"]) for row in words.to_dict("records")}

    def status(word: str) -> tuple[str, str | None]:
        found = known.get(bare(word))
        return (found, None) if found else (word, UNKNOWN_STATUS)

    return lambda cells: read_each(cells.to_pylist(), status, pa.string())


def thematic_areas(areas: pd.DataFrame) -> Reader:
    """Reads a thematic area (1 to 5, int16) by number or title; ``unknown-thematic-area`` where it is none of them."""
    numbers = {fold(str(row["title"])): int(row["thematic_area"]) for row in areas.to_dict("records")}

    def area(text: str) -> tuple[int | None, str | None]:
        folded = fold(text)
        found = _AREA.fullmatch(folded)
        number = int(found["no"]) if found else numbers.get(folded)
        title = found["rest"].strip(_FRINGE) if found else ""
        good = number in numbers.values() and numbers.get(title, number if not title else None) == number
        return (number, None) if good else (None, UNKNOWN_AREA)

    return lambda cells: read_each(cells.to_pylist(), area, pa.int16())


def years(values: pa.Array) -> Cleaned:
    """Years (int16) of distinct tidy cells, also of days; ``unreadable-year`` for a span of years and all else."""
    first, last = (pc.year(dates.read(values, last=last).value).cast(pa.int16()) for last in (False, True))
    one = pc.fill_null(pc.equal(first, last), False)
    return Cleaned(
        pc.if_else(one, first, pa.scalar(None, pa.int16())),
        pc.if_else(one, pa.scalar(None, pa.string()), UNREADABLE_YEAR),
    )


class Places:
    """Reads cells that hold countries, regions of the world, or both."""

    def __init__(self, countries: Countries, regions: pd.DataFrame) -> None:
        """``regions``: region, and a spelling of it."""
        self._countries = countries
        self._regions = {fold(str(row["spelling"])): str(row["region"]) for row in regions.to_dict("records")}
        names = "|".join(re.escape(name) for name in sorted(self._regions, key=len, reverse=True))
        self._region = re.compile(
            r"(?:^|(?<=[,/&] )|(?<=[,/&])|(?<=\band )|(?<=\bet ))(?:the |la |le |l')?"
            rf"(?P<name>{names})(?: region)?(?= *(?:[,/&]|$)| (?:and|et) )"
        )

    def countries(self, cells: pa.Array) -> Lists:
        """The countries (ISO 3166-1 alpha-3) of distinct tidy cells.

        Rules: those of ``Countries``; ``region-is-no-country``, to be reported as a warning.
        """
        return read(cells, self._entry, pa.string(), UNKNOWN_PLACE)

    def places(self, cells: pa.Array) -> Lists:
        """Country codes, names of regions in one spelling, and what is neither as written.

        The last are reported by the rule ``unknown-place``, to be reported as a warning.
        """
        return read(cells, self._anywhere, pa.string(), UNKNOWN_PLACE)

    def _entry(self, text: str) -> Reading:
        codes, regions, unknown = self._parts(text)
        return Reading(codes, [(REGION, region) for region in regions] + unknown)

    def _anywhere(self, text: str) -> Reading:
        codes, regions, unknown = self._parts(text)
        tokens = [token for _, token in unknown]
        if not (codes or regions or tokens) and bare(text):  # a word that only stands before names, such as an article
            tokens = [text]
        return Reading(codes + regions + tokens, [(UNKNOWN_PLACE, token) for token in tokens])

    def _parts(self, text: str) -> tuple[list[str], list[str], list[tuple[str, str]]]:
        """Country codes, regions, and the tokens that are neither with the rule that says why."""
        regions: list[str] = []
        rest, place = "", 0
        for found in self._region.finditer(fold(text)):
            regions.append(self._regions[found["name"]])
            rest, place = f"{rest}{text[place : found.start()]},", found.end()
        countries = self._countries.entry(rest + text[place:])
        codes = [str(code) for code in countries.values]
        regions += [EVERYWHERE] if GLOBAL in codes else []
        return [code for code in codes if code != GLOBAL], regions, countries.rejected
