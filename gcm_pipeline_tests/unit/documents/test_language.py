"""The seven languages of the reviews and two others."""

from __future__ import annotations

import pytest

from gcm_pipeline.documents.language import language_of
from gcm_pipeline_tests.unit.documents import test_encoding as texts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The objective of this review is to take stock of implementation in our country.", "en"),
        (texts.FRENCH, "fr"),
        (texts.SPANISH, "es"),
        ("O objetivo desta revisão é avaliar a aplicação do pacto no nosso país.", "pt"),
        (texts.ARABIC, "ar"),
        (texts.RUSSIAN, "ru"),
        (texts.CHINESE, "zh"),
        ("Ziel dieser Überprüfung ist eine Bestandsaufnahme der Umsetzung des Pakts.", "de"),
        ("Lengo la tathmini hii ni kupima utekelezaji wa mkataba huu katika nchi yetu.", "sw"),
        ("Objective 7", None),
        ("12 345,67 89% 1,234 2020 2021 2022 (12) 13.4 12 345,67 89% 1,234", None),
        ("", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert language_of(text) == language
