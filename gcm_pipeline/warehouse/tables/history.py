"""What every published night leaves behind: ``lineage.mart_totals`` and ``lineage.changes``.

Belongs here: the record of figures and of what moved them, added to by each publish transaction and never changed.
Does not belong here: which figures are kept (history/figures.yml), the record of runs and files (lineage.py).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Numeric, Text

from gcm_pipeline.warehouse.tables.base import table

KIND = (
    "`added`, `removed`, `activated`, `deactivated`; `retagged`: objectives came to or went from its outcomes; "
    "`redated`: the day of a tagging changed; `rebudgeted`: its budget changed"
)
FILE = "File that says so; of what was removed or untagged, the file that said so before"
PROJECTS = "Projects, each counted once per kind and file; one can be of several kinds"
TAGS_ADDED = "Tags (outcome and objective) that came; those of projects that came included"
TAGS_REMOVED = "Tags (outcome and objective) that went; those of projects that went included"


def _load_id() -> Column[object]:
    return Column(
        "load_id", BigInteger, primary_key=True, autoincrement=False, comment="Load that published it (lineage.loads)"
    )


mart_totals = table(
    "lineage",
    "mart_totals",
    _load_id(),
    Column("mart", Text, primary_key=True, comment="Mart that the figure stands in"),
    Column(
        "key",
        Text,
        primary_key=True,
        comment="Grain of the figure, such as `period_code=imrf-2022 cluster_code=I`; empty for a mart of one row",
    ),
    Column("figure", Text, primary_key=True, comment="Column of the mart"),
    Column("value", Numeric(20, 2), nullable=False, comment="The figure as that load published it"),
    comment="Figures of the aggregate marts as every published load had them",
)

changes = table(
    "lineage",
    "changes",
    _load_id(),
    Column("kind", Text, primary_key=True, comment=KIND),
    Column("source_file", Text, primary_key=True, comment=FILE),
    Column("projects", BigInteger, nullable=False, comment=PROJECTS),
    Column("tags_added", BigInteger, nullable=False, comment=TAGS_ADDED),
    Column("tags_removed", BigInteger, nullable=False, comment=TAGS_REMOVED),
    Column("examples", Text, nullable=False, comment="The first five of their project codes"),
    comment="What every published load changed in the projects against the published load before it, by source file",
)
