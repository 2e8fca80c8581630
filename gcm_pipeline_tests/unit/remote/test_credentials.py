from __future__ import annotations

from pathlib import Path

import pytest

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.remote.credentials import followed, is_secret

ORIGIN = "s3://bucket/"


def test_references_are_followed_at_any_depth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("SECRET", "from the environment")
    options = {"key": "env:SECRET", "deep": {"password": f"file:{tmp_path / 'secret'}"}, "plain": [1, "two"]}
    assert followed(options, ORIGIN) == {
        "key": "from the environment",
        "deep": {"password": "from a file"},
        "plain": [1, "two"],
    }


@pytest.mark.parametrize("secret", ["", "two\r\nSeSaMe: lines", "SeSaMé"])
def test_a_secret_that_would_break_a_request_is_refused_unseen(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", secret)
    with pytest.raises(PipelineError, match="s3://bucket/: env:SECRET: a secret is one line") as raised:
        followed({"key": "env:SECRET"}, ORIGIN)
    assert "SeSaM" not in str(raised.value)


def test_a_missing_file_is_told_by_its_name() -> None:
    with pytest.raises(PipelineError, match="file:/nowhere/secret: the file cannot be read"):
        followed({"key": "file:/nowhere/secret"}, ORIGIN)


@pytest.mark.parametrize(
    ("option", "secret"),
    [("key", True), ("account_key", True), ("sas_token", True), ("client_keys", False), ("endpoint_url", False)],
)
def test_which_options_hold_secrets(option: str, secret: bool) -> None:
    assert is_secret(option) is secret
