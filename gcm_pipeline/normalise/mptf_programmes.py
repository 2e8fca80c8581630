"""Joint programmes of the Migration MPTF: one row each, with their countries, objectives and organisations.

Belongs here: what a programme says of itself. Does not belong here: contributions and proposals (mptf.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import money, organisations
from gcm_pipeline.normalise.mptf_cells import REGION, Places, statuses, thematic_areas
from gcm_pipeline.normalise.objectives import Objectives
from gcm_pipeline.normalise.organisations import Organisations
from gcm_pipeline.normalise.records import Entries, Records, at
from gcm_pipeline.normalise.text import fold
from gcm_pipeline.reference import Reference

LISTS = {"countries", "organisations", "lead_organisation", "objectives"}
FIELDS = (
    *("programme_code", "title", "status", "countries", "organisations", "lead_organisation", "objectives"),
    *("thematic_area", "budget_usd", "start_date", "end_date", "human_rights_marker", "gender_marker", "source_note"),
)
VERBATIM = {"human_rights_marker", "gender_marker"}  # `N/A` is one of the values of these markers
WARNINGS = {organisations.UNKNOWN, organisations.NOTE, REGION}


def programmes(rows: Records, places: Places, reference: Reference) -> Iterator[tuple[str, pa.Table]]:
    """Yield ``mptf_programmes`` and the tables below it; findings are added to ``rows``.

    Rules of this module: ``missing-programme-code`` (row rejected); warnings: ``missing-title``, ``missing-status``,
    ``end-before-start``, ``several-lead-organisations``, ``objectives-outside-thematic-area`` (none is of its area).
    """
    rows.require("programme_code", "missing-programme-code")
    rows.unique(pc.utf8_upper(rows.text("programme_code")))
    key = {"programme_code": pc.utf8_upper(rows.text("programme_code"))}
    for field in ("title", "status"):
        rows.warn(field, rows.is_blank(field), f"missing-{field}")
    known = Organisations(reference["organisations"], reference["organisation_names"])
    leads = rows.entries("lead_organisation", known.members, WARNINGS)
    members = rows.entries("organisations", known.members, WARNINGS)
    objectives = rows.entries("objectives", Objectives(reference["gcm_objectives"]).read)
    columns = _columns(rows, reference) | {"lead_organisation_code": _lead(rows, leads, known)}
    _warn_of_area(rows, columns["thematic_area"], objectives, reference)
    origin = rows.provenance()
    yield "mptf_programmes", pa.table(key | {name: columns[name] for name in _ORDER} | origin)
    below = key | origin
    countries = rows.entries("countries", places.countries, WARNINGS)
    for name, column, entries in (("countries", "country_code", countries), ("objectives", "objective_no", objectives)):
        yield f"assn_programmes_{name}", _table(below, entries.at, {column: entries.values})
    yield "assn_programmes_organisations", _participants(below, leads, members, known)


_ORDER = (
    *("title", "status", "country_text", "lead_organisation_code", "lead_organisation", "thematic_area", "budget_usd"),
    *("start_date", "start_date_precision", "end_date", "end_date_precision", "human_rights_marker", "gender_marker"),
    *("source_note", "is_synthetic"),
)


def _columns(rows: Records, reference: Reference) -> dict[str, pa.Array]:
    columns = {
        "status": rows.read("status", statuses(reference["mptf_statuses"]), "warning"),
        "country_text": rows.text("countries"),
        "thematic_area": rows.read("thematic_area", thematic_areas(reference["thematic_areas"])),
        "budget_usd": rows.read("budget_usd", money.read),
        **rows.dates("start_date"),
        **rows.dates("end_date", last=True),
        "is_synthetic": rows.is_synthetic("title", "source_note"),
    }
    for name in ("title", "lead_organisation", "human_rights_marker", "gender_marker", "source_note"):
        columns[name] = rows.text(name)
    rows.warn("end_date", pc.less(columns["end_date"], columns["start_date"]), "end-before-start")
    return columns


def _lead(rows: Records, leads: Entries, known: Organisations) -> pa.Array:
    """The code of the lead of each programme, where it is just one and known."""
    codes = dict(zip(leads.at.to_pylist(), known.resolve(leads.values).to_pylist(), strict=True))
    times = Counter(leads.at.to_pylist())
    places = range(len(rows.places))
    rows.warn(
        "lead_organisation", pa.array([times[place] > 1 for place in places], pa.bool_()), "several-lead-organisations"
    )
    return pa.array([codes[place] if times[place] == 1 else None for place in places], pa.string())


def _warn_of_area(rows: Records, areas: pa.Array, objectives: Entries, reference: Reference) -> None:
    covered = reference["assn_thematic_areas_objectives"]
    known = set(zip(covered["thematic_area"].astype(int), covered["objective_no"].astype(int), strict=True))
    stated = areas.to_pylist()
    tags = list(zip(objectives.at.to_pylist(), objectives.values.to_pylist(), strict=True))
    within = {place for place, objective in tags if stated[place] is None or (stated[place], objective) in known}
    outside = {place for place, _ in tags} - within
    wrong = pa.array([place in outside for place in range(len(stated))], pa.bool_())
    rows.warn("objectives", wrong, "objectives-outside-thematic-area")


def _participants(below: dict[str, pa.Array], leads: Entries, members: Entries, known: Organisations) -> pa.Table:
    """Each organisation of a programme once, however it is named; the lead is one of them."""
    parts = [
        pd.DataFrame({"place": entries.at.to_pylist(), "organisation": entries.values.to_pylist()}).assign(
            is_lead=is_lead
        )
        for entries, is_lead in ((leads, True), (members, False))
    ]
    every = pd.concat(parts, ignore_index=True)
    every["same"] = [fold(str(name)) for name in every["organisation"]]
    every = every.drop_duplicates(["place", "same"]).sort_values(["place", "organisation"])
    names = pa.array(every["organisation"].to_list(), pa.string())
    return _table(
        below,
        pa.array(every["place"].to_list(), pa.int64()),
        {
            "organisation": names,
            "organisation_code": known.resolve(names),
            "is_lead": pa.array(every["is_lead"].to_list(), pa.bool_()),
        },
    )


def _table(below: dict[str, pa.Array], places: pa.Array, columns: dict[str, pa.Array]) -> pa.Table:
    """Key and provenance of the programmes at ``places`` around the own ``columns`` of a table below them."""
    outer = at(below, places)
    return pa.table({"programme_code": outer.pop("programme_code"), **columns, **outer})
