"""Forget what staging was: tables of earlier versions that nothing builds any more.

Belongs here: this change of shape, once published never edited. Does not belong here: anything that may still change.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Drop the record of what staging held, and the tags by project, which are counted outside the warehouse now."""
    op.execute("DROP TABLE IF EXISTS staging.built, staging.int_project_tags")
