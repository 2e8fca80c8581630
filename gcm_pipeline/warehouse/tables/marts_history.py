"""The mart of what changed since the night before.

Belongs here: the columns of this file of sql/marts. Does not belong here: the record over all nights (history.py).
"""

from __future__ import annotations

from sqlalchemy import Text

from gcm_pipeline.warehouse.tables.base import table
from gcm_pipeline.warehouse.tables.history import FILE, KIND, PROJECTS, TAGS_ADDED, TAGS_REMOVED
from gcm_pipeline.warehouse.tables.marts import count, key

mart_changes = table(
    "mart",
    "mart_changes",
    key("kind", Text, KIND),
    key("source_file", Text, FILE),
    count("projects", PROJECTS),
    count("tags_added", TAGS_ADDED),
    count("tags_removed", TAGS_REMOVED),
    comment="What the newest load changed in the projects, by kind of change and source file",
)
