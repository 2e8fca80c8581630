"""What counts as well, and that nothing is started or made by looking."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gcm_pipeline.health import examine
from gcm_pipeline.measures.facts import Facts, Run, Source
from gcm_pipeline.measures.kept import FACTS, Kept
from gcm_pipeline.settings import Settings

NOW = datetime.now(UTC)
DAY = timedelta(hours=26)
GOOD = Facts(
    last_publication=NOW,
    last_run=Run(load_id=2, status="published", started_at=NOW, finished_at=NOW),
    runs={"published": 2},
    sources=(Source(source="prima", files=1, loaded=1, rejected=0, superseded=0, newest_file=NOW, stale=False),),
    failing_checks={"error": 0, "warning": 0},
    size=1,
)
STALE = GOOD.sources[0].model_copy(update={"stale": True})
LONG_AGO = NOW - timedelta(hours=27)


def _run(status: str, started_at: datetime) -> dict[str, object]:
    return {"last_run": Run(load_id=3, status=status, started_at=started_at, finished_at=None)}


def _wrong(storage: Path, facts: Facts | None, *, pages: bool = True) -> list[str]:
    """What is not well in a storage folder whose embedded server rests since ``facts`` were so."""
    settings = Settings(landing="", storage=storage)
    if facts:
        settings.metrics.mkdir()
        (settings.metrics / FACTS).write_text(Kept(facts=facts, stage_seconds={}).model_dump_json())
        if pages:
            settings.reports.mkdir()
            (settings.reports / "stocktaking.html").touch()
    before = sorted(storage.rglob("*"))
    looks = examine(settings, DAY)
    assert sorted(storage.rglob("*")) == before, "looking makes nothing"
    assert all(look.remedy for look in looks if not look.well)
    return [look.name for look in looks if not look.well]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"last_publication": LONG_AGO}, ["publication"]),
        ({"last_publication": None}, ["publication"]),
        (_run("failed", NOW), ["last run"]),
        (_run("abandoned", NOW), ["last run"]),
        (_run("running", NOW), []),
        (_run("running", LONG_AGO), ["last run"]),
        ({"sources": (STALE,)}, ["sources"]),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, object], wrong: list[str]) -> None:
    assert _wrong(tmp_path, GOOD.model_copy(update=change)) == wrong


def test_a_publication_without_its_pages_is_not_well(tmp_path: Path) -> None:
    earlier = GOOD.model_copy(update={"last_publication": NOW - timedelta(hours=1)})
    assert _wrong(tmp_path, earlier, pages=False) == ["pages"]
    long_before = (NOW - timedelta(hours=2)).timestamp()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "stocktaking.html").touch()
    os.utime(tmp_path / "reports" / "stocktaking.html", (long_before, long_before))
    looks = {look.name: look.well for look in examine(Settings(landing="", storage=tmp_path), DAY)}
    assert not looks["pages"]


def test_a_new_storage_folder_is_not_well(tmp_path: Path) -> None:
    assert _wrong(tmp_path, None) == ["warehouse"]
    assert _wrong(tmp_path / "missing", None) == ["storage", "warehouse"]


def test_a_full_disk_is_not_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gcm_pipeline.health.LEAST_FREE", 1 << 62)
    assert _wrong(tmp_path, GOOD) == ["disk"]


def test_facts_of_another_version_count_as_none(tmp_path: Path) -> None:
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / FACTS).write_text('{"facts": {}}')
    assert _wrong(tmp_path, None) == ["warehouse"]
