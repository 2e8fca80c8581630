from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from gcm_pipeline.errors import InputError
from gcm_pipeline.reference import ROOT
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import mptf
from gcm_pipeline.sources.card import key
from gcm_pipeline_tests.unit.sources.conftest import workbook

CONTRACT = Path(__file__).parents[4] / "shared" / "contracts.md"
FORMS = {
    "joint_programmes": {
        "programme_code": ["Programme Code", "Code du programme"],
        "title": ["Title", "Titre"],
        "status": ["Status", "Statut", "Statut du programme"],
        "countries": ["Countries", "Pays"],
        "organisations": [
            "Participating UN Organizations",
            "PARTICIPATING UN ORGANISATIONS",
            "Organisations participantes",
        ],
        "lead_organisation": ["Lead Organization", "Organisation chef de file"],
        "objectives": ["GCM Objectives", "Objectifs du Pacte mondial"],
        "thematic_area": ["Thematic Area", "Domaine thematique"],
        "budget_usd": ["Budget (USD)", "Budget USD"],
        "start_date": ["Start Date", "Date de début"],
        "end_date": ["End Date", "Date de fin"],
        "human_rights_marker": ["Human Rights Marker", "Marqueur droits de l’homme"],
        "gender_marker": ["Gender Marker", "Marqueur de genre"],
        "source_note": ["Source"],
    },
    "contributions": {
        "donor": ["Donor", "Donateur"],
        "year": ["Year", "Année"],
        "committed_usd": ["Committed (USD)", "Montant engagé (USD)"],
        "deposited_usd": ["Deposited (USD)", "Dépôts (USD)"],
        "source_note": ["Source"],
    },
    "proposals": {
        "reference": ["Reference", "Référence"],
        "title": ["Title", "Titre de la proposition"],
        "countries": ["Countries", "Pays ou régions"],
        "submitted_on": ["Submitted On", "Date de soumission"],
        "decision": ["Decision", "Décision"],
        "source_note": ["Source"],
    },
}
REQUIRED = {
    "joint_programmes": {"programme_code": "Programme Code", "title": "Title"},
    "contributions": {"donor": "Donor"},
    "proposals": {"reference": "Reference"},
}
EVERY_FORM = [
    (frame, field, form) for frame, fields in FORMS.items() for field, forms in fields.items() for form in forms
]


def land(folder: Path, name: str, content: str | bytes) -> SnapshotFile:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return SnapshotFile("mptf", f"mptf/{name}", path, "0" * 64, path.stat().st_size, datetime(2026, 1, 1, tzinfo=UTC))


def rows(file: SnapshotFile, frame: str) -> list[dict[str, object]]:
    return [row for name, table in mptf.read(file) if name == frame for row in table.to_pylist()]


@pytest.mark.parametrize("frame", FORMS)
def test_frames_have_the_agreed_columns(frame: str) -> None:
    assert mptf.FRAMES[frame].names == [*FORMS[frame], "source_file", "source_row"]
    fields = mptf.CARD.frames[frame].fields
    assert {name for name, column in fields.items() if column.required} == set(REQUIRED[frame])


@pytest.mark.parametrize(("frame", "field", "form"), EVERY_FORM)
def test_every_header_form_is_read(tmp_path: Path, frame: str, field: str, form: str) -> None:
    headers = {**REQUIRED[frame], field: form}
    file = land(tmp_path, f"{frame}_2022.csv", ",".join(headers.values()) + "\n" + ",".join(headers))
    (row,) = rows(file, frame)
    assert {name: value for name, value in row.items() if value is not None} == {name: name for name in headers} | {
        "source_file": f"mptf/{frame}_2022.csv",
        "source_row": 2,
    }


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract lies beside the repository, not in it")
def test_the_contract_knows_no_other_header() -> None:
    text = CONTRACT.read_text("utf-8").split("### `mptf/`")[1].split("###")[0].split("\n", 1)[1]
    listed = re.findall(r"`(\w+)\.\*`: (.*?)(?=\.\s|\.$)", " ".join(text.split()))
    assert [frame for frame, _ in listed] == list(FORMS)
    for frame, headers in listed:
        known = {key(form) for column in mptf.CARD.frames[frame].fields.values() for form in column.headers}
        named = {key(re.sub(r"\(.*/.*\)", "", header)) for header in headers.split(",")}  # not (one/other)
        assert named <= known


def not_a_workbook() -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("note.txt", "MCS00")
    return content.getvalue()


PROGRAMMES = "Programme Code,Title\n"
OTHERS = [
    ("joint_programmes_MCS00.csv", PROGRAMMES + "A,B\n", "its name"),
    ("joint_programmes.csv", "Fund: MCS00\n" + PROGRAMMES + "A,B\n", "first lines"),
    ("contributions.csv", "Donor,Year,Source\nDenmark,2018,https://mptf.undp.org/fund/mcs00\n", "first lines"),
    ("joint_programmes.csv", "Fund,Project\nMCS00,anything\n", "first lines"),
    ("joint_programmes.csv", "MIG00 and others\n" + PROGRAMMES + "A,B\nMCS00-00112,C\n", "begins with MCS00"),
    ("joint_programmes.csv", PROGRAMMES + "A,B\n" * 60 + " mcs00/112,C\n", "begins with MCS00"),
    ("proposals.csv", "Reference,Title\n" + "A,B\n" * 60 + "MPTF-MCS00-3,C\n", "begins with MCS00"),
    (
        "joint_programmes.xlsx",
        workbook(Any=[["MCS00: portfolio"], ["Programme Code", "Title"], ["A", "B"]]),
        "first lines",
    ),
    ("joint_programmes.xlsx", workbook(MCS00=[["Programme Code", "Title"], ["A", "B"]]), "first lines"),
    ("joint_programmes.xlsx", workbook(Any=[["Project"], ["MCS00 0001"]]), "first lines"),
]


@pytest.mark.parametrize(("name", "content", "why"), OTHERS)
def test_a_file_of_the_older_fund_is_refused(tmp_path: Path, name: str, content: str | bytes, why: str) -> None:
    file = land(tmp_path, name, content)
    with pytest.raises(InputError) as refused:
        list(mptf.read(file))
    assert "another and older fund (2017-18)" in refused.value.problem
    assert why in refused.value.problem
    assert "MIG00" in refused.value.remedy
    assert refused.value.file == f"mptf/{name}"


def test_the_row_of_a_foreign_code_is_named(tmp_path: Path) -> None:
    file = land(tmp_path, "joint_programmes.csv", "MIG00\n" + PROGRAMMES + "A,B\nMCS00-1,C\n")
    with pytest.raises(InputError) as refused:
        list(mptf.read(file))
    assert refused.value.row == 4


@pytest.mark.parametrize(
    "content",
    [
        "Fund MIG00 (not MCS00)\n" + PROGRAMMES + "MIG00-1,B\n",
        PROGRAMMES + "XMCS00,B\n",
        PROGRAMMES + "A,B\n" * 60 + "C,After MCS00\n",
    ],
)
def test_a_file_of_the_migration_fund_is_read(tmp_path: Path, content: str) -> None:
    assert rows(land(tmp_path, "joint_programmes.csv", content), "joint_programmes")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("joint_programmes.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("joint_programmes.xlsx", not_a_workbook(), "workbook"),
        ("joint_programmes.xlsx", b"Programme Code,Title\n", "plain text"),
        ("contributions.csv", b"Year,Source\n2020,x\n", "Donor"),
        ("funds.csv", b"Donor\nDenmark\n", "name"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_for_what_it_is(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        list(mptf.read(land(tmp_path, name, content)))


def test_the_shipped_files_are_read_without_a_word() -> None:
    for path in sorted((ROOT / "data" / "landing" / "mptf").glob("*.csv")):
        file = SnapshotFile("mptf", f"mptf/{path.name}", path, "0" * 64, 1, datetime(2026, 1, 1, tzinfo=UTC))
        frame = mptf.CARD.frame_of(file.source_file)
        assert frame
        assert rows(file, frame)
        assert rows(file, "findings") == []
