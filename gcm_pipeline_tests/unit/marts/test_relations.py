"""What the SQL files say of themselves: dependencies, order, columns, lineage."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlglot import exp

from gcm_pipeline.marts import build, columns, graph, relations

EVERY = graph.build_order()


def test_every_file_is_declared_or_stands_in_another() -> None:
    files = {path.stem for path in relations.SQL.glob("marts/*.sql")}
    assert files == {name for name in EVERY if name.startswith("mart_")}
    assert {name for name in EVERY if name.startswith("int_")} <= {
        path.stem for path in relations.SQL.glob("intermediate/*.sql")
    }
    assert {path.stem for path in relations.SQL.glob("explain/*.sql")} == files


@pytest.mark.parametrize("name", EVERY)
def test_columns_are_as_declared(name: str) -> None:
    build.verify(name)


def test_other_columns_than_declared_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        relations, "query", lambda name: relations.parse(relations.path("mart_tagging_coverage"), stored=EVERY)
    )
    with pytest.raises(
        ValueError, match=r"mart_objective_pairs.sql selects managing_office, .* declares period_code, "
    ):
        build.verify("mart_objective_pairs")


def test_dependencies_come_from_the_sql() -> None:
    assert tuple(graph.reads("int_project_tags")) == (
        "assn_outcomes_objectives",
        "periods",
        "project_outcomes",
        "projects",
    )
    assert tuple(graph.reads("mart_objective_funding")) == (
        "gcm_objectives",
        "int_project_tags",
        "periods",
        "projects",
    )
    assert "mart_objective_projects" in graph.reads("mart_claims")


@pytest.mark.parametrize("name", EVERY)
def test_dependencies_are_tables_and_built_before(name: str) -> None:
    for read in graph.reads(name):
        relations.table(read)
        assert read not in EVERY[EVERY.index(name) :]


@pytest.mark.parametrize("name", EVERY)
def test_every_column_has_a_lineage_into_the_dependencies(name: str) -> None:
    lineage = columns.column_lineage(name)
    assert list(lineage) == [column.name for column in relations.declared()[name].columns]
    for column, origins in lineage.items():
        assert origins, f"{name}.{column}"
        assert {table for table, _ in origins} <= set(graph.reads(name))
        assert all(origin in relations.table(table).columns for table, origin in origins)


def test_lineage_of_a_count() -> None:
    assert columns.column_lineage("mart_cluster_projects")["project_count"] == [("int_project_tags", "project_code")]
    assert columns.column_lineage("mart_claims")["published_value"] == [("published_claims", "published_value")]


@pytest.mark.parametrize(
    "path", sorted(relations.SQL.glob("marts/*.sql")) + sorted(relations.SQL.glob("intermediate/*.sql"))
)
def test_headers_state_grain_and_rule(path: Path) -> None:
    header = re.match(r"(--.*\n)+", path.read_text(encoding="utf-8"))
    assert header, path
    assert "Grain:" in header[0]
    assert re.search(r"Counting rule:|Comparing ", header[0])


def test_description_is_the_header() -> None:
    assert relations.description("mart_objective_pairs").startswith(
        "Which objectives projects advance together.\nGrain:"
    )


@pytest.mark.parametrize("name", EVERY)
def test_names_are_unqualified(name: str) -> None:
    assert not [table for table in relations.query(name).find_all(exp.Table) if table.db]
