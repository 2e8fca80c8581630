"""What Alembic runs to reach a database: here the connection that it was given.

Belongs here: Alembic's settings. Does not belong here: opening anything; Alembic is called by the pipeline only.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy.schema import SchemaItem

from gcm_pipeline.warehouse.migrations import STAMP
from gcm_pipeline.warehouse.schema import PUBLISHED
from gcm_pipeline.warehouse.tables.base import metadata


def is_published(item: SchemaItem, name: str | None, kind: str, reflected: bool, other: SchemaItem | None) -> bool:
    """Whether a revision is about ``item``: published tables, which have no foreign keys (publish.py)."""
    if kind == "table":
        return getattr(item, "schema", None) in PUBLISHED and name != STAMP["version_table"]
    return kind != "foreign_key_constraint"


settings: dict[str, Any] = dict(STAMP)
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_schemas=True,
    include_object=is_published,
    compare_server_default=True,
    **settings,
)
with context.begin_transaction():
    context.run_migrations()
