"""Every table of the warehouse, declared once; a module of this folder is found by being here."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import Table

from gcm_pipeline.warehouse.tables.base import metadata

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")


def of_schema(schema: str) -> list[Table]:
    """The declared tables of a schema, parents before the tables that refer to them."""
    return [table for table in metadata.sorted_tables if table.schema == schema]


def of_source(source: str) -> list[Table]:
    """The declared tables that are filled from a source, parents before the tables that refer to them."""
    return [table for table in metadata.sorted_tables if table.info.get("source") == source]
