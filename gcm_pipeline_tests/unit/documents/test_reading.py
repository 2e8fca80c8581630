"""Every format to text by page, and what is refused instead."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gcm_pipeline.documents import document, form, word
from gcm_pipeline.documents.document import UnreadableError
from gcm_pipeline_tests.unit.documents import making
from gcm_pipeline_tests.unit.documents.conftest import Read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
HTML = b"<!DOCTYPE html><html><body><p>Objective <b>7</b></p></body></html>"


def _zip(**parts: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "pages"),
    [
        ("a.pdf", making.pdf("Objective 7", "Objective 8"), ["Objective 7", "Objective 8"]),
        ("a.PDF", b"mail header\r\n" + making.pdf("Objective 7"), ["Objective 7"]),
        ("a.docx", making.docx("Objective 7", [["a", "b"]], None, "next"), ["Objective 7\na\nb", "next"]),
        ("a.html", HTML, ["Objective 7"]),
        ("a.htm", b"<p>no frame around it", ["no frame around it"]),
        ("a.txt", b"one\r\ntwo\fthree\f\f", ["one\ntwo", "three"]),
        ("a.txt", "\ufeffobjectif n\u00b0 7".encode("utf-16"), ["objectif n\u00b0 7"]),
    ],
)
def test_text_by_page(read: Read, name: str, content: bytes, pages: list[str]) -> None:
    found = read(name, content)
    assert [page.text for page in found.pages] == pages
    assert found.format == form.ENDINGS["." + name.split(".")[1].lower()]
    assert (found.text_method, found.notes) == ("text layer", ())


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.pdf", b"", "empty"),
        ("a.txt", b" \n\t", "no-text"),
        ("a.html", b"<html><script>let x</script></html>", "no-text"),
        ("a.docx", making.docx(), "no-text"),
        ("a.docx", making.pdf("x"), "not-what-its-ending-says"),
        ("a.txt", HTML, "not-what-its-ending-says"),
        ("a.html", b"plain text", "not-what-its-ending-says"),
        ("a.pdf", b"plain text", "not-what-its-ending-says"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "not-what-its-ending-says"),
        ("a.txt", b"a\0\0\0\0\0\0b", "not-what-its-ending-says"),
        ("a.docx", _zip(xl__workbook=b"x"), "not-what-its-ending-says"),
        ("a.docx", OLE, "not-what-its-ending-says"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.pdf", making.pdf("x", password="secret"), "encrypted"),
        ("a.pdf", b"%PDF-1.7\ngarbage", "broken"),
        ("a.docx", making.docx("x")[:-200], "broken"),
        ("a.docx", _zip(word__document=b"<w:document"), "broken"),
        ("a.docx", _zip(word__document=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "broken"),
        ("a.docx", _zip(word__document=bytes(word.MOST_MARKUP + 1)), "too-large"),
    ],
)
def test_what_is_refused(read: Read, name: str, content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(name, content)
    assert refused.value.rule == rule
    assert refused.value.problem.endswith(".")


@pytest.mark.parametrize(
    ("limit", "most", "name", "content", "rule"),
    [
        ("MOST_PAGES", 1, "a.pdf", making.pdf("x", "y"), "too-many-pages"),
        ("MOST_PAGES", 1, "a.txt", b"x\fy", "too-many-pages"),
        ("MOST_CHARACTERS", 5, "a.pdf", making.pdf("Objective 7"), "too-much-text"),
        ("MOST_CHARACTERS", 5, "a.html", HTML, "too-much-text"),
    ],
)
def test_limits(
    read: Read, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, name: str, content: bytes, rule: str
) -> None:
    monkeypatch.setattr(document, limit, most)
    with pytest.raises(UnreadableError) as refused:
        read(name, content)
    assert refused.value.rule == rule


@pytest.mark.parametrize(("module", "limit"), [(form, "MOST_BYTES"), (word, "MOST_UNPACKED")])
def test_large_files_are_not_opened(read: Read, monkeypatch: pytest.MonkeyPatch, module: object, limit: str) -> None:
    monkeypatch.setattr(module, limit, 1_000)
    with pytest.raises(UnreadableError, match="too-large"):
        read("a.docx", making.docx("x"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["a.txt", "a.html", "a.docx", "a.pdf"]),
    start=st.sampled_from([b"", b"<html>", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"]),
    rest=st.binary(max_size=300) | st.text(max_size=100).map(str.encode),
)
def test_any_bytes_are_read_or_refused(read: Read, name: str, start: bytes, rest: bytes) -> None:
    try:
        found = read(name, start + rest)
    except UnreadableError:
        return
    for page in found.pages:
        page.text.encode("utf-8")
        assert "\0" not in page.text
