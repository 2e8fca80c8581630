"""Files that are IATI, and files that only look like it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gcm_pipeline.errors import InputError
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import iati, iati_blocks, iati_xml

ACTIVITY = "<iati-activity><iati-identifier>A-1</iati-identifier></iati-activity>"
PREFIXED = ACTIVITY.replace("<", "<i:").replace("<i:/", "</i:")
WINDOWS = "<?xml version='1.0' encoding='windows-1252'?>"
File = Callable[..., SnapshotFile]


@pytest.fixture
def file(tmp_path: Path) -> File:
    def make(content: str | bytes, name: str = "a.xml") -> SnapshotFile:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return SnapshotFile("iati", f"iati/{name}", path, "0", path.stat().st_size, datetime(2026, 1, 1, tzinfo=UTC))

    return make


def identifiers(file: SnapshotFile) -> list[str | None]:
    tables = [table for name, table in iati.read(file) if name == "activities"]
    assert [row for table in tables for row in table["source_row"].to_pylist()] == list(
        range(1, 1 + sum(map(len, tables)))
    )
    return [identifier for table in tables for identifier in table["iati_identifier"].to_pylist()]


@pytest.mark.parametrize(
    "content",
    [
        f"<iati-activities version='2.03'>{ACTIVITY}</iati-activities>",
        f"<?xml version='1.0'?><!-- made by hand --><iati-activities version='2.01'> {ACTIVITY}<x/></iati-activities>",
        ACTIVITY,
        "<iati-activity xmlns:d='http://x' d:version='2.03'><iati-identifier>A-1</iati-identifier></iati-activity>",
        f"<iati-activities xmlns='http://iati' version='2.02'>{ACTIVITY}</iati-activities>",
        f"<i:iati-activities xmlns:i='http://iati'>{PREFIXED}</i:iati-activities>",
        f"<iati-activities>{ACTIVITY}<o:iati-activity xmlns:o='http://other'/></iati-activities>",
        f"<iati-activities><x>{ACTIVITY}</x>{ACTIVITY}</iati-activities>",
        f"<iati-activities version='2.03'>{ACTIVITY}</iati-activities>".encode("utf-16"),
        f"{WINDOWS}<iati-activities>{ACTIVITY}<!-- \xe9 --></iati-activities>".encode("cp1252"),
    ],
)
def test_each_form_of_file_holds_one_activity(file: File, content: str | bytes) -> None:
    assert identifiers(file(content)) == ["A-1"]


def test_an_activity_within_an_activity_is_no_activity_of_its_own(file: File) -> None:
    nested = "<iati-activity><iati-identifier>A-1</iati-identifier><iati-activity/></iati-activity>"
    assert identifiers(file(f"<iati-activities>{nested}</iati-activities>")) == ["A-1"]


def test_a_gzipped_file_is_read(file: File) -> None:
    assert identifiers(file(gzip.compress(ACTIVITY.encode()), "a.xml.gz")) == ["A-1"]


def test_activities_without_end_give_all_activities_across_blocks(file: File) -> None:
    many = "".join(ACTIVITY.replace("A-1", f"A-{number}") for number in range(5_000))
    assert len(set(identifiers(file(f"<iati-activities>{many}</iati-activities>")))) == 5_000


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
BAD = {
    "dtd": (
        f"<!DOCTYPE iati-activities [<!ENTITY x 'y'>]><iati-activities>{ACTIVITY}</iati-activities>",
        "document type",
    ),
    "laughs": (
        f"<!DOCTYPE iati-activity [<!ENTITY l0 'ha'>{LAUGHS}]><iati-activity>&l11;</iati-activity>",
        "document type",
    ),
    "external file": ("<!DOCTYPE iati-activity SYSTEM 'file:///etc/passwd'><iati-activity/>", "document type"),
    "entity": ("<iati-activity>&unknown;</iati-activity>", "broken"),
    "organisations": ("<iati-organisations version='2.03'/>", "IATI organisation data"),
    "web page": ("<!DOCTYPE html><html><p>Not found</html>", "a web page"),
    "other XML": ("<rss/>", "XML of <rss>"),
    "version 1": ("<iati-activities version='1.05'/>", "version 1.05"),
    "version of a bare activity": ("<iati-activity xmlns:d='u:x' d:version='1.03'/>", "version 1.03"),
    "truncated": (f"<iati-activities>{ACTIVITY}<iati-activity><title>", "broken"),
    "truncated in a name": (f"<iati-activities>{ACTIVITY}<iati-act", "broken"),
    "spreadsheet": (b"PK\x03\x04\x00\x00", "broken"),
    "text": ("a;b;c", "broken"),
    "empty": ("", "no XML element|broken"),
    "encoding": (b"<iati-activity><title>\xff\xfe</title></iati-activity>", "broken"),
    "gzip under the wrong name": (gzip.compress(ACTIVITY.encode(), mtime=0), "gzipped"),
    "only a comment": (f"<!--{'x' * 2_000_000}--><iati-activity/>", "no element"),
}


@pytest.mark.parametrize(("content", "problem"), BAD.values(), ids=BAD)
def test_a_file_that_is_not_iati_says_what_it_is(file: File, content: str | bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        identifiers(file(content))
    assert caught.value.file == "iati/a.xml"
    assert caught.value.remedy


def test_broken_xml_names_the_line(file: File) -> None:
    with pytest.raises(InputError) as caught:
        identifiers(file(f"<iati-activities>\n{ACTIVITY}\n<iati-activity></title>"))
    assert caught.value.row == 3


@pytest.mark.parametrize(
    "content", [ACTIVITY.encode(), gzip.compress(ACTIVITY.encode() * 99, mtime=0)[:-20], b"\x1f\x8b\x08" + bytes(40)]
)
def test_what_cannot_be_unzipped_is_refused(file: File, content: bytes) -> None:
    with pytest.raises(InputError, match="unzipped"):
        identifiers(file(content, "a.xml.gz"))


def test_a_gzip_bomb_is_refused(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iati_blocks, "EXPANSION_FREE", 1 << 20)
    with pytest.raises(InputError, match="unzips to more than"):
        identifiers(file(gzip.compress(b"<iati-activities>" + b" " * (4 << 20)), "a.xml.gz"))


def test_an_activity_without_end_is_refused(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iati_xml, "ACTIVITY_LIMIT", 1 << 18)
    with pytest.raises(InputError, match="without the end of an activity"):
        identifiers(file("<iati-activities><iati-activity>" + "<sector/>" * 100_000))
