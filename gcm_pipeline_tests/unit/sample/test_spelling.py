"""Days, money, codes and lists as text."""

from __future__ import annotations

import numpy as np
import pytest

from gcm_pipeline.sample import spelling


@pytest.mark.parametrize(
    ("form", "written"),
    [("iso", "2020-03-15"), ("day_first", "15/03/2020"), ("text", "15 Mar 2020"), ("serial", "43905")],
)
def test_days(form: str, written: str) -> None:
    values = np.array(["2020-03-15", "NaT"], dtype="datetime64[s]")
    assert spelling.days(values, form).to_pylist() == [written, None]


def test_money() -> None:
    assert spelling.money(np.array([30000005, 0, -1])).to_pylist() == ["300000.05", "0.00", None]


def test_codes() -> None:
    assert spelling.codes(np.array([0, 9_999, 10_000, 260_000])).to_pylist() == [
        "ZA.0000",
        "ZA.9999",
        "ZB.0000",
        "YA.0000",
    ]


def test_runs_wrap_and_stay_within_bounds() -> None:
    lists = spelling.runs(["a", "b", "c"], np.arange(600), separator=";", at_most=2).to_pylist()
    assert set(lists) == {"a", "b", "c", "a;b", "b;c", "c;a"}


@pytest.mark.parametrize(
    ("form", "written"),
    [
        (["number", ", "], "7, 12"),
        (["objective", "; "], "Objective 7; Objective 12"),
        (["gcm", "\n"], "GCM 07\nGCM 12"),
        (["label_fr", ", "], "7 – Réduire la vulnérabilité, 12 – Contrôle, évaluation et orientation"),
    ],
)
def test_objectives(form: list[str], written: str) -> None:
    numbers = np.array([[7, 12, 0, 0, 0], [0, 0, 0, 0, 0]])
    assert spelling.objectives(numbers, [form], np.array([5, 5])).to_pylist() == [written, None]
