"""Which columns a query reads, and where each column of a mart comes from, as its SQL says.

Belongs here: which columns a query reads, and column lineage, as plain data.
Does not belong here: how an orchestrator shows it.
"""

from __future__ import annotations

from sqlglot import exp
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope

from gcm_pipeline.marts import relations
from gcm_pipeline.marts.graph import ColumnLineage


def column_lineage(name: str) -> ColumnLineage:
    """The columns of ``name``, each with the (table, column) pairs its values are computed from, sorted.

    A count has the columns of the counted rows' relation that survive in it; a bare ``count(*)`` has none.
    """
    query = relations.query(name)
    nodes = lineage(None, query, schema=_schema(query), dialect=relations.DIALECT, trim_selects=False)  # in one walk
    return {column: sorted(set(_leaves(nodes[column]))) for column in query.named_selects}


def columns_read(query: exp.Query) -> dict[str, list[str]]:
    """The tables that ``query`` reads, and of each the columns that it names or whose rows it may count (its key).

    Sorted. Whoever runs the query over these tables and columns alone hears of one that is missing.
    """
    found = {name: {key.name for key in relations.table(name).primary_key} for name in relations.reads(query)}
    for scope in traverse_scope(qualify(query.copy(), schema=_schema(query), dialect=relations.DIALECT)):
        for column in scope.columns:
            source = scope.sources.get(column.table)
            if isinstance(source, exp.Table):
                found[source.name].add(column.name)
    return {name: sorted(columns) for name, columns in found.items()}


def _schema(query: exp.Query) -> dict[str, object]:
    tables = map(relations.table, relations.reads(query))
    return {table.name: {column.name: str(column.type) for column in table.columns} for table in tables}


def _leaves(node: Node) -> list[tuple[str, str]]:
    return [
        (leaf.expression.name, exp.to_column(leaf.name).name)
        for leaf in node.walk()
        if not leaf.downstream and isinstance(leaf.expression, exp.Table)
    ]
