"""The default sample, written once, and its files as plain text."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from gcm_pipeline import sample
from gcm_pipeline.sample.layouts import layouts


@pytest.fixture(scope="session")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("landing")
    sample.write(directory)
    return directory


@pytest.fixture(scope="session")
def texts(landing: Path) -> dict[str, str]:
    """The text of each file by layout name, the IATI file as ``iati``; cells of the workbook stand between tabs."""
    read = {}
    for layout in layouts():
        path = landing / "prima" / layout.file
        if layout.delimiter:
            read[layout.name] = path.read_bytes().decode(layout.encoding.removesuffix("-sig"))
        else:
            rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
            read[layout.name] = "\n".join("\t".join(str(cell) for cell in row) for row in rows)
    return read | {"iati": (landing / "iati" / "synthetic_activities.xml").read_text(encoding="utf-8")}
