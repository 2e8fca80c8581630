"""The run's summary as a page of Markdown: figures, claims, sources, what was rejected.

Belongs here: its text and the order of its tables.
Does not belong here: figures (marts) and their queries (sql/report).
"""

from __future__ import annotations

from pathlib import Path

from gcm_pipeline import whole
from gcm_pipeline.reports import markdown, tables
from gcm_pipeline.warehouse import roles
from gcm_pipeline.warehouse.engine import Warehouse

FILE = "summary.md"
INTRODUCTION = (
    "# Support for the Global Compact for Migration: what the sources show\n\n"
    "Made from the published warehouse. A project counts once per objective and once per cluster, and only when it was "
    "activated; it can count in several clusters. Shares are of all tagged projects and truncated, as in IOM's 2022 "
    "submission to the International Migration Review Forum. Tagging is voluntary: the figures are a lower bound.\n\n"
    "Files whose names or titles say *synthetic* are made up: figures that rest on them describe no real project.\n"
)
SECTIONS = {
    "clusters": "Tagged projects by cluster",
    "claims": "The report's figures beside ours",
    "sources": "Sources and their books",
    "rejected": "Rejected rows and values",
    "checks": "Checks that did not pass",
    "reported": "Superseded rows and rows worth a look",
}


def write(warehouse: Warehouse, folder: Path) -> Path:
    """Write ``summary.md`` to ``folder`` from one picture of the published warehouse; the old one stays until then."""
    with roles.read_only(warehouse) as connection:
        found = {name: tables.read(connection, name) for name in SECTIONS}
    parts = [INTRODUCTION]
    for name, title in SECTIONS.items():
        body = markdown.table(found[name].columns, found[name].rows) if found[name].rows else "None."
        parts.append(f"\n## {title}\n\n{body}\n")
    whole.write_text(folder / FILE, "".join(parts))
    return folder / FILE
