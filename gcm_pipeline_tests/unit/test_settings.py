from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gcm_pipeline.settings import SHIPPED, Settings

HERE, OWN = Path("/etc/gcm/sources.yml"), "/srv/landing"


@pytest.mark.parametrize(
    ("landing", "sources", "flag_landing", "flag_sources", "expected"),
    [
        ("", "", None, None, SHIPPED),
        (OWN, "", None, None, OWN),
        ("", str(HERE), None, None, ""),
        ("", "", None, HERE, ""),
        (OWN, "", None, HERE, OWN),
        ("", str(HERE), OWN, None, OWN),
        ("", str(HERE), SHIPPED, None, SHIPPED),
    ],
)
def test_the_shipped_example_is_not_mixed_with_named_places(
    monkeypatch: pytest.MonkeyPatch,
    landing: str,
    sources: str,
    flag_landing: str | None,
    flag_sources: Path | None,
    expected: str,
) -> None:
    monkeypatch.setenv("GCM_LANDING", landing)
    monkeypatch.setenv("GCM_SOURCES", sources)
    settings = Settings.from_environment().having(landing=flag_landing, sources=flag_sources)
    assert settings.landing == expected
    assert settings.sources == (HERE if sources or flag_sources else None)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23", datetime(2026, 11, 23, 23, 59, 59, 999999, UTC)),
        ("2026-11-23T02:15", datetime(2026, 11, 23, 2, 15, tzinfo=UTC)),
        ("2026-11-23 02:15:07.5+01:00", datetime(2026, 11, 23, 1, 15, 7, 500000, UTC)),
    ],
)
def test_as_of_is_the_end_of_a_day_or_a_moment(text: str, moment: datetime) -> None:
    settings = Settings.from_environment().having(as_of=text)
    assert settings.as_of == moment
    assert Settings.from_environment().having(as_of=settings.as_of.isoformat()) == settings, "as a run is told"
