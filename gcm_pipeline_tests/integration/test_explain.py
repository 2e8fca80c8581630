"""From every figure back to its rows: the evidence adds up to the figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa
import pytest
from sqlalchemy import Connection, create_engine, make_url, text

from gcm_pipeline.errors import UsageError
from gcm_pipeline.explain import Evidence, explain, raw_records
from gcm_pipeline.marts import graph, relations
from gcm_pipeline.marts.build import build
from gcm_pipeline.warehouse import load, loads
from gcm_pipeline.warehouse.engine import open_warehouse
from gcm_pipeline.warehouse.publish import publish
from gcm_pipeline_tests.unit.marts import example, sources_example
from gcm_pipeline_tests.unit.marts.test_recount import random_core

ADDS_UP = re.compile(r"^-- Adds up: (\w+) = (.+)$", re.MULTILINE)
DATABASE = "explained"
TAGGED = ("project_outcomes", "assn_outcomes_objectives")
ACTIVITY = {
    "iati_identifier": "XM-DAC-47066-AA.0001",
    "project_code": "AA.0001",
    "counts_in_totals": True,
    "source_file": "iati/a.xml",
    "source_row": 1,
}
SUMS = [
    pytest.param(path.stem, *found.groups(), id=f"{path.stem}-{found[1]}")
    for path in sorted(relations.SQL.glob("explain/*.sql"))
    for found in ADDS_UP.finditer(path.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def published(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A reader's connection to a warehouse where the example, and random projects beside it, are published."""
    server = create_engine(make_url(embedded_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    url = make_url(embedded_url).set(database=DATABASE).render_as_string()
    with open_warehouse(url, folder := tmp_path_factory.mktemp("storage")) as warehouse:
        load_id, core = loads.begin(warehouse, "run", "test"), sources_example.core()
        core["iati_activities"] = [ACTIVITY]
        core |= {name: core[name] + rows for name, rows in random_core(5).items() if name in ("projects", *TAGGED)}
        for name in example.INPUTS:
            load.write(warehouse, relations.table(name), example.arrow(name, core.get(name, [])), load_id)
        with closing(example.framed(folder / "frames", core, load_id)) as counting:
            for name in graph.build_order():
                counted = build(counting, name).batches(name)
                if name.startswith("mart_"):
                    load.write(warehouse, relations.table(name), counted, load_id)
        marts = [name for name in graph.build_order() if name.startswith("mart_")]
        publish(warehouse, load_id, [relations.table(name) for name in (*example.INPUTS, *marts)])
        with warehouse.engine.connect() as connection:
            connection.execute(text("SET search_path = mart, core, quality, lineage"))
            yield connection
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {DATABASE} WITH (FORCE)"))
    server.dispose()


@pytest.mark.parametrize(("mart", "column", "total"), SUMS)
def test_evidence_adds_up(published: Connection, mart: str, column: str, total: str) -> None:
    keys = ", ".join(key.name for key in relations.table(mart).primary_key.columns)
    evidence = relations.parse(relations.SQL / "explain" / f"{mart}.sql", stored=()).sql("postgres", comments=False)
    figures = published.execute(text(f"SELECT {keys}, {column} FROM {mart} WHERE {column} <> 0")).all()
    sums = published.execute(
        text(f"SELECT {keys}, {total} FROM ({evidence}) AS evidence GROUP BY {keys} HAVING {total} <> 0")
    )
    assert figures
    assert sorted(map(tuple, figures)) == sorted(map(tuple, sums))


def test_every_counting_mart_says_how_its_evidence_adds_up() -> None:
    marts = {name for name in graph.build_order() if name.startswith("mart_")} - {"mart_claims"}
    assert {parameters.values[0] for parameters in SUMS} == marts


def test_from_a_cluster_to_its_rows(published: Connection) -> None:
    explanation = explain(
        published, "mart_cluster_projects", {"period_code": "imrf-2022", "cluster_code": "I"}, limit=None
    )
    (figure,) = explanation.figures
    assert len({row.keys["project_code"] for row in explanation.evidence}) == figure["project_count"]
    first = explanation.evidence[0]
    assert (first.source, first.source_file, first.source_row, first.sha256) == ("prima", "prima/a.csv", 2, "00ff")
    assert first.keys["objective_no"] == 2
    assert len(explanation.evidence) == explanation.total


def test_limit_keeps_the_total(published: Connection) -> None:
    explanation = explain(published, "mart_cluster_projects", {"period_code": "all"}, limit=3)
    assert len(explanation.figures) == 4
    assert len(explanation.evidence) == 3 < explanation.total


@pytest.mark.parametrize(
    ("mart", "filters", "figures"),
    [
        ("mart_objective_trend", {"month": "2023-05-01", "objective_no": "1"}, 1),
        ("mart_tagging_coverage", {"coverage_pct": "0"}, 1),
        ("mart_source_inventory", {"is_stale": "false"}, 6),
        (
            "mart_objective_funding",
            {"allocated_budget_usd": "0.00", "objective_no": "8", "period_code": "imrf-2026"},
            0,
        ),
    ],
)
def test_filters_take_the_type_of_the_column(
    published: Connection, mart: str, filters: dict[str, str], figures: int
) -> None:
    if figures:
        assert len(explain(published, mart, filters).figures) == figures
    else:
        with pytest.raises(UsageError, match=r"has no figure with allocated_budget_usd=0.00 objective_no=8"):
            explain(published, mart, filters)


@pytest.mark.parametrize(
    ("mart", "filters", "message"),
    [
        ("mart_nothing", {}, r"no mart 'mart_nothing'\. The marts are mart_changes, mart_claims, "),
        ("int_project_tags", {}, r"no mart 'int_project_tags'"),
        ("mart_claims", {"claim": "x", "id": "C01"}, r"no column 'id'\. Its columns are claim_id, claim, "),
        ("mart_objective_pairs", {"objective_no": "two"}, r"'two' is not a whole number"),
        ("mart_objective_trend", {"month": "May"}, r"'May' is not a day such as"),
        ("mart_source_inventory", {"is_stale": "perhaps"}, r"is not true or false"),
        ("mart_tagging_coverage", {"coverage_pct": "half"}, r"is not a number"),
        ("mart_claims", {"claim_id": "' OR 1 = 1 --"}, r"has no figure"),
    ],
)
def test_wrong_usage_says_what_is_right(
    published: Connection, mart: str, filters: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        explain(published, mart, filters)


def test_a_claim_rests_on_the_figure_of_a_mart(published: Connection) -> None:
    explanation = explain(published, "mart_claims", {"claim_id": "C02"})
    (evidence,) = explanation.evidence
    assert (evidence.source, evidence.source_file, evidence.source_row) == (None, "reference/published_claims.csv", 3)
    (below,) = explanation.rests_on
    assert (below.mart, [figure["cluster_code"] for figure in below.figures]) == ("mart_cluster_projects", ["I"])
    assert below.figures[0]["project_count"] == int(explanation.figures[0]["computed_value"])
    assert below.evidence


def test_the_claim_that_rests_on_no_mart_shows_its_outcomes(published: Connection) -> None:
    explanation = explain(published, "mart_claims", {"claim_id": "C17"})
    assert explanation.rests_on == ()
    counts = [row.keys["objective_count"] for row in explanation.evidence if row.keys["project_code"]]
    assert counts
    assert set(counts) == {int(explanation.figures[0]["computed_value"])}


def test_a_claim_without_data_rests_on_nothing(published: Connection) -> None:
    assert explain(published, "mart_claims", {"claim_id": "C40"}).rests_on == ()


@dataclass
class Archive:
    """Raw batches of one file, and which files were opened."""

    opened: list[tuple[str, str, str]] = field(default_factory=list)

    def open_raw(self, source: str, source_file: str, sha256: str) -> Iterator[tuple[str, pa.Table]]:
        self.opened.append((source, source_file, sha256))
        for rows in ([2, 3], [4]):
            yield "rows", self._batch(rows, "row")
        yield "findings", self._batch([2], "finding")
        yield "titles", self._batch([4, 4], "title")

    @staticmethod
    def _batch(rows: list[int], kind: str) -> pa.Table:
        columns = {"title": [f"{kind} {row}" for row in rows], "status": pa.nulls(len(rows), pa.string())}
        return pa.table(
            {**columns, "source_file": ["prima/a.csv"] * len(rows), "source_row": pa.array(rows, pa.int32())}
        )


def _evidence(row: int | None, source: str | None = "prima", file: str = "prima/a.csv") -> Evidence:
    return Evidence(source, file, row, "00ff" if source else None, {})


def test_raw_records_are_read_once_per_file() -> None:
    archive = Archive()
    asked = [
        _evidence(4),
        _evidence(2),
        _evidence(2),
        _evidence(9),
        _evidence(None),
        _evidence(2, None, "reference/x.csv"),
    ]
    assert raw_records(asked, archive.open_raw) == [
        [("rows", {"title": "row 4"}), ("titles", {"title": "title 4"}), ("titles", {"title": "title 4"})],
        [("rows", {"title": "row 2"})],
        [("rows", {"title": "row 2"})],
        [],
        [],
        [],
    ]
    assert archive.opened == [("prima", "prima/a.csv", "00ff")]


def test_funding_evidence_shows_budget_and_part(published: Connection) -> None:
    filters = {"period_code": "imrf-2022", "objective_no": "2"}
    rows = explain(published, "mart_objective_funding", filters, limit=None).evidence
    parts = {row.keys["project_code"]: (row.keys["budget_usd"], row.keys["allocated_usd"]) for row in rows}
    assert parts["AA.0001"] == (Decimal("100.00"), Decimal("33.34"))
