"""Practices of the Migration Network Hub: from raw rows, one per practice, to the core tables.

Belongs here: which rows stay, and what a practice is filed under.
Does not belong here: reading cells (practices_labels.py, spans.py, countries.py, …).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import spans
from gcm_pipeline.normalise.cells import Cleaned
from gcm_pipeline.normalise.countries import GLOBAL, Countries
from gcm_pipeline.normalise.lists import REJECT, Lists
from gcm_pipeline.normalise.organisations import NOTE, UNKNOWN, Organisations
from gcm_pipeline.normalise.practices_labels import NO_OBJECTIVE, HubGoals, HubObjectives
from gcm_pipeline.normalise.principles import Principles
from gcm_pipeline.normalise.records import Entries, Records, at, closing
from gcm_pipeline.normalise.text import fold
from gcm_pipeline.reference import Reference
from gcm_pipeline.sources.practices import CARD

FRAME = "practices"
FIELDS = tuple(CARD.frames[FRAME].fields)
LISTS = ("countries", "organisations", "objectives", "principles", "sdgs")
KEY = "practice_no"
_ADDRESS = r"^https?://[^\s/]+\.[^\s]+$"


def normalise(raw: Mapping[str, pd.DataFrame], reference: Reference) -> Iterator[tuple[str, pa.Table]]:
    """Yield the core tables of the source, ``findings`` and ``books``, from the raw frames ``practices``, ``findings``.

    Rules, besides those of the cleaners: ``missing-title`` (row rejected); ``duplicate-identical``, ``duplicate-older``
    (title and URL the same; without URL, title and countries; superseded); ``malformed-url``,
    ``note-beside-organisation`` (warnings).
    """
    rows = Records(raw, FRAME, FIELDS, lists=LISTS, verbatim=["title"])
    _choose(rows)
    key = {KEY: pa.array(np.arange(1, len(rows.places) + 1), pa.int32())} | rows.provenance()
    countries = rows.entries("countries", Countries(reference["countries"], reference["country_spellings"]).read)
    objectives = rows.entries("objectives", HubObjectives(reference["gcm_objectives"]).read)
    nations, is_global = _without(countries, GLOBAL, len(rows.places))
    numbered, is_general = _without(objectives, NO_OBJECTIVE, len(rows.places))
    yield "practices", pa.table(key | _own(rows) | {"is_global": is_global, "is_general": is_general})
    yield "assn_practices_countries", _below(key, nations.at, {"country_code": nations.values})
    yield "assn_practices_objectives", _below(key, numbered.at, {"objective_no": numbered.values})
    yield "assn_practices_organisations", _organisations(key, rows, reference)
    principles = rows.entries("principles", Principles(reference["guiding_principles"]).read)
    yield "assn_practices_principles", _below(key, principles.at, {"principle_code": principles.values})
    goals = rows.entries("sdgs", HubGoals(reference["sdg_targets"]).read)
    exact = pc.match_substring(goals.values, ".")
    whole = pc.invert(exact)
    number = goals.values.filter(whole).cast(pa.int16())
    yield "assn_practices_sdg_goals", _below(key, goals.at.filter(whole), {"sdg_goal": number})
    yield "assn_practices_sdg_targets", _below(key, goals.at.filter(exact), {"sdg_target": goals.values.filter(exact)})
    yield from closing(raw, [rows])


def _choose(rows: Records) -> None:
    """Leave one row for each practice, in the order of files and rows."""
    rows.require("title", "missing-title")
    address = _folded(pc.utf8_rtrim(rows.text("url"), "/"))
    rows.unique(_folded(rows.text("title")), pc.coalesce(address, _folded(rows.text("countries")), ""))
    rows.places = rows.places.take(pc.sort_indices(rows.places))


def _folded(texts: pa.Array) -> pa.Array:
    return pa.array([text and fold(text) for text in texts.to_pylist()], pa.string())


def _own(rows: Records) -> dict[str, pa.Array]:
    """The columns that a practice has of itself."""
    dates = rows.cells("dates")
    read = spans.read(dates.values)
    rows.read("dates", lambda _: Cleaned(read.start, read.rule))
    url = rows.text("url")
    rows.warn("url", pc.invert(pc.match_substring_regex(url, _ADDRESS)), "malformed-url")
    return {
        "title": rows.text("title"),
        "country_text": pc.replace_substring(rows.text("countries"), "\n", "; "),
        "dates_text": rows.text("dates"),
        "start_date": dates.spread(read.start),
        "start_date_precision": dates.spread(read.start_precision),
        "end_date": dates.spread(read.end),
        "end_date_precision": dates.spread(read.end_precision),
        "is_ongoing": pc.fill_null(dates.spread(read.is_ongoing), False),
        "practice_type": rows.text("practice_type"),
        "url": url,
        "source_note": rows.text("source_note"),
        "is_synthetic": rows.is_synthetic("title", "url", "source_note"),
    }


def _without(entries: Entries, mark: str | int, size: int) -> tuple[Entries, pa.Array]:
    """``entries`` without those that are ``mark``, and which of ``size`` rows have one."""
    marked = pc.equal(entries.values, mark)
    others = pc.invert(marked)
    has = pc.is_in(pa.array(np.arange(size)), entries.at.filter(marked))
    return Entries(entries.at.filter(others), entries.values.filter(others)), has


def _organisations(key: Mapping[str, pa.Array], rows: Records, reference: Reference) -> pa.Table:
    """Known organisations by their usual name; others, most of them authorities and associations, as written."""
    organisations = Organisations(reference["organisations"], reference["organisation_names"])

    def members(cells: pa.Array) -> Lists:
        names, told = organisations.members(cells)
        worth = [[token for token in tokens if token["rule"] != UNKNOWN] for tokens in told.to_pylist()]
        return Lists(names, pa.array(worth, pa.list_(REJECT)))

    entries = rows.entries("organisations", members, [NOTE])
    code = organisations.resolve(entries.values)
    return _below(key, entries.at, {"organisation": entries.values, "organisation_code": code})


def _below(key: Mapping[str, pa.Array], places: pa.Array, columns: Mapping[str, pa.Array]) -> pa.Table:
    """A table below practices in order of its key, of which the first of ``columns`` is part."""
    return pa.table(at(key, places) | dict(columns)).sort_by([(KEY, "ascending"), (next(iter(columns)), "ascending")])
