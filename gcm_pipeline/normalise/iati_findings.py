"""What the normaliser of the iati source has to say about activities and their parts.

Belongs here: gathering findings as columns. Does not belong here: the rules that make them.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise.findings import records
from gcm_pipeline.sources.findings import SCHEMA, Scope

WARNINGS = ("unknown-code",)
"""Rules whose value is kept; any other rule rejects the value and keeps the row."""


class Findings:
    """Findings as they come up; ``table()`` has them in the order in which they were added."""

    def __init__(self) -> None:
        self._parts = [SCHEMA.empty_table()]

    def add(
        self,
        frame: pa.Table,
        mask: pa.Array,
        rule: str | pa.Array,
        *,
        field: str,
        column: str | None = None,
        scope: Scope | None = None,
    ) -> None:
        """Report the rows of ``frame`` where ``mask``; ``column`` is the one whose raw value gave offence.

        ``rule`` is one for all or an array as long as ``frame``; without a ``scope`` it follows from the rule.
        """
        if not pc.any(mask).as_py():
            return
        rows = frame.filter(mask)
        rules = pa.repeat(rule, len(rows)) if isinstance(rule, str) else rule.filter(mask)
        kept = pc.is_in(rules, value_set=pa.array(WARNINGS))
        scopes = pa.repeat(scope, len(rows)) if scope else pc.if_else(kept, "warning", "value")
        values = rows[column] if column else pa.nulls(len(rows), pa.string())
        place = rows.column_names.index("position")
        texts = rows.set_column(place, "position", rows["position"].cast(pa.string()))
        provenance = rows["source_file"], rows["source_row"], pa.repeat(field, len(rows))
        columns = [*provenance, rules, values, records(texts), scopes]
        self._parts.append(pa.Table.from_arrays(columns, schema=SCHEMA))

    def table(self) -> pa.Table:
        """All findings, as a table of the schema that readers use."""
        return pa.concat_tables(self._parts)
