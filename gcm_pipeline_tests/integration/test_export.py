"""``gcm-pipeline export`` on the shipped example."""

from __future__ import annotations

import json
from pathlib import Path

import frictionless
import pytest
from pyarrow import parquet

from gcm_pipeline.exports.tables import exported
from gcm_pipeline_tests.integration.conftest import Shipped
from gcm_pipeline_tests.integration.runs import Place


@pytest.fixture(scope="module")
def folder(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export in all formats."""
    place = tmp_path_factory.mktemp("export") / "out"
    said = shipped.place.call("export", str(place))
    assert (said.code, said.out.split(" tables")[0]) == (0, f"Wrote {len(exported())}"), said.err
    assert "Not for publication" in said.err
    return place


def test_every_mart_and_core_table_is_there(folder: Path, shipped: Shipped) -> None:
    for each in exported():
        table = parquet.read_table(folder / "parquet" / f"{each.name}.parquet")
        assert table.column_names == each.table.columns.keys()
        assert [(table.num_rows,)] == shipped.place.ask(f"SELECT count(*) FROM {each.name}"), each.name
        assert (folder / "csv" / f"{each.name}.csv").exists()


def test_the_data_package_is_valid(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "message"]) == []
    assert sum(task.type == "table" for task in report.tasks) == len(exported())
    package = json.loads((folder / "datapackage.json").read_text())
    outcomes = next(one for one in package["resources"] if one["name"] == "core.project_outcomes")
    assert outcomes["schema"]["primaryKey"] == ["project_code", "outcome_no"]
    assert outcomes["schema"]["foreignKeys"] == [
        {"fields": ["project_code"], "reference": {"resource": "core.projects", "fields": ["project_code"]}}
    ]
    assert outcomes["licenses"][0]["title"].startswith("Internal to IOM")
    clusters = next(one for one in package["resources"] if one["name"] == "mart.mart_cluster_projects")
    assert "PRIMA project exports" in " ".join(source["title"] for source in clusters["sources"])


def test_a_broken_cell_would_be_found(folder: Path) -> None:
    """That the validation above reads the rows at all: a wrong key is found in a copy of the descriptor."""
    package = json.loads((folder / "datapackage.json").read_text())
    wrong = next(one for one in package["resources"] if one["name"] == "core.project_outcomes")
    wrong["schema"]["primaryKey"] = ["project_code"]
    report = frictionless.Resource(wrong, basepath=str(folder)).validate()
    assert not report.valid


def test_the_same_rows_give_the_same_bytes(folder: Path, shipped: Shipped, tmp_path: Path) -> None:
    assert shipped.place.call("export", str(tmp_path / "again")).code == 0
    assert contents(tmp_path / "again") == contents(folder)


def test_public_leaves_internal_rows_out(shipped: Shipped, tmp_path: Path) -> None:
    said = shipped.place.call("export", str(tmp_path / "out"), "--public", "--format", "csv")
    assert (said.code, said.err) == (0, "")
    names = {path.name for path in (tmp_path / "out" / "csv").iterdir()}
    assert {"mart.mart_cluster_projects.csv", "core.iati_activities.csv", "core.countries.csv"} <= names
    assert not {name for name in names if "project" in name and name.startswith("core.")}
    assert not (tmp_path / "out" / "parquet").exists()
    assert frictionless.validate(str(tmp_path / "out" / "datapackage.json")).valid


def test_the_readme_says_what_must_stay_inside(folder: Path) -> None:
    text = (folder / "README.md").read_text()
    assert "Not for publication: `core.assn_outcomes_objectives`" in text
    assert "Internal to IOM; not for publication." in text
    assert "$" not in text


def test_without_a_publication_it_says_what_to_do(tmp_path: Path, embedded_database_url: str) -> None:
    said = Place(tmp_path, tmp_path, embedded_database_url).call("export", str(tmp_path / "out"))
    assert said.code == 2
    assert "Run the pipeline once" in said.err
    assert not list((tmp_path / "out").glob("*"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
