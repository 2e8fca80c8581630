"""References between tables: every key that a row names is a row of the other table.

Belongs here: holding the declared foreign keys against the frames, before anything is published. Published tables have
none (warehouse/publish.py says why), so this is where they are kept.
Does not belong here: other rules across tables (sql/checks).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKeyConstraint, Table

from gcm_pipeline.quality.outcomes import Outcome

if TYPE_CHECKING:
    import duckdb


def parents(table: Table) -> list[Table]:
    """The tables that ``table`` refers to, without itself."""
    return sorted({key.column.table for key in table.foreign_keys} - {table}, key=lambda each: each.name)


def reads(table: Table) -> dict[Table, list[str]]:
    """What ``run`` needs: ``table`` and its parents, with the columns of the keys."""
    keys = [element for constraint in table.foreign_key_constraints for element in constraint.elements]
    own = {table: sorted({element.parent.name for element in keys})}
    for parent in parents(table):
        own[parent] = sorted({element.column.name for element in keys if element.column.table is parent})
    return own


def run(connection: duckdb.DuckDBPyConnection, table: Table) -> list[Outcome]:
    """One outcome for each foreign key of ``table``, all of whose tables ``connection`` has."""
    constraints = sorted(table.foreign_key_constraints, key=lambda each: str(each.name))
    return [_outcome(connection, table, constraint) for constraint in constraints]


def _outcome(connection: duckdb.DuckDBPyConnection, table: Table, constraint: ForeignKeyConstraint) -> Outcome:
    parent = constraint.referred_table
    own, other = [list(names) for names in zip(*_pairs(constraint), strict=True)]
    said = " AND ".join(f'child."{name}" IS NOT NULL' for name in own)
    same = " AND ".join(f'child."{ours}" = parent."{theirs}"' for ours, theirs in zip(own, other, strict=True))
    keys = ", ".join(f'child."{name}"' for name in own)
    found = connection.execute(
        f'SELECT count(*), min(({keys},)) FROM "{table.name}" AS child '  # noqa: S608 - names are declared
        f'ANTI JOIN "{parent.name}" AS parent ON {same} WHERE {said}'
    ).fetchone()
    count, first = found or (0, None)
    named = ", ".join(f"{name}={value}" for name, value in zip(own, first or (), strict=False))
    return Outcome(
        check_name=f"refers_to:{parent.name}:{','.join(own)}",
        severity="error",
        passed=count == 0,
        observed=f"{count:,} rows refer to nothing; the first: {named}" if count else "0 rows refer to nothing",
        expected=f"every {', '.join(own)} is a row of {parent.name}",
    )


def _pairs(constraint: ForeignKeyConstraint) -> Iterator[tuple[str, str]]:
    for element in constraint.elements:
        yield element.parent.name, element.column.name
