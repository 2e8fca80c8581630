from __future__ import annotations

import json
from pathlib import Path

import pytest

from gcm_pipeline.errors import UsageError
from gcm_pipeline.exports.folder import DESCRIPTOR, PACKAGE, README, replacing

SEEN = {"name": PACKAGE, "resources": [{"path": "csv/core.gone.csv"}, {"path": "csv/core.projects.csv"}]}


def export(folder: Path, *names: str, descriptor: object = SEEN) -> None:
    with replacing(folder) as work:
        for name in names:
            (work / name).parent.mkdir(exist_ok=True)
            (work / name).write_text("new")
        (work / DESCRIPTOR).write_text(json.dumps(descriptor))
        (work / README).write_text("new")


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_an_earlier_export_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    export(folder, "csv/core.gone.csv", "csv/core.projects.csv")
    export(folder, "parquet/core.projects.parquet")
    assert files(folder) == [README, DESCRIPTOR, "parquet/core.projects.parquet"]
    assert not (folder / "csv").exists()


@pytest.mark.parametrize("foreign", ["letter.docx", "csv/mine.csv", "README.md", ".hidden", "deep/er/file"])
def test_a_folder_with_other_files_is_refused(tmp_path: Path, foreign: str) -> None:
    (tmp_path / foreign).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / foreign).write_text("precious")
    with pytest.raises(UsageError, match=f"{foreign}.*empty folder"):
        export(tmp_path, "csv/core.projects.csv")
    assert files(tmp_path) == [foreign]
    assert (tmp_path / foreign).read_text() == "precious"


def test_a_data_package_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / DESCRIPTOR).write_text('{"name": "theirs", "resources": []}')
    with pytest.raises(UsageError, match=DESCRIPTOR):
        export(tmp_path)


def test_a_failure_leaves_the_earlier_export(tmp_path: Path) -> None:
    export(tmp_path, "csv/core.projects.csv")
    before = files(tmp_path)
    with pytest.raises(ZeroDivisionError), replacing(tmp_path) as work:
        (work / README).write_text("half")
        raise ZeroDivisionError
    assert files(tmp_path) == before
    assert (tmp_path / README).read_text() == "new"


@pytest.mark.parametrize("left", [".unfinished/csv/core.projects.csv", "csv/core.projects.csv"])
def test_what_a_killed_export_left_is_no_obstacle(tmp_path: Path, left: str) -> None:
    (tmp_path / left).parent.mkdir(parents=True)
    (tmp_path / left).write_text("half")
    export(tmp_path, "csv/core.projects.csv")
    assert files(tmp_path) == [README, "csv/core.projects.csv", DESCRIPTOR]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="is a file"):
        export(tmp_path / "file")
