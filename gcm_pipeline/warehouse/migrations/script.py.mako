"""${message}.

Belongs here: this change of shape, once published never edited. Does not belong here: anything that may still change.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gcm_pipeline.warehouse.migrations.views import exists, views_kept

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}
