"""Bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcm_pipeline.documents.document import UnreadableError
from gcm_pipeline.documents.encoding import decode

FRENCH = "Les élèves français ont reçu leur diplôme à la fête. L’objectif du pacte est la migration."
SPANISH = "El objetivo de este examen es evaluar la aplicación del pacto en nuestro país, según los años."
RUSSIAN = "Цель настоящего обзора состоит в том, чтобы оценить выполнение договора в нашей стране."
ARABIC = "الهدف من هذا الاستعراض هو تقييم التنفيذ في البلد خلال السنوات"
CHINESE = "本报告旨在回顾全球契约的执行情况，目标7和目标9。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "cp1252"),
        (SPANISH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (ARABIC, "cp1256"),
        (CHINESE, "gb18030"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).removeprefix("\ufeff") == text


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8_r"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251"),
        ('<meta charset="no-such-thing">', "utf-8"),
        ('<meta charset="utf-16">', "utf-8"),
        ('<meta charset="rot13">', "utf-8"),
    ],
)
def test_declarations(declaration: str, encoding: str) -> None:
    page = declaration + RUSSIAN
    assert decode(page.encode(encoding), markup=True) == page


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_are_refused(content: bytes) -> None:
    try:
        assert isinstance(decode(content, markup=True), str)
    except UnreadableError as refused:
        assert refused.rule in {"not-what-its-ending-says", "unknown-encoding"}
