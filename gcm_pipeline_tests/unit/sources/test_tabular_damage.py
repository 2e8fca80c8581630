"""Files that cannot be trusted as a whole."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from gcm_pipeline.errors import InputError
from gcm_pipeline.sources import tabular, tabular_csv, tabular_encoding
from gcm_pipeline_tests.unit.sources.conftest import Read, workbook

HEAD = b"Book Code,Title,Shelf\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("tail", "row"),
    [
        (b'A1,a,b\nA2,"never closed,c\nA3,d,e\n', 3),
        (b'A1,"a\nb",c\nA2,b,"cut o', 3),
        (b'A1,a,b\nA2,b,"', 3),
        (b"A1,a,b\nA2,b", 3),
        (b"A1,a,b\n\n\nA2", 5),
        (b'A1,"open,b\nA2,b,c\nA3,"d",e\nA4,f,g\n', 2),
        (b'A1,"open,b\nA2,b,c\nA3,"d, e",f\nA4,f,g\n', 2),
        (b'A1,a,"open\nA2,"b",c\nA3,"d","e"\nA4,f,g\n', 2),
    ],
)
def test_open_quotes_and_cut_files_name_the_row(read: Read, tail: bytes, row: int) -> None:
    with pytest.raises(InputError) as error:
        read("books.csv", HEAD + tail)
    assert (error.value.file, error.value.row) == ("shelf/books.csv", row)


def test_a_row_longer_than_a_block_is_an_open_quote(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular_csv, "_BLOCK", 256)
    rows = b"A1,a,b\n" * 100
    with pytest.raises(InputError, match="quote") as error:
        read("books.csv", HEAD + rows + b'A2,"open,b\n' + rows)
    assert error.value.row == 102


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n,,\n", "empty"),
        (workbook(Sheet=[["Book Code", "Title"]]), "Excel workbook"),
        (b"%PDF-1.7\n", "PDF"),
        (OLE, "old Excel"),
        (gzip.compress(HEAD, mtime=0), "gzip"),
        (b"\n<!DOCTYPE html><html>", "web page"),
        ((HEAD.decode() + "A1,a,b\n").encode("utf-16"), "UTF-16"),
        ((HEAD.decode() + "A1,a,b\n").encode("utf-16-le"), "NUL"),
        (HEAD + b"A1,\xe9,\0\n", "NUL"),
    ],
)
def test_csv_that_is_something_else(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        read("books.csv", content)
    assert error.value.remedy


@pytest.mark.parametrize(
    ("tail", "row", "said"),
    [
        ("A1,é,b\nA2,".encode("cp1252") + b"\x81,c\n", 3, "neither UTF-8 nor Windows-1252"),
        ("A1,é,b\nA2,é,c\n".encode() + b"A3,\xe9,c\n", 4, "damaged UTF-8"),
        ("A1,é,b\nA2,é,c\n".encode() + b"A3,c,\xc3", 4, "damaged UTF-8"),
    ],
)
def test_undecodable_text_names_the_row(read: Read, tail: bytes, row: int, said: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        read("books.csv", HEAD + tail)
    assert error.value.row == row


def test_the_first_accent_may_come_late(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular_encoding, "_BLOCK", 50)
    text = HEAD.decode() + "A1,a,b\n" * 50 + "A2,coût de l’été €,b\n"
    for encoding in ("utf-8", "cp1252"):
        assert read("books.csv", text.encode(encoding))["rows"][-1]["title"] == "coût de l’été €"


def _damaged(content: bytes) -> bytes:
    place = content.index(b"xl/worksheets/sheet1.xml") + 60
    return content[:place] + bytes(20) + content[place + 20 :]


def _zip(entries: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return content.getvalue()


def _understated(content: bytes) -> bytes:
    """The same archive, declaring its last entry to be 10 bytes long."""
    place = content.rindex(b"PK\x01\x02") + 24
    return content[:place] + (10).to_bytes(4, "little") + content[place + 4 :]


BOOK = workbook(Sheet=[["Book Code", "Title"], ["A1", "a"]])
BOMB = {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(70 << 20)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (HEAD, "plain text, not XLSX"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<html><table>", "web page"),
        (OLE, "password"),
        (BOOK[:-200], "damaged or cut off"),
        (BOOK[: len(BOOK) // 2], "damaged or cut off"),
        (_damaged(BOOK), "damaged or cut off"),
        (_zip({"a.txt": b"a"}), "no workbook"),
        (_zip({"xl/workbook.xml": b"<workbook"}), "cannot be opened"),
        (_zip(BOMB), "would unpack to 73,400,331 bytes"),
        (_understated(_zip(BOMB)), "damaged or cut off"),
        (workbook(Sheet=[["Book Code", "Title", "Since"], {16000: "stray"}, *[[]] * 4000, ["A1"]]), "stray cells"),
        (workbook(Sheet=[]), "empty"),
        (_zip({"xl/workbook.xml": b"<workbook/>", "xl/a": b'<c r="A' + b"1" * 5000 + b'"/>'}), "damaged"),
    ],
)
def test_xlsx_that_must_not_be_opened(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        read("books.xlsx", content)
    assert error.value.file == "shelf/books.xlsx"
    assert error.value.remedy


def test_other_endings_are_not_read(read: Read) -> None:
    with pytest.raises(InputError, match=r"'\.ods'"):
        read("books.ods", BOOK)


def test_a_file_that_would_take_all_memory_is_refused_unread(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MAXIMUM_BYTES", 20)
    with pytest.raises(InputError, match=r"shelf/a\.csv: The file is 21 bytes long, more than 20\. .* split it"):
        read("a.csv", b"Book Code,Title\nA,One\n"[:21])
