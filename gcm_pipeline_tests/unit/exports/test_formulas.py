from __future__ import annotations

import pyarrow as pa
import pytest

from gcm_pipeline.exports.formulas import neutralise


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+SUM(A1)",
        "-A1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\tplain",
        "\r=1",
        "\n=1",
        "\ufeff=1",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "＝1+1",
        "＋1a",
        "－a",
        "＠x",
        "-",
    ],
)
def test_a_cell_that_starts_like_a_formula_becomes_text(text: str) -> None:
    assert neutralise(pa.chunked_array([[text, "plain"]])).to_pylist() == [f"'{text}", "plain"]


@pytest.mark.parametrize("text", ["plain", "a=b", "-12", "+3.5", "-1,234.50", "-7%", "", "'=1", "3-4", "LM.0514", None])
def test_other_text_and_numbers_stay(text: str | None) -> None:
    assert neutralise(pa.chunked_array([["=risky", text]], pa.string())).to_pylist() == ["'=risky", text]
