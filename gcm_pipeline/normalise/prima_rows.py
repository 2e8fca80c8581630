"""Rows of PRIMA exports: which of them become outcomes, and which of those speaks for its project.

Belongs here: rejecting rows without a key, superseding repeated ones, the order of outcomes and projects.
Does not belong here: any other cell of a row (prima_projects.py, prima.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import codes, dates, findings
from gcm_pipeline.normalise.cells import Cells, Positions, encode, merge, ranks
from gcm_pipeline.normalise.duplicates import NEVER, choose, number


class Outcomes(NamedTuple):
    """The rows that stay, in order of project code and outcome number, and their projects in order of the code.

    Rows are int64 places in the raw table.
    """

    rows: pa.Array
    position: Positions  # of each row in the order of the files
    outcome_no: pa.Array  # of each row
    project: pa.Array  # of each row: place of its project among the projects
    first: pa.Array  # for each project, the place among the rows of its first one in the order of the files
    project_code: pa.Array  # of each project
    findings: list[pa.Table]


def outcomes(raw: pa.Table, cells: Mapping[str, Cells]) -> Outcomes:
    """Outcomes of the ``raw`` rows, with the findings about the other rows.

    Rules: ``missing-project-code``, ``missing-outcome-number``, ``invalid-outcome-number`` (row rejected);
    ``duplicate-identical``, ``duplicate-older`` (superseded); ``malformed-project-code`` (warning).
    """
    code = codes.project_codes(cells["project_code"].values)
    outcome = codes.outcome_numbers(cells["outcome_no"].values)
    numbers = cells["outcome_no"].spread(outcome.value)
    projects = merge(cells["project_code"], code.value)
    keyed, found = _keyed(cells, projects, numbers)
    candidates = keyed.take(pa.array(_file_order(raw.select(["source_file", "source_row"]).take(keyed))))
    keys = ranks(projects.values)[projects.codes.take(candidates).to_numpy()] * 2**31
    keys += numbers.take(candidates).to_numpy()
    choice = choose(keys, lambda at: _look(cells, candidates.take(pa.array(at))))
    rows = candidates.take(pa.array(choice.kept))
    found += [
        findings.of_rows(candidates.take(pa.array(choice.identical)), None, "duplicate-identical", "superseded"),
        findings.of_rows(candidates.take(pa.array(choice.older)), None, "duplicate-older", "superseded"),
        findings.of_cells("project_code", cells["project_code"].take(rows), code.rule, rows, "warning"),
    ]
    starts = np.flatnonzero(np.diff(keys[choice.kept] >> 31, prepend=-1))
    project = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(rows)))
    earliest = np.minimum.reduceat(choice.kept, starts) if len(starts) else choice.kept
    return Outcomes(
        rows=rows,
        position=choice.kept,
        outcome_no=numbers.take(rows),
        project=pa.array(project),
        first=pa.array(np.flatnonzero(choice.kept == earliest[project])),
        project_code=projects.take(rows.take(pa.array(starts))).spread(projects.values),
        findings=found,
    )


def _keyed(cells: Mapping[str, Cells], projects: Cells, numbers: pa.Array) -> tuple[pa.Array, list[pa.Table]]:
    """Rows with a project code and an outcome number, and the findings about those without."""
    nameless, blank = pc.is_null(projects.codes), pc.is_null(cells["outcome_no"].codes)
    missing = pc.and_(pc.invert(nameless), blank)
    invalid = pc.and_(pc.and_(pc.invert(nameless), pc.invert(blank)), pc.is_null(numbers))
    unread = _places(invalid)
    value = cells["outcome_no"].values.take(cells["outcome_no"].codes.take(unread))
    return _places(pc.invert(pc.or_(nameless, pc.is_null(numbers)))), [
        findings.of_rows(_places(nameless), "project_code", "missing-project-code", "row"),
        findings.of_rows(_places(missing), "outcome_no", "missing-outcome-number", "row"),
        findings.of_rows(unread, "outcome_no", "invalid-outcome-number", "row", value),
    ]


def _places(mask: pa.Array) -> pa.Array:
    return pc.indices_nonzero(mask).cast(pa.int64())


def _file_order(provenance: pa.Table) -> Positions:
    """The order of the rows by name of the file, then by row."""
    files = encode(provenance["source_file"])
    places = ranks(files.values)[files.codes.to_numpy()] * 2**31 + provenance["source_row"].to_numpy()
    return np.argsort(places, kind="stable")


def _look(cells: Mapping[str, Cells], rows: pa.Array) -> tuple[Positions, Positions]:
    """Moments of the last change, and numbers that are equal where all cells are."""
    own = {name: column.take(rows) for name, column in cells.items()}
    changed = encode(own["last_modified"].spread(own["last_modified"].values))
    moments = changed.spread(dates.read(changed.values).moment.cast(pa.int64())).fill_null(NEVER).to_numpy()
    return moments, number(own.values())
