"""The mart of tagged projects by country.

Belongs here: its columns; the key is its grain.
Does not belong here: how it counts (sql/marts), what the sources hold on a country beside projects.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Text

from gcm_pipeline.warehouse.tables.base import table
from gcm_pipeline.warehouse.tables.marts import PERIOD, PROJECTS

mart_country_projects = table(
    "mart",
    "mart_country_projects",
    Column("period_code", Text, primary_key=True, comment=PERIOD),
    Column("country_code", Text, primary_key=True, comment="Benefiting country, ISO 3166-1 alpha-3"),
    Column("project_count", BigInteger, nullable=False, comment=f"{PROJECTS} that benefit the country"),
    Column("objective_count", BigInteger, nullable=False, comment="Objectives that they are tagged with"),
    comment="Tagged projects by benefiting country; a country that is not listed has none",
)
