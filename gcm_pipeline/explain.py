"""From a figure back to the rows of the files it was counted from.

``sql/explain/<mart>.sql`` selects the core rows behind a mart, together with the columns of the mart's grain, by the
very definitions that the mart was counted with (sql/intermediate).

Belongs here: finding figures, their evidence, and the raw values of that evidence.
Does not belong here: printing (cli.py), reading files (sources/), opening the archive (snapshots.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Column, Connection, MetaData, Row, Select, Subquery, Table, and_, func, select, text

from gcm_pipeline.errors import UsageError
from gcm_pipeline.marts import relations
from gcm_pipeline.warehouse.tables.framework import published_claims
from gcm_pipeline.warehouse.tables.lineage import load_files

CLAIMS = "mart_claims"
PLACE = ("load_id", "source_file", "source_row")
ADDED = ("file_source", "file_sha256", "evidence_total")
READERS: dict[type, tuple[Callable[[str], Any], str]] = {
    str: (str, "text"),
    int: (int, "a whole number"),
    Decimal: (Decimal, "a number"),
    date: (date.fromisoformat, "a day such as 2022-03-31"),
    bool: ({"true": True, "false": False}.__getitem__, "true or false"),
}

OpenRaw = Callable[[str, str, str], Iterable[tuple[str, pa.Table]]]
"""From source, source_file and sha256 to the raw batches of that file."""
Records = list[tuple[str, dict[str, str]]]
"""What a file says in one row: pairs of raw frame and field → value."""


@dataclass(frozen=True)
class Evidence:
    """One row behind a figure; ``source`` and ``sha256`` are None for rows of reference files."""

    source: str | None
    source_file: str
    source_row: int | None
    sha256: str | None
    keys: Mapping[str, Any]

    @property
    def file(self) -> tuple[str, str, str]:
        """What ``OpenRaw`` takes."""
        return self.source or "", self.source_file, self.sha256 or ""


@dataclass(frozen=True)
class Explanation:
    """``figures`` are rows of the mart, ``evidence`` the first rows behind them out of ``total``.

    ``rests_on`` explains the figures of other marts that the claims among them were computed from.
    """

    mart: str
    figures: list[Mapping[str, Any]]
    evidence: list[Evidence]
    total: int
    rests_on: tuple[Explanation, ...] = ()


def explain(connection: Connection, mart: str, filters: Mapping[str, str], *, limit: int | None = 100) -> Explanation:
    """The figures of ``mart`` whose columns have the values of ``filters``, and at most ``limit`` rows behind them.

    Raises UsageError for an unknown mart or column, a value that the column cannot have, and when no figure is found.
    """
    table = _mart(mart)
    conditions = [_condition(table, name, value) for name, value in filters.items()]
    explanation = _explain(connection, table, conditions, limit)
    if not explanation.figures:
        wanted = " ".join(f"{name}={value}" for name, value in filters.items())
        raise UsageError(f"{mart} has no figure with {wanted or 'any value'}. Query the mart to see those it has.")
    return explanation


def raw_records(evidence: Iterable[Evidence], open_raw: OpenRaw) -> list[Records]:
    """What the archived files say in the rows of ``evidence``, in its order; empty fields are left out.

    Each file is read once, as a stream. Rows of reference files, and evidence without a row number, have no records.
    """
    rows = list(evidence)
    found: dict[tuple[str, str, str], dict[int, Records]] = {}
    for row in rows:
        if row.source and row.sha256 and row.source_row:
            found.setdefault(row.file, {})[row.source_row] = []
    for file, wanted in found.items():
        for frame, batch in open_raw(*file):
            if frame != "findings":
                _collect(frame, batch, wanted)
    return [found.get(row.file, {}).get(row.source_row or 0, []) for row in rows]


def _collect(frame: str, batch: pa.Table, wanted: dict[int, Records]) -> None:
    chosen = batch.filter(pc.is_in(batch["source_row"], pa.array(list(wanted), batch["source_row"].type)))
    for record in chosen.to_pylist():
        values = {name: str(value) for name, value in record.items() if value is not None and name not in PLACE}
        wanted[record["source_row"]].append((frame, values))


def _mart(name: str) -> Table:
    marts = {table.name: table for table in relations.declared().values() if table.schema == "mart"}
    if name not in marts:
        raise UsageError(f"There is no mart {name!r}. The marts are {', '.join(sorted(marts))}.")
    return _unqualified(marts[name])


def _unqualified(table: Table) -> Table:
    """The same table without its schema, so that the search path decides where it is read."""
    return Table(table.name, MetaData(), *(column.copy() for column in table.columns))


def _condition(table: Table, name: str, value: str) -> Any:
    if name not in table.columns:
        raise UsageError(f"{table.name} has no column {name!r}. Its columns are {', '.join(table.columns.keys())}.")
    read, meaning = READERS[table.columns[name].type.python_type]
    try:
        return table.columns[name] == read(value)
    except (ValueError, KeyError, InvalidOperation):
        raise UsageError(f"{name}={value}: {value!r} is not {meaning}.") from None


def _explain(connection: Connection, table: Table, conditions: list[Any], limit: int | None) -> Explanation:
    keys = list(table.primary_key.columns)
    chosen = select(table).where(*conditions)
    figures: list[Mapping[str, Any]] = [dict(row) for row in connection.execute(chosen.order_by(*keys)).mappings()]
    evidence = _evidence(table.name)
    behind = connection.execute(_behind(evidence, chosen.subquery("figure"), keys).limit(limit)).all()
    return Explanation(
        mart=table.name,
        figures=figures,
        evidence=[_row(row) for row in behind],
        total=behind[0].evidence_total if behind else 0,
        rests_on=tuple(_rests_on(connection, figures, limit)) if table.name == CLAIMS else (),
    )


def _evidence(mart: str) -> Subquery:
    query = relations.parse(relations.SQL / "explain" / f"{mart}.sql", stored=())
    names: list[Column[Any]] = [Column(name) for name in query.named_selects]
    return text(query.sql(relations.DIALECT, comments=False)).columns(*names).subquery("evidence")


def _behind(evidence: Subquery, figure: Subquery, keys: list[Column[Any]]) -> Select[Any]:
    """The evidence of the chosen figures with its files and its whole number of rows, in the order of the files.

    The file is that of the newest load: a row that did not change since it was brought says the same in the same place
    of the newer content (else it would carry a newer load), and the older one may have been pruned.
    """
    files = _unqualified(load_files)
    newest = select(func.max(files.c.load_id)).scalar_subquery()
    same_figure = and_(*(evidence.c[key.name] == figure.c[key.name] for key in keys))
    same_file = and_(files.c.load_id == newest, files.c.source_file == evidence.c.source_file)
    about_files = files.c.source.label("file_source"), files.c.sha256.label("file_sha256")
    return (
        select(*evidence.c, *about_files, func.count().over().label("evidence_total"))
        .select_from(evidence.join(figure, same_figure).outerjoin(files, same_file))
        .order_by(evidence.c.source_file, evidence.c.source_row, *evidence.c)
    )


def _row(row: Row[Any]) -> Evidence:
    keys = {name: value for name, value in row._mapping.items() if name not in (*PLACE, *ADDED)}
    return Evidence(row.file_source, row.source_file, row.source_row, row.file_sha256, keys)


def _rests_on(connection: Connection, figures: list[Mapping[str, Any]], limit: int | None) -> Iterable[Explanation]:
    claims = _unqualified(published_claims)
    wanted = [figure["claim_id"] for figure in figures if figure["computed_value"] is not None]
    answered = select(claims).where(claims.c.claim_id.in_(wanted), claims.c.mart.is_not(None))
    for claim in connection.execute(answered.order_by(claims.c.claim_id)).mappings().all():
        table = _mart(claim["mart"])
        named = [name for name in ("period_code", "cluster_code", "objective_no") if claim[name] is not None]
        yield _explain(connection, table, [table.c[name] == claim[name] for name in named], limit)
