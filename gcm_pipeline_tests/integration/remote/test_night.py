"""A night of which one source comes over HTTP, and the next, when its server fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gcm_pipeline_tests.integration.remote.web_server import Server, answers
from gcm_pipeline_tests.integration.runs import Place, Tables, new_place, of_source

ACTIVITIES = "iati/synthetic_activities.xml"
SOURCES = """
sources:
  iati:
    - url: {address}?key=12345
retry: {{attempts: 2, wait: 0.01}}
"""

pytestmark = pytest.mark.usefixtures("without_core_suites")


def test_a_failing_server_leaves_the_other_sources_alone(web: Server, small: Path, tmp_path: Path) -> None:
    landing, sources = tmp_path / "landing", tmp_path / "sources.yml"
    landing.mkdir()
    shutil.copy(small / "periods.csv", landing)
    sources.write_text(SOURCES.format(address=web.put("/activities.xml", (small / ACTIVITIES).read_bytes(), "v1")))
    with new_place(landing) as place:
        first = place.call("run", "--sources", str(sources))
        assert first.code == 0, first.err
        before = place.published()
        assert place.ask("SELECT source_file FROM load_files WHERE source = 'iati'") == [("iati/activities.xml",)]

        web.tricks = [answers(500)] * 2
        with (landing / "periods.csv").open("a") as periods:
            periods.write("q1,A quarter,2021-01-01,2021-03-31\n")
        second = place.call("run", "--sources", str(sources))
        assert second.code == 1
        assert f"{web.address}/activities.xml: the server answers 500" in second.err
        assert "All else is published." in second.err
        assert "12345" not in second.err + second.out
        after = place.published()
        assert _stale(place) == {"iati"}
        assert of_source(after, "iati") == of_source(before, "iati") != {}
        assert _periods(after) == _periods(before) + 1


def _stale(place: Place) -> set[object]:
    return {source for (source,) in place.ask("SELECT source FROM mart_source_inventory WHERE is_stale")}


def _periods(tables: Tables) -> int:
    return len(tables["core.periods"])
