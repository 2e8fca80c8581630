"""The network around the Compact: from the rows of its short lists to the core tables.

Belongs here: which rows of each list stay, and by which key.
Does not belong here: reading cells (network_cells.py, spans.py, dates.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import network_cells, spans
from gcm_pipeline.normalise.cells import Reader
from gcm_pipeline.normalise.countries import OneCountry
from gcm_pipeline.normalise.records import Records, closing
from gcm_pipeline.reference import Reference
from gcm_pipeline.sources.network import CARD

Columns = dict[str, pa.Array]


def normalise(raw: Mapping[str, pd.DataFrame], reference: Reference) -> Iterator[tuple[str, pa.Table]]:
    """Yield the core tables of the source, ``findings`` and ``books``, from the raw frames of its card.

    A row without a readable key is rejected: ``missing-country`` (``-region``, ``-date``, ``-year``, ``-level``,
    ``-interview-number``), and the rules of network_cells.py. Of a key that comes twice the later row stays
    (``duplicate-identical``, ``duplicate-older``: superseded). Warnings: ``national-with-locality``,
    ``missing-informants``.
    """
    country = OneCountry(reference["countries"], reference["country_spellings"]).read
    lists = {name: Records(raw, name, tuple(frame.fields)) for name, frame in CARD.frames.items()}
    yield "champion_countries", _countries(lists["champions"], country, "joined_on")
    yield "country_networks", _countries(lists["country_networks"], country, "established_on")
    yield "regional_networks", _regional_networks(lists["regional_networks"])
    yield "regional_reviews", _regional_reviews(lists["regional_reviews"])
    yield "mgi_assessments", _mgi_assessments(lists["mgi_assessments"], country)
    yield "interviews", _interviews(lists["interviews"])
    yield from closing(raw, list(lists.values()))


def _countries(rows: Records, country: Reader, since: str) -> pa.Table:
    """One row per country, with the day ``since`` when it is what the list says."""
    rows.require("country", "missing-country", country)
    rows.unique(rows.meant("country", country))
    key = {"country_code": rows.meant("country", country)}
    return _table(key, rows.dates(since) | rows.dates("attested_on", last=True) | _sourced(rows, "country"))


def _regional_networks(rows: Records) -> pa.Table:
    rows.require("region", "missing-region")
    rows.unique(rows.meant("region", network_cells.folded))
    days = rows.dates("established_on") | rows.dates("attested_on", last=True)
    return _table({"region": rows.text("region")}, days | _sourced(rows, "region"))


def _regional_reviews(rows: Records) -> pa.Table:
    rows.require("region", "missing-region")
    rows.require("held_on", "missing-date", network_cells.first_days)
    rows.unique(rows.meant("region", network_cells.folded), rows.meant("held_on", network_cells.first_days))
    held = rows.cells("held_on")
    times = spans.read(held.values)
    key = {"region": rows.text("region"), "held_on": held.spread(times.start)}
    days = {"held_on_precision": held.spread(times.start_precision), "held_until": held.spread(times.end)}
    return _table(key, days | _sourced(rows, "region"))


def _mgi_assessments(rows: Records, country: Reader) -> pa.Table:
    readers: dict[str, Reader] = {"country": country, "year": network_cells.years, "level": network_cells.levels}
    for field, reader in readers.items():
        rows.require(field, f"missing-{field}", reader)
    places = rows.meant("locality", network_cells.folded)
    rows.unique(*(rows.meant(field, reader) for field, reader in readers.items()), pc.fill_null(places, ""))
    code, year, level = (rows.meant(field, reader) for field, reader in readers.items())
    misplaced = pc.and_(pc.equal(level, "national"), pc.invert(rows.is_blank("locality")))
    rows.warn("locality", misplaced, "national-with-locality")
    locality = pc.fill_null(rows.text("locality"), "")
    key = {"country_code": code, "year": year, "level": level, "locality": locality}
    return _table(key, _sourced(rows, "country"))


def _interviews(rows: Records) -> pa.Table:
    rows.require("interview_no", "missing-interview-number")
    rows.unique(rows.meant("interview_no", network_cells.interview_numbers))
    rows.warn("informants", rows.is_blank("informants"), "missing-informants")
    people = rows.read("informants", network_cells.informants)
    columns = rows.dates("held_on") | {"office": rows.text("office"), "informants": people}
    key = {"interview_no": rows.meant("interview_no", network_cells.interview_numbers)}
    return _table(key, columns | _sourced(rows, "office"))


def _sourced(rows: Records, *named: str) -> Columns:
    """The columns that tables of facts share; a row that says synthetic in ``named`` fields or its source is so."""
    return {
        "source_note": rows.text("source_note"),
        "is_synthetic": rows.is_synthetic("source_note", *named),
        **rows.provenance(),
    }


def _table(key: Columns, columns: Columns) -> pa.Table:
    return pa.table(key | columns).sort_by([(name, "ascending") for name in key])
