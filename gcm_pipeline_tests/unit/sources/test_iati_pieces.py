"""Files cut into pieces give what they give in one, and those that cannot be cut are read all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gcm_pipeline.errors import InputError
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import iati, iati_batches, iati_blocks, iati_pieces

MANY = "".join(f"<iati-activity><iati-identifier>A-{number}</iati-identifier></iati-activity>" for number in range(99))
NAMES = [f"A-{number}" for number in range(99)]
PREFIXED = MANY.replace("</", "</i:").replace("<iati", "<i:iati")
END = "</iati-activity>"
WINDOWS = "<?xml version='1.0' encoding='windows-1252'?>"
File = Callable[[str | bytes], SnapshotFile]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> File:
    monkeypatch.setattr(iati_blocks, "BLOCK", 100)
    monkeypatch.setattr(iati_pieces, "PIECE", 300)
    monkeypatch.setattr(iati_batches, "BATCH", 900)

    def make(content: str | bytes) -> SnapshotFile:
        path = tmp_path / "a.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return SnapshotFile("iati", "iati/a.xml", path, "0", path.stat().st_size, datetime(2026, 1, 1, tzinfo=UTC))

    return make


@pytest.fixture
def streamed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows whenever a file is read without cuts."""
    calls: list[str] = []
    in_one = iati_batches._streamed
    monkeypatch.setattr(iati_batches, "_streamed", lambda *args: calls.append("") or in_one(*args))
    return calls


def identifiers(file: SnapshotFile) -> list[str | None]:
    tables = [table for name, table in iati.read(file) if name == "activities"]
    assert [row for table in tables for row in table["source_row"].to_pylist()] == list(
        range(1, 1 + sum(map(len, tables)))
    )
    return [identifier for table in tables for identifier in table["iati_identifier"].to_pylist()]


@pytest.mark.parametrize(
    "content",
    [
        f"<iati-activities>{MANY}</iati-activities>",
        f"<?xml version='1.0'?><iati-activities>{MANY}<x/></iati-activities><!-- {END} --><?p?>",
        f"<iati-activities xmlns='u:i' xmlns:e='u:e?a&amp;b'>{MANY.replace(END, f'<e:x/>{END}')}</iati-activities>",
        f"<i:iati-activities xmlns:j='u:i' xmlns:i='u:i'>{PREFIXED}</i:iati-activities>",
        f"\ufeff<!-- <iati-activities> --><iati-activities version='2.03' a='&lt;&#10;'>{MANY}</iati-activities>",
        f"{WINDOWS}<iati-activities>{MANY.replace(END, f'é{END}')}</iati-activities>".encode("cp1252"),
    ],
)
def test_pieces_hold_all_activities_in_their_order(file: File, streamed: list[str], content: str | bytes) -> None:
    assert identifiers(file(content)) == NAMES
    assert not streamed


@pytest.mark.parametrize(
    "content",
    [
        f"<iati-activities>{MANY.replace(END, f'<!-- {END} -->{END}')}</iati-activities>",
        f"<iati-activities>{MANY.replace(END, f'<x><![CDATA[{END * 9}]]></x>{END}')}</iati-activities>",
        f"<iati-activities>{MANY.replace(END, f'<iati-activity>x{END * 2}')}</iati-activities>",
        f"<iati-activities>{MANY}<x>{MANY}</x></iati-activities>",
    ],
)
def test_a_cut_in_the_wrong_place_goes_unnoticed(file: File, streamed: list[str], content: str) -> None:
    assert identifiers(file(content)) == NAMES
    assert streamed


def test_a_file_without_the_end_of_an_activity_is_read_in_one(
    file: File, streamed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(iati_pieces, "PIECE_LIMIT", 600)
    assert identifiers(file(f"<iati-activities>{MANY.replace(END, '</iati-activity >')}</iati-activities>")) == NAMES
    assert streamed


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (f"<iati-activities>{MANY}", 1),
        (f"<iati-activities>{MANY}\n</iati-activities><iati-activities>{MANY}</iati-activities>", 2),
        (f"<iati-activities>{MANY}\n<q:x/>{MANY}</iati-activities>", 2),
        (f"<iati-activities>{MANY}\n<x>&nbsp;</x>{MANY}</iati-activities>", 2),
        (f"<iati-activities>{MANY}\n<!DOCTYPE iati-activities []>{MANY}</iati-activities>", 2),
    ],
)
def test_what_is_broken_is_told_with_the_line_of_the_file(file: File, content: str, row: int) -> None:
    with pytest.raises(InputError, match="the XML is broken") as caught:
        identifiers(file(content))
    assert caught.value.row == row
