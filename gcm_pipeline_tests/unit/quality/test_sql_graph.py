from __future__ import annotations

from pathlib import Path

import pytest

from gcm_pipeline.marts import graph, relations
from gcm_pipeline.quality import sql_graph

FILES = sql_graph.files()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_the_sql_reads_is_not_stale(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path], f"sql/graph/{path.name} is stale. Run: make dictionary"


def test_an_unknown_relation_is_refused() -> None:
    with pytest.raises(KeyError, match=r"does not know mart_of_nothing. After a change of SQL, run: make dictionary"):
        graph.reads("mart_of_nothing")


def test_sql_that_reads_more_than_is_written_down_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "mart_tagging_coverage"
    monkeypatch.setattr(graph, "reads", lambda _: {"projects": ["project_code"]})
    with pytest.raises(ValueError, match="is older than the SQL of mart_tagging_coverage"):
        graph.require_known(name, relations.query(name))
