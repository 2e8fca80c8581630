"""How the tests of this package call the cleaners: one cell in, what became of it out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise.cells import distinct
from gcm_pipeline.normalise.lists import Lists
from gcm_pipeline.normalise.prima import ROWS, normalise
from gcm_pipeline.normalise.text import NOTHING
from gcm_pipeline.reference import Reference
from gcm_pipeline_tests.cleaned import as_frames

REFERENCE = Reference()


def tidy(cell: str, *, lines: bool = False) -> pa.Array:
    return distinct(pa.array([cell]), lines=lines).values


def entries(lists: Lists) -> tuple[list[Any], list[tuple[str, str]]]:
    rejected = [(token["rule"], token["token"]) for token in lists.rejected[0].as_py()]
    return lists.values[0].as_py(), rejected


def silent(cell: str) -> bool:
    """Whether a list says nothing, token by token."""
    return all(re.fullmatch(f"{NOTHING}?", token.strip()) for token in re.split("[;,\n]", cell))


def rows(*cells: Mapping[str, str | None], file: str = "prima/synthetic.csv") -> pd.DataFrame:
    """A raw frame; each row has a key, a title and a status unless ``cells`` say otherwise."""
    defaults = {"project_code": "LM.0514", "title": "Synthetic", "status": "Active"}
    place = [
        {"source_file": file, "source_row": number, "outcome_no": str(number - 1)}
        for number in range(2, len(cells) + 2)
    ]
    full = [at | defaults | dict(given) for at, given in zip(place, cells, strict=True)]
    return pa.Table.from_pylist(full, schema=ROWS).to_pandas(types_mapper=pd.ArrowDtype)


def normalised(*cells: Mapping[str, str | None]) -> dict[str, pd.DataFrame]:
    return as_frames(normalise({"rows": rows(*cells)}, REFERENCE))


def said(tables: dict[str, pd.DataFrame]) -> list[tuple[Any, ...]]:
    """Row, field, rule, value and scope of each finding."""
    columns = ["source_row", "field", "rule", "value", "scope"]
    found = tables["findings"][columns].astype(object)
    return list(found.where(found.notna(), None).itertuples(index=False, name=None))
