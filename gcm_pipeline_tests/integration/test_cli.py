"""The command line, as a person or a program uses it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gcm_pipeline_tests.integration.conftest import Second, Shipped
from gcm_pipeline_tests.integration.runs import Place

ANSI = "\x1b["
CLUSTERS = "SELECT cluster_code, project_count FROM mart_cluster_projects WHERE period_code = 'imrf-2022' ORDER BY 1"


def test_a_terminal_shows_how_far_the_run_is(shipped: Shipped) -> None:
    shown = shipped.said.err
    assert ANSI in shown
    assert "━" in shown, "a bar"
    assert "loading" in shown
    assert "core_" in shown


def test_without_a_terminal_there_are_plain_lines(second: Second) -> None:
    said = second.said
    assert said.code == 0
    assert ANSI not in said.out + said.err
    stages = [line.removesuffix(" …") for line in said.err.splitlines() if line.endswith(" …")]
    assert stages[-3:] == ["publishing", "reporting", "finishing"]
    assert len(stages) < 30


def test_query_prints_csv(shipped: Shipped) -> None:
    said = shipped.place.command("query", CLUSTERS, "--format", "csv")
    assert (said.code, said.err) == (0, "")
    assert said.out == "cluster_code,project_count\nI,185\nII,178\nIII,313\nIV,516\n"


def test_query_prints_json(shipped: Shipped) -> None:
    said = shipped.place.call("query", CLUSTERS, "--format", "json")
    assert json.loads(said.out)[0] == {"cluster_code": "I", "project_count": 185}


def test_query_prints_a_table(shipped: Shipped) -> None:
    said = shipped.place.call("query", CLUSTERS)
    assert "│ I            │           185 │" in said.out
    assert said.out.rstrip().endswith("4 rows")
    assert ANSI not in said.out


def test_query_reads_standard_input(shipped: Shipped) -> None:
    said = shipped.place.command("query", "-", "--format", "csv", stdin="SELECT 1 AS one")
    assert (said.code, said.out) == (0, "one\n1\n")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO core.gcm_clusters SELECT * FROM core.gcm_clusters RETURNING 1",
        "DELETE FROM core.projects RETURNING 1",
        "CREATE TABLE mart.mine (a int)",
        "SELECT 1; SELECT 2",
        "SELECT * FROM nowhere",
        "SELECT * INTO mart.copy FROM projects",
        "SET ROLE postgres",
        "COPY core.projects TO PROGRAM 'cat'",
        "",
    ],
)
def test_query_only_reads(shipped: Shipped, statement: str) -> None:
    said = shipped.place.call("query", statement)
    assert said.code == 2, said
    assert said.err.startswith("Error: ")
    assert "Traceback" not in said.err
    assert said.out == ""


HOSTILE = (
    "SELECT '=1+1' AS formula, '<script>alert(1)</script>' AS html, "
    "E'\\x1b[31mred\\x07' AS control, '[bold]b' AS markup"
)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_what_stands_in_a_cell_is_shown_as_text(shipped: Shipped, form: str) -> None:
    said = shipped.place.call("query", HOSTILE, "--format", form)
    assert said.code == 0
    assert "<script>alert(1)</script>" in said.out
    assert "[bold]b" in said.out
    if form == "csv":  # for programs: values as they are, quoted by the rules of CSV
        assert next(csv.DictReader(io.StringIO(said.out)))["control"] == "\x1b[31mred\x07"
    else:
        assert "\x1b" not in said.out
        assert "\x07" not in said.out


def test_explain_walks_from_the_figure_to_the_rows(shipped: Shipped) -> None:
    said = shipped.place.call(
        "explain", "mart_cluster_projects", "period_code=imrf-2022", "cluster_code=I", "--limit", "0"
    )
    assert said.code == 0, said.err
    assert "185" in said.out
    rows = [line for line in said.out.splitlines() if line.startswith("prima/") and "project_code=" in line]
    projects = {line.split("project_code=")[1].split(",")[0] for line in rows}
    assert len(projects) == 185
    assert {line.split(",")[0] for line in rows} == {
        f"prima/{path.name}" for path in (shipped.place.landing / "prima").iterdir()
    }
    assert sum("objectives: " in line and "status: " in line for line in said.out.splitlines()) >= 185, "raw values"


def test_explain_shows_what_the_file_says(shipped: Shipped) -> None:
    said = shipped.place.call("explain", "mart_cluster_projects", "period_code=imrf-2022", "cluster_code=I")
    place = next(line for line in said.out.splitlines() if line.startswith("prima/synthetic_export_english.csv, row "))
    number = int(place.split("row ")[1].split()[0])
    raw = said.out.splitlines()[said.out.splitlines().index(place) + 1]
    path = shipped.place.landing / "prima" / "synthetic_export_english.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        record = list(csv.reader(file))[number - 1]
    assert f"title: {record[2]}" in raw
    assert f"project_code: {record[1]}" in raw


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mart_weather", "period_code=all"), "mart_cluster_projects"),
        (("mart_cluster_projects", "colour=red"), "period_code"),
        (("mart_cluster_projects", "period_code"), "column=value"),
        (("mart_cluster_projects", "cluster_code=V"), "no figure"),
        (("mart_objective_projects", "objective_no=seven"), "whole number"),
    ],
)
def test_explain_tells_what_it_takes(shipped: Shipped, arguments: tuple[str, ...], words: str) -> None:
    said = shipped.place.call("explain", *arguments)
    assert said.code == 2
    assert words in said.err


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("run",),
        ("query",),
        ("explain",),
        ("export",),
        ("sample",),
        ("serve",),
        ("warehouse",),
        ("warehouse", "url"),
        ("warehouse", "psql"),
        ("warehouse", "stop"),
    ],
    ids=" ".join,
)
def test_help(tmp_path: Path, command: tuple[str, ...]) -> None:
    said = Place(tmp_path, tmp_path / "storage").call(*command, "--help")
    assert said.code == 0
    assert "Usage: gcm-pipeline" in said.out
    assert not (tmp_path / "storage").exists()


@pytest.mark.parametrize(
    "arguments", [("fly",), ("run", "--wings"), ("query",), ("query", "SELECT 1", "--format", "x")]
)
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    said = Place(tmp_path, tmp_path / "storage").call(*arguments)
    assert said.code == 2
    assert "Traceback" not in said.err


@pytest.mark.parametrize("url", ["mysql://somewhere/db", "postgresql://127.0.0.1:1/none", "nonsense"])
def test_a_wrong_warehouse_is_wrong_usage(tmp_path: Path, url: str) -> None:
    said = Place(tmp_path, tmp_path / "storage", url).call("query", "SELECT 1")
    assert said.code == 2
    assert "GCM_WAREHOUSE_URL" in said.err


@pytest.fixture
def idle(shipped: Shipped, storage: Path) -> Iterator[Place]:
    """A storage folder of its own, in which nothing runs."""
    yield Place(shipped.place.landing, storage)


def test_the_warehouse_is_opened_and_stopped(idle: Place) -> None:
    address = idle.call("warehouse", "url").out.strip()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    asked = idle.command("warehouse", "psql", "-Atc", "SELECT 6 * 7")
    assert (asked.code, asked.out) == (0, "42\n"), asked.err
    before_any_run = idle.call("query", "SELECT 1")
    assert before_any_run.code == 2
    assert "un the pipeline" in before_any_run.err
    assert idle.call("warehouse", "stop").code == 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=2)


def test_analysts_connect_as_somebody_who_only_reads(shipped: Shipped) -> None:
    address = shipped.place.call("warehouse", "url", "--role", "analyst").out.strip()
    try:
        with psycopg.connect(address) as connection:
            asked = connection.execute(
                "SELECT current_user, project_count FROM mart_cluster_projects LIMIT 1"
            ).fetchone()
        assert asked
        assert asked[0] == "gcm_reader"
        said = shipped.place.command("warehouse", "psql", "--role", "analyst", "-Atc", "CREATE TABLE mart.mine (a int)")
        assert "read-only transaction" in said.err
    finally:
        (shipped.place.storage / "warehouse" / "pinned").unlink()


def test_before_any_run_there_is_no_analyst(idle: Place) -> None:
    said = idle.call("warehouse", "url", "--role", "analyst")
    assert said.code == 2
    assert "Run the pipeline once" in said.err


def test_a_server_of_its_own_is_not_ours_to_stop(tmp_path: Path) -> None:
    place = Place(tmp_path, tmp_path / "storage", "postgresql://user:word@server.example/db")
    assert place.call("warehouse", "url").out.strip() == "postgresql://user:word@server.example/db"
    said = place.call("warehouse", "stop")
    assert said.code == 2
    assert "administrator" in said.err


def test_a_sample_is_written_and_said(tmp_path: Path) -> None:
    said = Place(tmp_path, tmp_path / "storage").call("sample", str(tmp_path / "made"), "--projects", "12")
    assert said.code == 0
    assert "12 synthetic projects" in said.out
    assert (tmp_path / "made" / "prima").is_dir()
    assert Place(tmp_path, tmp_path).call("sample", str(tmp_path / "made"), "--projects", "3").code == 2


def test_a_wrong_setting_of_the_services_is_named(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("gcm-pipeline")), "run", "--storage", str(tmp_path / "storage")]
    environment = os.environ | {"GCM_SENSOR_SECONDS": "soon"}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert said.returncode == 2
    assert "GCM_SENSOR_SECONDS is 'soon'. Write it as a whole number of seconds" in said.stderr
