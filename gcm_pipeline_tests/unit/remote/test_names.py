from __future__ import annotations

import pytest

from gcm_pipeline.remote.names import clean, hidden


@pytest.mark.parametrize("name", ["a.csv", "deep/Übersicht 2026.csv", "a..b.csv", "..a.csv"])
def test_a_plain_name_is_clean(name: str) -> None:
    assert clean(name) is None


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../a.csv", "a/../../b", "a//b", "a\\b.csv", "C:a.csv", "a\nb", "a\0b", "x" * 300]
)
def test_a_name_that_may_lead_elsewhere_is_not(name: str) -> None:
    assert clean(name)


def test_hidden_names_are_passed_over_but_not_those_that_lead_out() -> None:
    assert [hidden(name) for name in (".a.csv", "deep/~$a.xlsx", ".git/a", "../a", "a.csv")] == [
        True,
        True,
        True,
        False,
        False,
    ]
