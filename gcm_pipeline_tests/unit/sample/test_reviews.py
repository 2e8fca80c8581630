"""The shipped synthetic reviews: steady bytes, honest words, and mentions that a careful reader finds."""

from __future__ import annotations

import csv
import hashlib
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from gcm_pipeline.documents import reading, tasks
from gcm_pipeline.reference import ROOT
from gcm_pipeline.sample import packaged, reviews

SHIPPED = ROOT / "data" / "landing" / "reviews"
DOCUMENTS = packaged.document("reviews")["documents"]


def test_the_shipped_files_are_those_that_the_sample_writes(tmp_path: Path) -> None:
    reviews.write(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert reviews.files() == written
    for name, content in written.items():
        assert _inside((SHIPPED / name).read_bytes()) == _inside(content), name


def _inside(content: bytes) -> object:
    """Libraries of zlib differ in how they pack the same parts, and so does the hash of the whole."""
    if not content.startswith(b"PK"):
        return re.sub(rb"[0-9a-f]{64}", b"hash", content)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return {part.filename: (part.date_time, parts.read(part)) for part in parts.infolist()}


def test_the_decisions_are_about_the_shipped_documents() -> None:
    plan = packaged.document("reviews")
    files = {one["review_id"]: one["file"] for one in plan["documents"]}
    lines = csv.DictReader((SHIPPED / plan["decisions"]).read_text("utf-8").splitlines())
    for line in lines:
        content = (SHIPPED / files[line["Review ID"]]).read_bytes()
        assert line["Document SHA-256"] == hashlib.sha256(content).hexdigest()


def test_every_format_and_language_is_there() -> None:
    found = [reading.read(SHIPPED / one["file"]) for one in DOCUMENTS]
    assert {document.format for document in found} == {"pdf", "docx", "html", "txt"}
    assert {document.language for document in found} == {"en", "fr", "es", "pt", "ar", "ru", "zh"}


@pytest.mark.parametrize("plan", DOCUMENTS, ids=lambda plan: plan["file"])
def test_what_a_document_says(plan: dict[str, Any]) -> None:
    document, search = tasks.read(SHIPPED / plan["file"])
    assert "synthetic document" in document.pages[0].text.lower()
    assert "synthetic" in plan["title"].lower()
    assert search.process == (plan["process"] or "GCM")
    found = [sorted({one.objective_no for one in search.mentions if one.page == page}) for page in range(1, 9)]
    assert found[: len(document.pages)] == [page["finds"] for page in plan["pages"]]


def test_no_real_country_is_spoken_for() -> None:
    text = (SHIPPED / packaged.document("reviews")["register"]).read_text("utf-8")
    assert text.count("Synthetic Country") == len(DOCUMENTS) == len(text.splitlines()) - 1
    real = (SHIPPED / "register.csv").read_text("utf-8").splitlines()
    assert len(real) == 6
    assert not any("ynthetic" in line or ".pdf,yes" in line for line in real)
