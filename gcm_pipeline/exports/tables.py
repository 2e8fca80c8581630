"""What is exported, and whose data it is.

Belongs here: the list of tables, the sources behind each, what must stay inside.
Does not belong here: files (folder.py and the modules of the formats).
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from sqlalchemy import Table

from gcm_pipeline.marts import graph, relations
from gcm_pipeline.sources.card import cards, load_card
from gcm_pipeline.warehouse.tables import of_schema

SCHEMAS = ("mart", "core")


@dataclass(frozen=True)
class Exported:
    """A table and the names of the sources that its rows rest on, sorted; ``reference`` is the pipeline's own data."""

    table: Table
    sources: tuple[str, ...]

    @property
    def name(self) -> str:
        """Schema and table, such as ``core.projects``: the name of its files and of its resource."""
        return self.table.fullname

    @property
    def is_internal(self) -> bool:
        """Whether its rows are those of a source that must not be passed on; marts hold aggregates only."""
        return self.table.schema == "core" and any(is_internal(source, self.table.name) for source in self.sources)


def exported(*, public: bool = False) -> list[Exported]:
    """Every mart and core table, by name; with ``public`` none that holds rows of an internal source."""
    found = [Exported(table, _sources(table)) for schema in SCHEMAS for table in of_schema(schema)]
    return sorted(
        (each for each in found if not (public and each.is_internal)),
        key=lambda each: (SCHEMAS.index(str(each.table.schema)), each.name),
    )


def is_internal(source: str, table: str) -> bool:
    """Whether the card of ``source`` says that its rows in ``table`` must not be passed on."""
    return source in cards() and any(fnmatchcase(table, pattern) for pattern in load_card(source).internal)


def _sources(table: Table) -> tuple[str, ...]:
    if table.name not in relations.declared():
        source = table.info.get("source")
        return (str(source),) if source else ()
    behind = {name for read in graph.reads(table.name) for name in _sources(relations.table(read))}
    return tuple(sorted(behind))
