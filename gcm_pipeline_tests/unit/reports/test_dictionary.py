from __future__ import annotations

import re

import pytest

from gcm_pipeline.reports import dictionary, entities
from gcm_pipeline.warehouse.tables import metadata, of_schema

PUBLISHED = [table for schema in dictionary.SCHEMAS for table in of_schema(schema)]


@pytest.mark.parametrize(
    ("name", "text"),
    [("data-dictionary.md", dictionary.dictionary()), ("entities.md", entities.entities())],
)
def test_the_page_is_not_stale(name: str, text: str) -> None:
    written = (dictionary.DOCS / name).read_text(encoding="utf-8")
    assert written == text, f"docs/{name} is stale. Run: make dictionary"


def test_every_table_and_column_is_in_the_dictionary() -> None:
    entries = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", dictionary.dictionary(), re.MULTILINE | re.DOTALL))
    assert sorted(entries) == sorted(table.name for table in PUBLISHED)
    for table in PUBLISHED:
        assert re.findall(r"^\| `(\w+)` \|", entries[table.name], re.MULTILINE) == table.columns.keys()


def test_every_table_is_drawn_with_its_key() -> None:
    drawn = entities.entities()
    assert [table.name for table in PUBLISHED if f"    {table.name} {{" not in drawn] == []
    assert '    project_outcomes ||--o{ assn_outcomes_objectives : "project_code, outcome_no"' in drawn
    assert '    periods ||--o{ mart_cluster_projects : "period_code"' in drawn
    assert '    loads ||--o{ load_files : "load_id"' in drawn


def test_mermaid_can_read_the_diagram() -> None:
    link = r'    \w+ \|\|--o\{ \w+ : "\w+(, \w+)*"'
    attribute = r"        [a-z]+ \w+ (PK|FK|PK, FK)"
    grammar = re.compile(rf"erDiagram|    direction LR|{link}|    \w+ \{{|{attribute}|    \}}")
    blocks = re.findall(r"```mermaid\n(.*?)\n```", entities.entities(), re.DOTALL)
    assert len(blocks) > 3
    assert [line for block in blocks for line in block.splitlines() if not grammar.fullmatch(line)] == []


def test_a_column_leads_only_where_one_table_explains_it() -> None:
    led = entities.targets(metadata.tables["mart.mart_objective_pairs"])
    assert {column: table.name for column, table in led.items()} == {
        "period_code": "periods",
        "objective_no": "gcm_objectives",
    }
