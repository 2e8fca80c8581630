"""Where each column of a mart comes from, read from its SQL.

Belongs here: column lineage as plain data. Does not belong here: how an orchestrator shows it.
"""

from __future__ import annotations

from sqlglot import exp
from sqlglot.lineage import Node, lineage

from gcm_pipeline.marts import relations
from gcm_pipeline.marts.graph import ColumnLineage


def column_lineage(name: str) -> ColumnLineage:
    """The columns of ``name``, each with the (table, column) pairs its values are computed from, sorted.

    A count has the columns of the counted rows' relation that survive in it; a bare ``count(*)`` has none.
    """
    query = relations.query(name)
    reads = {read: relations.table(read) for read in relations.reads(query)}
    schema: dict[str, object] = {
        read: {column.name: str(column.type) for column in table.columns} for read, table in reads.items()
    }
    nodes = lineage(None, query, schema=schema, dialect=relations.DIALECT, trim_selects=False)  # in one walk
    return {column: sorted(set(_leaves(nodes[column]))) for column in query.named_selects}


def _leaves(node: Node) -> list[tuple[str, str]]:
    return [
        (leaf.expression.name, exp.to_column(leaf.name).name)
        for leaf in node.walk()
        if not leaf.downstream and isinstance(leaf.expression, exp.Table)
    ]
