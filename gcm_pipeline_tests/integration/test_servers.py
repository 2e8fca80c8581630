"""The same job on a server of its own, named by GCM_WAREHOUSE_URL: the same tables on each kind of server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gcm_pipeline_tests.integration.conftest import Shipped
from gcm_pipeline_tests.integration.runs import EXAMPLE, Place

OWN_TO_A_RUN = ("load_id",)

pytestmark = pytest.mark.usefixtures("without_suites_and_pages")


def test_a_server_gets_the_same_tables(shipped: Shipped, database_url: str, tmp_path: Path) -> None:
    place = Place(EXAMPLE, tmp_path, database_url)
    said = place.call("run")
    assert said.code == 0, said.err
    assert place.published(without=OWN_TO_A_RUN) == shipped.place.published(without=OWN_TO_A_RUN)
    assert not (tmp_path / "warehouse").exists(), "no embedded server is made beside it"
    found = place.call("query", "SELECT min(project_count) AS least FROM mart_cluster_projects", "--format", "json")
    assert json.loads(found.out) == [{"least": 58}]
