"""The tables of tables.py as they stand there."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing: the tests publish them."""
