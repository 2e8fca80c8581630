from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import network

FRAMES = {
    "champions": {
        "Country": "country",
        "Joined On": "joined_on",
        "Attested On": "attested_on",
        "Source": "source_note",
    },
    "country_networks": {
        "Country": "country",
        "Established On": "established_on",
        "Attested On": "attested_on",
        "Source": "source_note",
    },
    "regional_networks": {
        "Region": "region",
        "Date": "established_on",
        "Attested On": "attested_on",
        "Source": "source_note",
    },
    "regional_reviews": {"Region": "region", "Date": "held_on", "Source": "source_note"},
    "mgi_assessments": {
        "Country": "country",
        "Year": "year",
        "Level": "level",
        "Locality": "locality",
        "Source": "source_note",
    },
    "interviews": {
        "Interview No.": "interview_no",
        "Date": "held_on",
        "Office": "office",
        "Informants": "informants",
        "Source": "source_note",
    },
}
FRENCH = {
    "champions": ["Pays", "Date d'adhésion", "Attesté le", "Source"],
    "country_networks": ["Pays", "Date de création", "Attesté le", "Source"],
    "regional_networks": ["Région", "Date de création", "Attesté le", "Source"],
    "regional_reviews": ["Région", "Date", "Source"],
    "mgi_assessments": ["Pays", "Année", "Niveau", "Localité", "Source"],
    "interviews": ["N° d’entretien", "Date", "Bureau", "Informateurs", "Source"],
}


@pytest.mark.parametrize("french", [False, True], ids=["English", "French"])
@pytest.mark.parametrize("frame", FRAMES)
def test_a_file_is_read_into_the_frame_of_its_name(tmp_path: Path, frame: str, french: bool) -> None:
    fields = list(FRAMES[frame].values())
    path = tmp_path / f"{frame}_2022.csv"
    path.write_text(",".join(FRENCH[frame] if french else FRAMES[frame]) + "\n" + ",".join(fields), encoding="utf-8")
    file = SnapshotFile("network", f"network/{path.name}", path, "0" * 64, 1, datetime(2026, 1, 1, tzinfo=UTC))
    rows = {name: table.to_pylist() for name, table in network.read(file) if table.num_rows}
    place = {"source_file": f"network/{path.name}", "source_row": 2}
    assert rows == {frame: [{field: field for field in fields} | place]}
    assert network.FRAMES[frame].names == [*fields, *place]


def test_country_and_regional_networks_are_told_apart_and_others_are_not_read() -> None:
    frames = {name: network.CARD.frame_of(f"network/{name}.XLSX") for name in FRAMES}
    assert frames == {name: name for name in FRAMES}
    assert network.CARD.frame_of("network/README.txt") is None
