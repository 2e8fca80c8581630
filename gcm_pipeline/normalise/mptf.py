"""The Migration MPTF: from raw rows to core tables.

Belongs here: contributions and proposals, and putting the tables together.
Does not belong here: joint programmes (mptf_programmes.py), reading cells (mptf_cells.py, money.py, …).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import money, mptf_programmes
from gcm_pipeline.normalise.countries import GLOBAL, Countries
from gcm_pipeline.normalise.mptf_cells import UNKNOWN_PLACE, Places, years
from gcm_pipeline.normalise.records import Records, at, closing
from gcm_pipeline.normalise.text import fold
from gcm_pipeline.reference import Reference

CONTRIBUTION_FIELDS = ("donor", "year", "committed_usd", "deposited_usd", "source_note")
PROPOSAL_FIELDS = ("reference", "title", "countries", "submitted_on", "decision", "source_note")


def normalise(raw: Mapping[str, pd.DataFrame], reference: Reference) -> Iterator[tuple[str, pa.Table]]:
    """Yield the core tables of the source, ``findings`` and ``books``.

    ``raw``: the frames ``joint_programmes``, ``contributions``, ``proposals`` and ``findings``.
    """
    joint = Records(
        *(raw, "joint_programmes", mptf_programmes.FIELDS),
        lists=mptf_programmes.LISTS,
        verbatim=mptf_programmes.VERBATIM,
    )
    given = Records(raw, "contributions", CONTRIBUTION_FIELDS)
    proposed = Records(raw, "proposals", PROPOSAL_FIELDS, lists={"countries"})
    countries = Countries(reference["countries"], reference["country_spellings"])
    places = Places(countries, reference["regions"])
    yield from mptf_programmes.programmes(joint, places, reference)
    yield "mptf_contributions", _contributions(given, countries)
    yield from _proposals(proposed, places, reference)
    yield from closing(raw, [joint, given, proposed])


def _contributions(rows: Records, countries: Countries) -> pa.Table:
    """One row per contribution, numbered in the order of files and rows.

    Rules: ``missing-donor`` (row rejected); ``donor-year-in-several-files``, a warning: exports may overlap.
    """
    rows.require("donor", "missing-donor")
    rows.different()
    code = _country(rows, countries)
    columns = {
        "contribution_no": pa.array(np.arange(1, len(code) + 1, dtype=np.int32)),
        "donor": rows.text("donor"),
        "donor_country_code": code,
        "year": rows.read("year", years),
        "committed_usd": rows.read("committed_usd", money.read),
        "deposited_usd": rows.read("deposited_usd", money.read),
        "source_note": rows.text("source_note"),
        "is_synthetic": rows.is_synthetic("donor", "source_note"),
    }
    origin = rows.provenance()
    rows.warn("year", _in_several_files(columns, origin["source_file"]), "donor-year-in-several-files")
    return pa.table(columns | origin)


def _country(rows: Records, countries: Countries) -> pa.Array:
    """The country that a donor is, null for all others."""
    donors = rows.cells("donor")
    read = [countries.entry(donor) for donor in donors.values.to_pylist()]
    alone = [
        one.values[0] if len(one.values) == 1 and not one.rejected and one.values[0] != GLOBAL else None for one in read
    ]
    return donors.spread(pa.array(alone, pa.string()))


def _in_several_files(columns: Mapping[str, pa.Array], files: pa.Array) -> pa.Array:
    donor = pc.coalesce(columns["donor_country_code"], columns["donor"]).to_pylist()
    frame = pd.DataFrame({"donor": [fold(name) for name in donor], "year": columns["year"].to_pandas()})
    frame["file"] = files.to_pylist()
    counts = frame.groupby(["donor", "year"])["file"].transform("nunique")  # null where the year is
    return pa.array(counts.gt(1).to_numpy(bool))


def _proposals(rows: Records, places: Places, reference: Reference) -> Iterator[tuple[str, pa.Table]]:
    """``mptf_proposals`` and ``assn_proposals_countries``.

    Rules: ``missing-reference`` (row rejected); ``missing-title``, a warning.
    """
    rows.require("reference", "missing-reference")
    rows.unique(pc.utf8_upper(rows.text("reference")))
    rows.warn("title", rows.is_blank("title"), "missing-title")
    key = {"reference": pc.utf8_upper(rows.text("reference"))}
    columns = {
        "title": rows.text("title"),
        **rows.dates("submitted_on"),
        "decision": rows.text("decision"),
        "source_note": rows.text("source_note"),
        "is_synthetic": rows.is_synthetic("title", "source_note"),
    }
    origin = rows.provenance()
    yield "mptf_proposals", pa.table(key | columns | origin)
    found = rows.entries("countries", places.places, {UNKNOWN_PLACE})
    codes = pa.array(reference["countries"]["country_code"], pa.string())
    country = pc.if_else(pc.is_in(found.values, codes), found.values, pa.scalar(None, pa.string()))
    places_of = {"place": found.values, "country_code": country}
    yield "assn_proposals_countries", pa.table(at(key, found.at) | places_of | at(origin, found.at))
