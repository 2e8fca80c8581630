"""PRIMA exports: from raw rows, one per project outcome, to the core tables.

Belongs here: what an outcome says of itself, and putting the tables together.
Does not belong here: which rows stay (prima_rows.py), projects (prima_projects.py), reading cells (objectives.py, …).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import dates, findings, prima_parts, text
from gcm_pipeline.normalise.cells import Cells, distinct, merge
from gcm_pipeline.normalise.lists import Lists, pairs
from gcm_pipeline.normalise.objectives import Objectives
from gcm_pipeline.normalise.prima_projects import DATES, Projects, projects
from gcm_pipeline.normalise.prima_rows import Outcomes, outcomes
from gcm_pipeline.normalise.principles import Principles
from gcm_pipeline.normalise.sdg import SdgTargets
from gcm_pipeline.reference import Reference
from gcm_pipeline.sources.findings import SCHEMA

LISTS = {"countries", "donors", "objectives", "sdg_targets", "principles"}
SPARING = LISTS | {*DATES, "tagged_on", "last_modified", "budget_usd"}  # where `N/A` and the like are blank
PROJECT_FIELDS = (
    *("prima_id", "project_code", "title", "project_type", "status", "activation_date", "start_date", "end_date"),
    *("managing_office", "countries", "donors", "budget_usd"),
)
OUTCOME_FIELDS = ("outcome_no", "statement", "objectives", "sdg_targets", "principles", "tagged_on", "last_modified")
FIELDS = (*PROJECT_FIELDS, *OUTCOME_FIELDS)
ROWS = pa.schema([*[(name, pa.string()) for name in FIELDS], ("source_file", pa.string()), ("source_row", pa.int32())])
MOST_OBJECTIVES = 4  # what the GCM Wizard allows on an outcome (claim C17)


def normalise(
    raw: Mapping[str, pd.DataFrame], reference: Reference, parts: int | None = None
) -> Iterator[tuple[str, pa.Table]]:
    """Yield the core tables of the source, ``findings`` and ``books``, from the raw frames ``rows`` and ``findings``.

    One table comes after the other, so that not all need to be held at once. With ``parts``, or where the memory asks
    for it (``GCM_MEMORY_MIB``), they come in as many parts, to be appended: the whole is the same.
    Rules of this module, all warnings: ``more-than-four-objectives``; ``imprecise-tag-date`` (a month or year, which
    counts as its first day).
    """
    earlier = prima_parts.read(raw, "findings", SCHEMA)
    said: dict[str, list[pa.Table]] = {"findings": [], "books": []}
    for mask in prima_parts.masks(raw, ROWS, parts):
        for name, table in _cleaned(prima_parts.read(raw, "rows", ROWS, chosen=mask), earlier, reference):
            if name in said:
                said[name].append(table)
            else:
                yield name, table
        earlier = earlier.slice(0, 0)  # said with the first part
    yield "findings", findings.in_order(said["findings"])
    yield "books", findings.added(said["books"])


def _cleaned(rows: pa.Table, earlier: pa.Table, reference: Reference) -> Iterator[tuple[str, pa.Table]]:
    """The same of raw ``rows`` that are all rows of their projects, and of the findings ``earlier`` than cleaning."""
    with ThreadPoolExecutor(pa.cpu_count()) as pool:  # Arrow works outside Python's lock
        cells = dict(zip(FIELDS, pool.map(lambda name: _cells(rows, name), FIELDS), strict=True))
    kept = outcomes(rows, cells)
    found = list(kept.findings)
    tables = _project_tables(rows, projects(cells, kept, reference, found), kept)
    for name in PROJECT_FIELDS:
        del cells[name]  # done with: these are most of the memory
    yield from tables
    yield "project_outcomes", _outcome_table(rows, cells, kept, found)
    for name, column, lists in _tags(cells, reference):
        yield f"assn_outcomes_{name}", _tag_table(rows, cells[name].take(kept.rows), kept, (name, column), lists, found)
    every = findings.assemble(rows, found, earlier)
    yield "findings", every
    yield "books", findings.books(rows, kept.rows, every, earlier)


def _cells(rows: pa.Table, name: str) -> Cells:
    cells = distinct(rows[name], lines=name in LISTS)
    return merge(cells, text.said(cells.values)) if name in SPARING else cells


def _project_tables(rows: pa.Table, described: Projects, kept: Outcomes) -> Iterator[tuple[str, pa.Table]]:
    code = {"project_code": kept.project_code}
    origin = _provenance(rows, kept.rows.take(kept.first))
    yield "projects", pa.table(code | described.columns | origin)
    for name, entries in (("countries", described.countries), ("donors", described.donors)):
        yield (
            f"assn_projects_{name}",
            pa.table(_at(code, entries.project) | entries.columns | _at(origin, entries.project)),
        )


def _outcome_table(rows: pa.Table, cells: Mapping[str, Cells], kept: Outcomes, found: list[pa.Table]) -> pa.Table:
    read = {name: dates.read(cells[name].values) for name in ("tagged_on", "last_modified")}
    own = {name: cells[name].take(kept.rows) for name in read}
    found += [findings.of_cells(name, own[name], read[name].rule, kept.rows) for name in read]
    inexact = pc.not_equal(read["tagged_on"].precision, "day")
    rule = pc.if_else(inexact, "imprecise-tag-date", pa.scalar(None, pa.string()))
    found.append(findings.of_cells("tagged_on", own["tagged_on"], rule, kept.rows, "warning"))
    return pa.table(
        _key(kept, pa.array(np.arange(len(kept.rows))))
        | {
            "statement": cells["statement"].take(kept.rows).spread(cells["statement"].values),
            "tagged_on": own["tagged_on"].spread(read["tagged_on"].value),
            "tagged_on_precision": own["tagged_on"].spread(read["tagged_on"].precision),
            "last_modified": own["last_modified"].spread(read["last_modified"].value),
        }
        | _provenance(rows, kept.rows)
    )


def _tag_table(
    rows: pa.Table, own: Cells, kept: Outcomes, names: tuple[str, str], lists: Lists, found: list[pa.Table]
) -> pa.Table:
    """One row for each outcome and entry of its cell in ``own``; ``names`` are the field and the column."""
    field, column = names
    found.append(findings.of_tokens(field, own, lists.rejected, kept.rows))
    if field == "objectives":
        many = pc.greater(pc.list_value_length(lists.values), MOST_OBJECTIVES)
        rule = pc.if_else(many, "more-than-four-objectives", pa.scalar(None, pa.string()))
        found.append(findings.of_cells(field, own, rule, kept.rows, "warning"))
    at, entries = pairs(lists.values, own.codes)
    return pa.table(_key(kept, at) | {column: entries} | _provenance(rows, kept.rows.take(at)))


def _key(kept: Outcomes, at: pa.Array) -> dict[str, pa.Array]:
    return {"project_code": kept.project_code.take(kept.project.take(at)), "outcome_no": kept.outcome_no.take(at)}


def _tags(cells: Mapping[str, Cells], reference: Reference) -> Iterator[tuple[str, str, Lists]]:
    yield "objectives", "objective_no", Objectives(reference["gcm_objectives"]).read(cells["objectives"].values)
    yield "sdg_targets", "sdg_target", SdgTargets(reference["sdg_targets"]).read(cells["sdg_targets"].values)
    yield "principles", "principle_code", Principles(reference["guiding_principles"]).read(cells["principles"].values)


def _provenance(rows: pa.Table, at: pa.Array) -> dict[str, pa.Array]:
    return {name: rows[name].take(at).cast(ROWS.field(name).type) for name in ("source_file", "source_row")}


def _at(columns: dict[str, pa.Array], at: pa.Array) -> dict[str, pa.Array]:
    return {name: column.take(at) for name, column in columns.items()}
