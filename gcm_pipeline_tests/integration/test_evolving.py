"""Exports that come and go: the warehouse follows, and can be made anew as it was on an earlier day."""

from __future__ import annotations

import pytest

from gcm_pipeline_tests.integration.conftest import Evolving

pytestmark = pytest.mark.usefixtures("without_suites_and_pages")


def test_what_went_from_the_exports_goes_from_the_warehouse(evolving: Evolving) -> None:
    assert 0 < len(evolving.lacking["core.projects"]) < len(evolving.whole["core.projects"])
    assert evolving.lacking["core.iati_activities"] == evolving.whole["core.iati_activities"]


FILES = (
    "SELECT source, source_file, sha256, bytes, modified_at, rows_read, rows_loaded, rows_rejected, rows_superseded, "
    "is_stale"
)
TOTALS = "SELECT mart, key, figure, value"


def test_as_of_gives_the_figures_of_an_earlier_night_to_the_byte(evolving: Evolving) -> None:
    place = evolving.place
    assert evolving.whole["mart.mart_cluster_projects"] != evolving.lacking["mart.mart_cluster_projects"]
    ((first,),) = place.ask("SELECT finished_at FROM loads WHERE load_id = 1")
    said = place.call("run", "--as-of", str(first), "--landing", "/nowhere")
    assert said.code == 0, said.err
    assert place.published(without=("load_id",)) == evolving.whole
    ((again,),) = place.ask("SELECT max(load_id) FROM loads WHERE status = 'published'")
    for kept, table in ((FILES, "load_files"), (TOTALS, "mart_totals")):
        then, now = (place.ask(f"{kept} FROM {table} WHERE load_id = {load} ORDER BY 1, 2, 3") for load in (1, again))
        assert then == now != []


def test_a_day_before_the_first_night_is_wrong_usage(evolving: Evolving) -> None:
    ((first,),) = evolving.place.ask("SELECT started_at::date - 1 FROM loads WHERE load_id = 1")
    assert evolving.place.call("run", "--as-of", str(first)).code == 2
