from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gcm_pipeline.cli.mentions import app
from gcm_pipeline.errors import UsageError
from gcm_pipeline.mentions import evaluation

RUNNER = CliRunner(env={"COLUMNS": "200"})


def test_find_reads_a_file_and_the_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "synthetic.txt"
    file.write_text("Under GCM Objective 7 [bold]shelters\x1b[2J were opened.", "utf-8")
    for result in (RUNNER.invoke(app, ["find", str(file)]), RUNNER.invoke(app, ["find", "-"], input=file.read_bytes())):
        assert result.exit_code == 0
        assert "reference" in result.output
        assert "0.99" in result.output
        assert "[bold]shelters�" in result.output
        assert "1 mention\n" in result.output


def test_find_says_that_there_is_nothing() -> None:
    assert "0 mentions" in RUNNER.invoke(app, ["find", "-", "--language", "zh"], input="nothing").output


@pytest.mark.parametrize(
    ("arguments", "content", "said"),
    [(["--language", "de"], b"", "'de'"), ([], b"\xff\xfe", "UTF-8")],
)
def test_find_refuses_what_it_cannot_read(arguments: list[str], content: bytes, said: str) -> None:
    result = RUNNER.invoke(app, ["find", "-", *arguments], input=content)
    assert isinstance(result.exception, UsageError)
    assert said in str(result.exception)


def test_measure_prints_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "measure", lambda: [evaluation.Score("en", "explicit", "all", 4, 3, 0, 1)])
    table = RUNNER.invoke(app, ["measure"]).output
    assert all(part in table for part in ("en", "explicit", "1.000", "0.750"))
    markdown = RUNNER.invoke(app, ["measure", "--format", "markdown"]).output
    assert "| en | explicit | all | 4 | 1.000 | 0.750 |" in markdown
