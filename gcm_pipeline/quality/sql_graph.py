"""``sql/graph``: what the SQL reads and where its columns come from, worked out once and written down.

``make dictionary`` writes it anew; a test fails while it is stale.

Belongs here: the two files' content. Does not belong here: reading them (marts/graph.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from gcm_pipeline.marts import graph, relations
from gcm_pipeline.marts.columns import column_lineage, columns_read
from gcm_pipeline.quality import sql_checks


def files() -> dict[Path, str]:
    """The text of each file."""
    queries = {name: relations.query(name) for name in relations.declared()}
    rules = {rule.name: sql_checks.query(rule.name) for rule in sql_checks.checks()}
    reads = [
        (name, table, column)
        for name, query in sorted((queries | rules).items())
        for table, columns in columns_read(query).items()
        for column in columns
    ]
    lineage = [
        (name, column, *origin)
        for name in sorted(queries)
        for column, origins in column_lineage(name).items()
        for origin in origins
    ]
    return {
        graph.READS: _csv(graph.READS_HEADER, reads),
        graph.LINEAGE: _csv(graph.LINEAGE_HEADER, lineage),
    }


def _csv(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def write() -> None:
    """Write both files."""
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
