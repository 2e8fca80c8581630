"""The sources that the pipeline knows, as told by their cards.

Belongs here: what a card says of a source as a whole.
Does not belong here: the files of a load and their books (lineage.py).
"""

from __future__ import annotations

from sqlalchemy import Column, Text

from gcm_pipeline.warehouse.tables.base import provenance, table

sources = table(
    "core",
    "sources",
    Column("source", Text, primary_key=True, comment="Name of the source: its folder in the landing folder"),
    Column("title", Text, nullable=False, comment="What the source is called"),
    Column("publisher", Text, comment="Who publishes it"),
    Column("licence", Text, comment="Terms under which it may be used"),
    *provenance(),
    comment="Sources of the pipeline, one row per card, whether a file of it was landed or not",
    source="reference",
)
