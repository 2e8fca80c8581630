from __future__ import annotations

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
