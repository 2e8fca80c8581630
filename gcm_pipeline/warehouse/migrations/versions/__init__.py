"""Alembic's revisions, in their order."""
