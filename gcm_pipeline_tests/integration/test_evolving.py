"""Exports that come and go: the warehouse follows, and can be made anew as it was on an earlier day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gcm_pipeline_tests.integration.conftest import Evolving

pytestmark = pytest.mark.usefixtures("without_suites_and_pages")


def test_what_went_from_the_exports_goes_from_the_warehouse(evolving: Evolving) -> None:
    assert 0 < len(evolving.lacking["core.projects"]) < len(evolving.whole["core.projects"])
    assert evolving.lacking["core.iati_activities"] == evolving.whole["core.iati_activities"]


def test_as_of_gives_the_figures_of_an_earlier_day(evolving: Evolving) -> None:
    place = evolving.place
    assert evolving.whole["mart.mart_cluster_projects"] != evolving.lacking["mart.mart_cluster_projects"]
    for source in ("prima", "iati", "periods", "reviews"):
        _date_back(sorted((place.storage / "snapshots" / source / "manifests").glob("*.json"))[0])
    said = place.call("run", "--as-of", "2020-06-30", "--landing", "/nowhere")
    assert said.code == 0, said.err
    assert place.published(without=("load_id",)) == evolving.whole
    too_early = place.call("run", "--as-of", "2020-06-29")
    assert too_early.code == 2, too_early


def _date_back(manifest: Path) -> None:
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(content | {"taken_at": "2020-06-30T23:59:59+00:00"}), encoding="utf-8")
