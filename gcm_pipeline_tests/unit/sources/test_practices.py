from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import practices

FORMS = [
    ("Title", "title"),
    ("Titre", "title"),
    ("Country", "countries"),
    ("Pays", "countries"),
    ("Dates", "dates"),
    ("Période", "dates"),
    ("Type", "practice_type"),
    ("Type de pratique", "practice_type"),
    ("Implementing Organizations", "organisations"),
    ("Organisations de mise en œuvre", "organisations"),
    ("GCM Objectives", "objectives"),
    ("Objectifs du PMM", "objectives"),
    ("Guiding Principles", "principles"),
    ("Principes directeurs", "principles"),
    ("SDGs", "sdgs"),
    ("ODD", "sdgs"),
    ("URL", "url"),
    ("Lien", "url"),
    ("Source", "source_note"),
]


def test_the_frame_has_the_fields_of_the_contract() -> None:
    fields = list(dict.fromkeys(field for _, field in FORMS))
    assert practices.FRAMES["practices"].names == [*fields, "source_file", "source_row"]
    required = [name for name, field in practices.CARD.frames["practices"].fields.items() if field.required]
    assert required == ["title"]


@pytest.mark.parametrize(("form", "field"), FORMS)
def test_every_header_form_is_read(tmp_path: Path, form: str, field: str) -> None:
    headers = {"title": "Title", field: form}
    path = tmp_path / "practices_2022.csv"
    path.write_text(",".join(headers.values()) + "\n" + ",".join(headers), encoding="utf-8")
    file = SnapshotFile(
        "practices", "practices/practices_2022.csv", path, "0" * 64, 1, datetime(2026, 1, 1, tzinfo=UTC)
    )
    rows = [row for name, table in practices.read(file) if name == "practices" for row in table.to_pylist()]
    found = {key: value for key, value in rows[0].items() if value is not None and not key.startswith("source_f")}
    assert found == {key: key for key in headers} | {"source_row": 2}
