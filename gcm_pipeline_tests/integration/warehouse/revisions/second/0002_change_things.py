"""One change of each kind that spares readers."""

import sqlalchemy as sa
from alembic import op

from gcm_pipeline.warehouse.migrations.views import exists, views_kept

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    if exists("core.things"):
        op.add_column("things", sa.Column("colour", sa.Text()), schema="core")
        with views_kept("core.things"):
            op.alter_column("things", "version", type_=sa.BigInteger(), schema="core")
    if exists("core.parts"):
        op.alter_column("parts", "version", new_column_name="edition", schema="core")
