"""The tables as they were when revisions began.

Belongs here: their frozen declaration (the .sql file beside this one). Does not belong here: any later change.
Warehouses from before are of this shape as far as their tables go; nothing is run on them.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table, without comments, which follow the declarations by themselves."""
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
