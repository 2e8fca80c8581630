"""Documents of a newcomer's own: dropped into the landing folder, counted, and followed back to the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from gcm_pipeline_tests.integration.runs import Place, Said, Tables, new_place, short_nights

REGISTER = """Review ID,Country,Process,Submitted On,Title,File
QZZ-1,Synthetic Country,GCM,2021-05-03,Synthetic review,Own.PDF
QZZ-2,Synthetic Country,GCM,2021-05-04,Synthetic review without its file,lost.pdf
QZZ-3,Ruritania,GCM,2021-05-05,Synthetic review of a country that no list knows,
"""
PAGES = ("Synthetic review.", "Measures under Objectives 9 and 10 of the Global Compact for Migration; not SDG 8.")
HLPF = (
    "Informe nacional voluntario sintético ante el foro político de alto nivel sobre los Objetivos de Desarrollo "
    "Sostenible (Agenda 2030). El objetivo 7 del Pacto Mundial para la Migración se cumple también."
)


@dataclass(frozen=True)
class Dropped:
    """A place where documents were dropped: what the first night said and published, and the second night."""

    place: Place
    first: Said
    before: Tables
    texts: dict[str, int]
    second: Said


def _drop(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    _write_pdf(folder / "own.pdf")
    (folder / "cut.pdf").write_bytes((folder / "own.pdf").read_bytes()[:400])
    _write_pdf(folder / "locked.pdf", password="synthetic")
    (folder / "named wrongly.pdf").write_text("Objective 3 in plain text", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    report = docx.Document()
    report.add_paragraph(HLPF)
    report.save(str(folder / "nobody registered.docx"))


def _write_pdf(path: Path, password: str | None = None) -> None:
    pdf = FPDF()
    if password:
        pdf.set_encryption(owner_password=password, user_password=password)
    for text in PAGES:
        pdf.add_page()
        pdf.set_font("Helvetica")
        pdf.multi_cell(0, text=text)
    pdf.output(str(path))


def _texts(place: Place) -> dict[str, int]:
    """When each text that is kept was written."""
    kept = (place.storage / "snapshots" / "reviews" / "texts").rglob("*")
    return {path.name: path.stat().st_mtime_ns for path in kept if path.is_file()}


@pytest.fixture(scope="module")
def dropped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dropped]:
    landing = tmp_path_factory.mktemp("landing")
    _drop(landing / "reviews")
    with new_place(landing) as place, short_nights():
        first = place.call("run")
        before, texts = place.published(), _texts(place)
        yield Dropped(place, first, before, texts, place.call("run"))


def test_mentions_are_counted_by_process(dropped: Dropped) -> None:
    assert dropped.first.code == 0, dropped.first.err
    counted = dropped.place.ask(
        "SELECT objective_no, process, review_count FROM mart_objective_reviews WHERE mention_count > 0 ORDER BY 1, 2"
    )
    assert counted == [(7, "HLPF", 1), (9, "GCM", 1), (10, "GCM", 1)]


def test_a_mention_is_followed_to_its_page(dropped: Dropped) -> None:
    said = dropped.place.call("explain", "mart_objective_reviews", "objective_no=10", "process=GCM")
    assert said.code == 0, said.err
    assert "reviews/own.pdf, page 2" in said.out
    assert "Measures under Objectives 9 and 10 of the Global Compact" in " ".join(said.out.split())


def test_documents_that_cannot_be_read_are_rejected_and_hold_nobody_up(dropped: Dropped) -> None:
    rejected = dropped.place.ask("SELECT source_file, rule FROM rejected_rows WHERE scope = 'row' ORDER BY 1")
    assert rejected == [
        ("reviews/cut.pdf", "broken"),
        ("reviews/empty.txt", "empty"),
        ("reviews/locked.pdf", "encrypted"),
        ("reviews/named wrongly.pdf", "not-what-its-ending-says"),
    ]
    books = dropped.place.ask(
        "SELECT source_file, rows_loaded, rows_rejected FROM load_files WHERE source_file ~ 'cut|own' "
        "AND load_id = (SELECT max(load_id) FROM load_files) ORDER BY 1"
    )
    assert books == [("reviews/cut.pdf", 0, 1), ("reviews/own.pdf", 1, 0)]


def test_what_register_and_folder_do_not_share_is_reported(dropped: Dropped) -> None:
    reported = set(dropped.place.ask("SELECT source_file, rule FROM reported_rows"))
    assert ("reviews/register.csv", "missing-document") in reported
    assert ("reviews/nobody registered.docx", "unregistered-document") in reported
    assert dropped.place.ask("SELECT country_code, country_text FROM reviews WHERE review_id = 'QZZ-3'") == [
        (None, "Ruritania")
    ]
    assert ("reviews/register.csv", "unknown-country") in reported
    assert "documents_are_read_whole" in dropped.first.err
    assert "lost.pdf" in dropped.first.err


def test_a_second_night_reads_no_document_again(dropped: Dropped) -> None:
    assert dropped.second.code == 0, dropped.second.err
    assert dropped.texts
    assert _texts(dropped.place) == dropped.texts
    assert dropped.place.published() == dropped.before
