"""What docs/connect.md tells people to do, done."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gcm_pipeline.reference import ROOT
from gcm_pipeline_tests.integration.conftest import Shipped
from gcm_pipeline_tests.integration.runs import COMMAND, PATIENCE

PAGE = ROOT / "docs" / "connect.md"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture
def folder(shipped: Shipped, tmp_path: Path) -> Iterator[Path]:
    """A folder from which the page's commands work."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "gcm-pipeline").symlink_to(COMMAND)
    (tmp_path / "sql").symlink_to(ROOT / "sql")
    yield tmp_path
    (shipped.place.storage / "warehouse" / "pinned").unlink(missing_ok=True)


def test_pandas_reads_the_warehouse(folder: Path, shipped: Shipped) -> None:
    program = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert program
    said = run([sys.executable, "-c", program[1]], folder, shipped)
    assert re.search(r"^3 +IV +\d+", said, re.MULTILINE)


def test_psql_answers_a_worked_question(folder: Path, shipped: Shipped) -> None:
    command = next(line for line in TEXT.splitlines() if line.startswith("$") and " -f " in line)
    said = run(command.removeprefix("$ ").split(), folder, shipped)
    assert "(4 rows)" in said


def test_the_socket_is_where_the_page_says(folder: Path, shipped: Shipped) -> None:
    said = run([".venv/bin/gcm-pipeline", "warehouse", "url", "--role", "analyst"], folder, shipped)
    assert said.startswith("postgresql://gcm_reader@/postgres?host=")
    assert (shipped.place.storage / "warehouse" / "socket" / ".s.PGSQL.5432").exists()


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", TEXT)
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


def run(command: list[str], folder: Path, shipped: Shipped) -> str:
    ended = subprocess.run(
        command,
        cwd=folder,
        env=shipped.place.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
