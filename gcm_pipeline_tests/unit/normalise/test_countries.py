from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.normalise.countries import GLOBAL, Countries, OneCountry
from gcm_pipeline_tests.unit.normalise.reading import REFERENCE, entries, silent, tidy

KNOWN = REFERENCE["countries"].to_dict("records")
SPELLINGS = REFERENCE["country_spellings"].to_dict("records")
COUNTRIES = Countries(REFERENCE["countries"], REFERENCE["country_spellings"])
ONE = OneCountry(REFERENCE["countries"], REFERENCE["country_spellings"])
UNKNOWN = "unknown-country"


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Belize Guyana Suriname Jamaica", "BLZ GUY JAM SUR"),
        ("Viet Nam Lao People's Democratic Republic", "LAO VNM"),
        ("Niger Nigeria South Sudan Sudan Papua New Guinea", "NER NGA PNG SDN SSD"),
        ("Congo, Rep.", "COG"),
        ("Congo, Dem. Rep.", "COD"),
        ("Egypt, Arab Rep., Gambia, The, Mali", "EGY GMB MLI"),
        ("Democratic Republic of the Congo Congo", "COD COG"),
        ("Türkiye", "TUR"),
        ("Turkiye; Turkey", "TUR"),
        ("Cote d'Ivoire\nCôte d’Ivoire\nCôte d´Ivoire\nCOTE D`IVOIRE", "CIV"),
        ("The Gambia", "GMB"),
        ("Gambia (the)", "GMB"),
        ("Guinea Bissau", "GNB"),
        ("Guinea-Bissau, Guinea", "GIN GNB"),
        ("Équateur, Pérou et Colombie", "COL ECU PER"),
        ("République démocratique du Congo", "COD"),
        ("Trinidad & Tobago and Guyana", "GUY TTO"),
        ("Guinea / Liberia / Sierra Leone", "GIN LBR SLE"),
        ("AFG; BD", "AFG BGD"),
        ("AF IQ", "AFG IRQ"),
        ("BLZ AND GUY", "BLZ GUY"),
        ("AND, ET", "AND ETH"),
        ("bolivia (plurinational state of)", "BOL"),
        ("Global; Kenya", f"{GLOBAL} KEN"),
    ],
)
def test_read(cell: str, codes: str) -> None:
    assert entries(COUNTRIES.read(tidy(cell, lines=True))) == (codes.split(), [])


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["country_code"])
def test_every_name_and_code(row: dict[str, str]) -> None:
    for column in ("name", "name_fr", "country_code", *(["iso2"] if row["iso2"] != "NA" else [])):
        assert COUNTRIES.entry(row[column]) == ([row["country_code"]], []), column


def test_every_spelling() -> None:
    for row in SPELLINGS:
        if row["kind"] == "country":
            assert COUNTRIES.entry(row["spelling"]) == ([row["country_code"]], [])


@pytest.mark.parametrize("separator", [" ", ", ", "; ", "\n", " and ", " et "])
def test_lists_of_all_countries(separator: str) -> None:
    cell = tidy(separator.join(row["name"] for row in KNOWN), lines=True)
    assert entries(COUNTRIES.read(cell)) == (sorted(row["country_code"] for row in KNOWN), [])


@pytest.mark.parametrize(
    ("cell", "codes", "rejected"),
    [
        ("Atlantis", [], [(UNKNOWN, "Atlantis")]),
        ("Belize, Atlantis and Kenya", ["BLZ", "KEN"], [(UNKNOWN, "Atlantis")]),
        ("Belize Guyana Atlantis Jamaica", ["BLZ", "GUY", "JAM"], [(UNKNOWN, "Atlantis")]),
        ("New Mexico", [], [(UNKNOWN, "New Mexico")]),
        ("NA", [], [("ambiguous-country", "NA")]),
        ("the", [], [(UNKNOWN, "the")]),
        ("?", [], [(UNKNOWN, "?")]),
    ],
)
def test_tokens_that_are_no_country(cell: str, codes: list[str], rejected: list[tuple[str, str]]) -> None:
    assert entries(COUNTRIES.read(tidy(cell, lines=True))) == (codes, rejected)


@given(st.text(alphabet=st.sampled_from("NAMli Kenya Gambia, The/&|.-()'’´;\nAND"), max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_cell_is_dropped_in_silence(cell: str) -> None:
    for value in tidy(cell, lines=True).drop_null():
        codes, rejected = entries(COUNTRIES.read(tidy(value.as_py(), lines=True)))
        assert codes or rejected or silent(value.as_py())


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Kenya", ("KEN", None)),
        ("The Gambia", ("GMB", None)),
        ("Turkiye", ("TUR", None)),
        ("Pays synthétique", ("QZZ", None)),
        ("Atlantis", (None, "unknown-country")),
        ("Kenya; Atlantis", (None, "unknown-country")),
        ("NA", (None, "ambiguous-country")),
        ("Kenya, Mali", (None, "several-countries")),
        ("Global", (None, "global-is-no-country")),
        ("Global; Kenya", (None, "several-countries")),
    ],
)
def test_one_country(cell: str, expected: tuple[str | None, str | None]) -> None:
    cleaned = ONE.read(tidy(cell))
    assert (cleaned.value[0].as_py(), cleaned.rule[0].as_py()) == expected
