from __future__ import annotations

import re
from collections import Counter

import pytest

from gcm_pipeline.exports.hxl import hashtags
from gcm_pipeline.exports.tables import Exported, exported
from gcm_pipeline.warehouse.tables import metadata

SYNTAX = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")  # HXL 1.1, tagging conventions, 2
DICTIONARY = {  # of HXL 1.1, what can stand in these tables
    *("activity", "country", "currency", "date", "description", "indicator", "meta", "org", "output", "region"),
    *("sector", "status", "subsector", "value"),
}


@pytest.mark.parametrize("each", exported(), ids=lambda each: each.name)
def test_every_column_has_a_hashtag_of_its_own(each: Exported) -> None:
    found = hashtags(each.table)
    assert [tag for tag in found if not SYNTAX.fullmatch(tag)] == []
    assert {tag[1:].split("+")[0] for tag in found} <= DICTIONARY
    assert [tag for tag, times in Counter(found).items() if times > 1] == []


@pytest.mark.parametrize(
    ("table", "column", "hashtag"),
    [
        ("core.assn_projects_countries", "country_code", "#country+code+v_iso3"),
        ("core.projects", "start_date", "#date+start"),
        ("core.projects", "budget_usd", "#value+budget+usd"),
        ("core.projects", "title", "#activity+project+name"),
        ("core.projects", "is_activated", "#indicator+flag+is_activated"),
        ("mart.mart_objective_projects", "project_count", "#indicator+num+project_count"),
        ("mart.mart_objective_projects", "objective_no", "#subsector+code+v_gcm"),
    ],
)
def test_columns_say_what_they_hold(table: str, column: str, hashtag: str) -> None:
    declared = metadata.tables[table]
    assert hashtags(declared)[declared.columns.keys().index(column)] == hashtag
