"""What a reader has to say about single rows: the frame ``findings``.

Belongs here: the schema of that frame, and building it. Does not belong here: deciding what is worth a finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Literal, NamedTuple

import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("source_row", pa.int32()),
        ("field", pa.string()),
        ("rule", pa.string()),
        ("value", pa.string()),
        ("record", pa.string()),
        ("scope", pa.string()),
    ]
)
Scope = Literal["row", "value", "superseded", "warning"]


class Finding(NamedTuple):
    """One finding; ``record`` is the raw row as a JSON object, ``value`` the raw text that gave offence."""

    source_file: str
    source_row: int | None
    field: str | None
    rule: str
    value: str | None
    record: str
    scope: Scope


def raw_text(text: str) -> str:
    """The ``record`` of a row whose cells cannot be told apart by field: its text as it stands in the file."""
    return json.dumps({"text": text}, ensure_ascii=False)


def table(findings: Iterable[Finding]) -> pa.Table:
    """The findings as a table of ``SCHEMA``."""
    return pa.Table.from_pylist([finding._asdict() for finding in findings], SCHEMA)
