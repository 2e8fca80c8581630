"""Where settings come from, and what is said of those that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from gcm_pipeline.configuration import NAMES, value
from gcm_pipeline.errors import UsageError
from gcm_pipeline.instance import prepare_dagster
from gcm_pipeline.reference import ROOT
from gcm_pipeline.settings import Settings, Timing

NAME = "GCM_WAREHOUSE_URL"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GCM_CONFIG", NAME, f"{NAME}_FILE", "GCM_DAGSTER_URL", "GCM_SETTLE_SECONDS"):
        monkeypatch.delenv(name, raising=False)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in-file").write_text("postgresql://file\n")
    (tmp_path / "in-variable").write_text("postgresql://variable\n")
    (tmp_path / "settings.yaml").write_text(f"{NAME}_FILE: {tmp_path / 'in-file'}\nGCM_SETTLE_SECONDS: 7\n")
    assert value(NAME) is None
    monkeypatch.setenv("GCM_CONFIG", str(tmp_path / "settings.yaml"))
    assert value(NAME) == "postgresql://file"
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "in-variable"))
    assert value(NAME) == "postgresql://variable"
    monkeypatch.setenv(NAME, "postgresql://itself")
    assert Settings.from_environment().warehouse_url == "postgresql://itself"
    assert Timing.from_environment() == Timing("0 2 * * *", 60, 7)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("GCM_SHEDULE: 0 2 * * *", "GCM_SHEDULE is no setting"),
        ("- GCM_SCHEDULE", "no settings"),
        ("a: b: c", "no YAML"),
        (f"{NAME}_FILE: /nowhere/secret", f"{NAME}_FILE names /nowhere/secret: No such file"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    content: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.yaml").write_text(content)
    monkeypatch.setenv("GCM_CONFIG", str(tmp_path / "settings.yaml"))
    with pytest.raises(UsageError, match=said):
        value(NAME)


@pytest.mark.parametrize("text", ["0", "-1", "2m", "1.5"])
def test_seconds_are_whole_numbers(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GCM_SETTLE_SECONDS", text)
    with pytest.raises(UsageError, match="whole number of seconds"):
        Timing.from_environment()


@pytest.mark.parametrize("url", ["not a url", "mysql://host/database"])
def test_records_are_kept_in_postgresql_only(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GCM_DAGSTER_URL", url)
    monkeypatch.setenv("GCM_STORAGE", str(tmp_path))
    for name in ("DAGSTER_HOME", "GCM_LANDING"):
        monkeypatch.setenv(name, "")  # set anew by what is tested
    with pytest.raises(UsageError, match="GCM_DAGSTER_URL"):
        prepare_dagster(Settings.from_environment())


def test_the_documentation_names_every_setting() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in page] == []
