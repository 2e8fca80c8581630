"""Words of the Fund's files: status, thematic area, year, place, and organisations under their many names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.normalise.cells import Cleaned
from gcm_pipeline.normalise.countries import Countries
from gcm_pipeline.normalise.mptf_cells import Places, statuses, thematic_areas, years
from gcm_pipeline.normalise.organisations import Organisations
from gcm_pipeline_tests.unit.normalise.reading import REFERENCE, entries, silent, tidy

STATUSES = statuses(REFERENCE["mptf_statuses"])
AREAS = thematic_areas(REFERENCE["thematic_areas"])
PLACES = Places(Countries(REFERENCE["countries"], REFERENCE["country_spellings"]), REFERENCE["regions"])
ORGANISATIONS = Organisations(REFERENCE["organisations"], REFERENCE["organisation_names"])

IOM, ILO, UNHCR = (
    "International Organization for Migration",
    "International Labour Organization",
    "Office of the United Nations High Commissioner for Refugees",
)
UN_WOMEN = "United Nations Entity for Gender Equality and the Empowerment of Women"
UNESCO = "United Nations Educational, Scientific and Cultural Organization"


def only(cleaned: Cleaned) -> tuple[object, object]:
    return cleaned.value[0].as_py(), cleaned.rule[0].as_py()


@pytest.mark.parametrize(
    ("cell", "status", "rule"),
    [
        ("Under implementation", "Under implementation", None),
        ("under-implementation", "Under implementation", None),
        ("En cours", "Under implementation", None),
        ("OPERATIONALLY CLOSED", "Operationally closed", None),
        ("Cloture operationnellement", "Operationally closed", None),
        ("In the pipeline", "Pipeline", None),
        ("Closed", "Closed", "unknown-status"),
    ],
)
def test_statuses(cell: str, status: str, rule: str | None) -> None:
    assert only(STATUSES(tidy(cell))) == (status, rule)


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        *(("3", 3), ("3.0", 3), ("Thematic area 3", 3), ("THEMATIC AREA NO. 3", 3), ("Domaine thématique 3", 3)),
        *(("Irregular migration and borders", 3), ("3 - Irregular migration and borders", 3)),
        *(("Thematic Area 3: irregular migration and borders", 3), ("Area 5 (Inclusion)", 5)),
        *(
            (cell, None)
            for cell in ("0", "6", "33", "3; 4", "3 - Inclusion", "Inclusion 3", "Borders", "3 - Borders", "-3")
        ),
    ],
)
def test_thematic_areas(cell: str, area: int | None) -> None:
    assert only(AREAS(tidy(cell))) == (area, None if area else "unknown-thematic-area")


@pytest.mark.parametrize(
    ("cell", "year"),
    [("2021", 2021), ("2021.0", 2021), ("2021-06-30", 2021), ("June 2021", 2021), ("2021 - 2021", 2021)]
    + [(cell, None) for cell in ("2020 - 2021", "FY 2021", "21", "1900", "soon")],
)
def test_years(cell: str, year: int | None) -> None:
    assert only(years(tidy(cell))) == (year, None if year else "unreadable-year")


@pytest.mark.parametrize(
    ("cell", "countries", "rejected"),
    [
        ("Chile; Mexico", ["CHL", "MEX"], []),
        ("Kenya, Western Africa", ["KEN"], [("region-is-no-country", "Western Africa")]),
        ("IGAD", [], [("region-is-no-country", "IGAD region")]),
        ("The Sahel region and Chad", ["TCD"], [("region-is-no-country", "Sahel")]),
        ("Asia and the Pacific", [], [("region-is-no-country", "Asia and the Pacific")]),
        ("South Africa; Southern Africa", ["ZAF"], [("region-is-no-country", "Southern Africa")]),
        ("Central African Republic", ["CAF"], []),
        ("Global", [], [("region-is-no-country", "Global")]),
        ("Kenya; Atlantis", ["KEN"], [("unknown-country", "Atlantis")]),
    ],
)
def test_countries_of_a_programme(cell: str, countries: list[str], rejected: list[tuple[str, str]]) -> None:
    assert entries(PLACES.countries(tidy(cell, lines=True))) == (countries, rejected)


@pytest.mark.parametrize(
    ("cell", "places", "rejected"),
    [
        ("Chile\nAfrique de l’Ouest", ["CHL", "Western Africa"], []),
        ("West Africa; Western Africa", ["Western Africa"], []),
        ("Global", ["Global"], []),
        ("Atlantis, Latin America and the Caribbean", ["Atlantis", "Latin America and the Caribbean"], ["Atlantis"]),
        ("NA", ["NA"], ["NA"]),
        ("lA", ["lA"], ["lA"]),
    ],
)
def test_places_of_a_proposal(cell: str, places: list[str], rejected: list[str]) -> None:
    assert entries(PLACES.places(tidy(cell, lines=True))) == (places, [("unknown-place", token) for token in rejected])


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("KenyaSahel ,;/&-.é") | st.characters(codec="utf-8"), min_size=1, max_size=25))
def test_nothing_of_a_list_of_places_is_lost(cell: str) -> None:
    values = tidy(cell, lines=True)
    if len(values) == 0 or values[0].as_py() is None or silent(values[0].as_py()):
        return
    found, rejected = entries(PLACES.places(values))
    said = {token for _, token in rejected if any(sign.isalnum() for sign in token)}
    assert said <= set(found), "what is reported is kept, too"
    assert found or rejected or not any(sign.isdigit() for sign in cell), "a place without a name that anyone knows"


@pytest.mark.parametrize(
    ("cell", "names", "rejected"),
    [
        ("IOM; OIT\nONU Femmes", [ILO, IOM, UN_WOMEN], []),
        ("International Organisation for Migration (IOM); OIM; UN Migration", [IOM], []),
        ("IOM, ILO and UNHCR", [ILO, IOM, UNHCR], []),
        ("OIM, OIT et HCR", [ILO, IOM, UNHCR], []),
        ("IOM/ILO & UNHCR", [ILO, IOM, UNHCR], []),
        (f"IOM, {UN_WOMEN}", [IOM, UN_WOMEN], []),
        (UNESCO, [UNESCO], []),
        ("ILO/International Labour Organization", [ILO], []),
        ("IOM (others not confirmed)", [IOM], [("note-beside-organisation", "IOM (others not confirmed)")]),
        ("ILO, IOM [lead]", [ILO, IOM], [("note-beside-organisation", "IOM [lead]")]),
        ("ILO (OIT)", [ILO], []),
        ("IOM (ILO)", ["IOM (ILO)"], [("unknown-organisation", "IOM (ILO)")]),
        ("IOM, Nobody", ["IOM, Nobody"], [("unknown-organisation", "IOM, Nobody")]),
        ("Nobody (NB)", ["Nobody (NB)"], [("unknown-organisation", "Nobody (NB)")]),
        ("******; IOM", ["******", IOM], [("unknown-organisation", "******")]),
    ],
)
def test_organisations_of_a_programme(cell: str, names: list[str], rejected: list[tuple[str, str]]) -> None:
    assert entries(ORGANISATIONS.members(tidy(cell, lines=True))) == (sorted(names), rejected)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("OHCHR", "OHCHR"), ("HCDH", "OHCHR"), ("UNDRR", "UNDRR"), ("UNESCO", "UNESCO"), ("PNUE", "UNEP")),
        *(("ONU Femmes", "UN Women"), ("OMS", "WHO"), ("PAM", "WFP"), ("PNUD", "UNDP"), ("ONUDC", "UNODC")),
        *(("Haut-Commissariat des Nations Unies aux droits de l’homme", "OHCHR"), ("UN Habitat", "UN-Habitat")),
    ],
)
def test_the_organisations_of_the_fund_are_known(name: str, code: str) -> None:
    (found,), rejected = entries(ORGANISATIONS.members(tidy(name)))
    known = REFERENCE["organisations"].set_index("organisation_code")["name"]
    assert (found, rejected) == (known[code], [])
