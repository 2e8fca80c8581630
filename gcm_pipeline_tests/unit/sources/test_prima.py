from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import prima

CONTRACT = Path(__file__).parents[4] / "shared" / "contracts.md"
FORMS = [
    ("PRIMA ID", "prima_id"),
    ("Prima ID", "prima_id"),
    ("Project Code", "project_code"),
    ("Projects ID", "project_code"),
    ("Projet ID", "project_code"),
    ("Project Title", "title"),
    ("Titre du projet", "title"),
    ("Project Type", "project_type"),
    ("Type de projet", "project_type"),
    ("Project Status", "status"),
    ("Statut du projet", "status"),
    ("Activation Date", "activation_date"),
    ("Start Date", "start_date"),
    ("Date de début", "start_date"),
    ("DATE DE DEBUT", "start_date"),
    ("End Date", "end_date"),
    ("Date de fin", "end_date"),
    ("Managing Mission", "managing_office"),
    ("Benefiting Countries", "countries"),
    ("Benefiting Member States", "countries"),
    ("Donors", "donors"),
    ("Budget (USD)", "budget_usd"),
    ("Budget Amount (USD)", "budget_usd"),
    ("budget_usd", "budget_usd"),
    ("Outcome No.", "outcome_no"),
    ("Outcome", "statement"),
    ("GCM Objectives", "objectives"),
    ("SDG Targets", "sdg_targets"),
    ("GCM Guiding Principles", "principles"),
    ("Tagged On", "tagged_on"),
    ("Last Modified", "last_modified"),
]
REQUIRED = {"project_code": "Project Code", "title": "Project Title", "status": "Project Status"} | {
    "outcome_no": "Outcome No."
}


def test_frame_has_the_agreed_columns() -> None:
    fields = list(dict.fromkeys(field for _, field in FORMS))
    assert prima.FRAMES["rows"].names == [*fields, "source_file", "source_row"]
    assert {name for name, column in prima.CARD.frames["rows"].fields.items() if column.required} == set(REQUIRED)


@pytest.mark.parametrize(("form", "field"), FORMS)
def test_every_header_form_is_read(tmp_path: Path, form: str, field: str) -> None:
    headers = {**REQUIRED, field: form}
    path = tmp_path / "export.csv"
    path.write_text(",".join(headers.values()) + "\n" + ",".join(headers), encoding="utf-8")
    file = SnapshotFile("prima", "prima/export.csv", path, "0" * 64, 1, datetime(2026, 1, 1, tzinfo=UTC))
    rows = [row for name, table in prima.read(file) if name == "rows" for row in table.to_pylist()]
    found = {key: value for key, value in rows[0].items() if value is not None}
    assert found == {key: key for key in headers} | {"source_file": "prima/export.csv", "source_row": 2}


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract lies beside the repository, not in it")
def test_the_contract_knows_no_other_header() -> None:
    table = CONTRACT.read_text("utf-8").split("### `prima/`")[1].split("Rows:")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")][1:]
    forms = {form.strip() for cell in cells for form in re.split("[,;]", cell)}
    assert forms - {form for form, _ in FORMS} == set()
