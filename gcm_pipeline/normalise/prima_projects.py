"""Projects of PRIMA exports: one row each, from the first of its outcome rows that stays.

Belongs here: the fields that describe a project, its countries and donors, and contradictions between its rows.
Does not belong here: which rows stay (prima_rows.py), what an outcome says of itself (prima.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import codes, dates, findings, money
from gcm_pipeline.normalise.cells import Cells, Cleaned, merge, no_rule
from gcm_pipeline.normalise.countries import GLOBAL, Countries
from gcm_pipeline.normalise.lists import pairs
from gcm_pipeline.normalise.organisations import Organisations
from gcm_pipeline.normalise.prima_rows import Outcomes
from gcm_pipeline.normalise.status import Statuses
from gcm_pipeline.reference import Reference

DATES = {"activation_date": False, "start_date": False, "end_date": True}  # whether a bare year means its last day


class Entries(NamedTuple):
    """Rows of a table below projects: the place of the ``project`` of each, and its own columns."""

    project: pa.Array
    columns: dict[str, pa.Array]


class Projects(NamedTuple):
    """The own columns of ``projects``, and the rows of ``assn_projects_countries`` and ``assn_projects_donors``."""

    columns: dict[str, pa.Array]
    countries: Entries
    donors: Entries


class _Field(NamedTuple):
    """A field of a project: its cells, what each distinct one means, the columns made of it, its rule and scope."""

    name: str
    cells: Cells
    meaning: pa.Array
    columns: dict[str, pa.Array]
    rule: pa.Array
    scope: str = "value"


def projects(cells: Mapping[str, Cells], outcomes: Outcomes, reference: Reference, found: list[pa.Table]) -> Projects:
    """Projects of ``outcomes``, ordered by project code; what is to be said about their cells is added to ``found``.

    Warnings, besides those of the cleaners: ``missing-status`` (not activated, like an unknown one); ``contradiction``
    (another row of the project says something else: reported once for each project and field).
    """
    organisations = Organisations(reference["organisations"], reference["organisation_names"])
    countries = Countries(reference["countries"], reference["country_spellings"]).read(cells["countries"].values)
    donors = organisations.read(cells["donors"].values)
    columns: dict[str, pa.Array] = {}
    with ThreadPoolExecutor(pa.cpu_count()) as pool:
        for own, about in pool.map(lambda field: _described(field, outcomes), _fields(cells, reference)):
            columns |= own
            found += about
    own = {name: cells[name].take(outcomes.rows) for name in ("countries", "donors")}
    for name, lists in (("countries", countries), ("donors", donors)):
        found.append(findings.of_tokens(name, own[name], lists.rejected, outcomes.rows))
        found.append(_contradictions(name, own[name], _joined(lists.values), outcomes))
    blank = outcomes.rows.filter(pc.is_null(cells["status"].codes.take(outcomes.rows)))
    found.append(findings.of_rows(blank, "status", "missing-status", "warning"))
    columns["is_activated"] = pc.fill_null(columns["is_activated"], False)
    at, country = pairs(countries.values, own["countries"].take(outcomes.first).codes)
    everywhere = pc.equal(country, GLOBAL)
    columns["is_global"] = pc.is_in(pa.array(np.arange(len(outcomes.first))), at.filter(everywhere))
    nations = pc.invert(everywhere)
    at_donor, donor = pairs(donors.values, own["donors"].take(outcomes.first).codes)
    return Projects(
        columns,
        Entries(at.filter(nations), {"country_code": country.filter(nations)}),
        Entries(at_donor, {"donor": donor, "donor_code": organisations.resolve(donor)}),
    )


def _described(field: _Field, outcomes: Outcomes) -> tuple[dict[str, pa.Array], list[pa.Table]]:
    """The columns of the table of projects that ``field`` makes, and what is to be said about its cells."""
    own = field.cells.take(outcomes.rows)
    first = own.take(outcomes.first)
    return {name: first.spread(column) for name, column in field.columns.items()}, [
        findings.of_cells(field.name, own, field.rule, outcomes.rows, field.scope),
        _contradictions(field.name, own, field.meaning, outcomes),
    ]


def _joined(lists: pa.ListArray) -> pa.Array:
    """Each list as one text, null when it is empty."""
    empty = pc.equal(pc.list_value_length(lists), 0)
    return pc.if_else(empty, pa.scalar(None, pa.string()), pc.binary_join(lists, "\n"))


def _fields(cells: Mapping[str, Cells], reference: Reference) -> Iterator[_Field]:
    """The fields in the order of the table's columns."""
    yield _plain(cells, "prima_id", codes.prima_ids(cells["prima_id"].values), "warning")
    for name in ("title", "project_type"):
        yield _plain(cells, name, _as_written(cells[name]))
    status, activated, rule = Statuses(reference["statuses"]).read(cells["status"].values)
    yield _Field("status", cells["status"], status, {"status": status, "is_activated": activated}, rule, "warning")
    for name, last in DATES.items():
        read = dates.read(cells[name].values, last=last)
        yield _Field(name, cells[name], read.value, {name: read.value, f"{name}_precision": read.precision}, read.rule)
    yield _plain(cells, "managing_office", _as_written(cells["managing_office"]))
    yield _plain(cells, "budget_usd", money.read(cells["budget_usd"].values))


def _as_written(cells: Cells) -> Cleaned:
    return Cleaned(cells.values, no_rule(len(cells.values)))


def _plain(cells: Mapping[str, Cells], name: str, cleaned: Cleaned, scope: str = "value") -> _Field:
    return _Field(name, cells[name], cleaned.value, {name: cleaned.value}, cleaned.rule, scope)


def _contradictions(field: str, own: Cells, meaning: pa.Array, outcomes: Outcomes) -> pa.Table:
    """For each project, the first row in the order of the files that says something else than its first row."""
    said = merge(own, meaning).codes.fill_null(-1).to_numpy()
    project = outcomes.project.to_numpy()
    differs = np.flatnonzero((said >= 0) & (said != said[outcomes.first.to_numpy()][project]))
    differs = differs[np.lexsort((outcomes.position[differs], project[differs]))]
    at = pa.array(differs[np.unique(project[differs], return_index=True)[1]])
    value = own.values.take(own.codes.take(at))
    return findings.of_rows(outcomes.rows.take(at), field, "contradiction", "warning", value)
