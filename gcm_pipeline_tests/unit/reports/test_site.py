"""The pages from inline figures: whole, linked, asking for nothing, and right when there is little to say."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from datetime import date
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from gcm_pipeline.reports import site, wording
from gcm_pipeline.reports.figures import Figures
from gcm_pipeline_tests.unit.reports import given

Pages = dict[str, html.HtmlElement]
MAIN = site.FILE
POLICY = re.compile(r"^default-src 'none'; style-src '(sha256-\S+)'; script-src '(sha256-\S+)'; img-src data:;")
CASES = {
    "full": given.full(),
    "empty": given.empty(),
    "framework": given.framework(),
    **{f"hostile-{name}": given.full(title) for name, title in given.HOSTILE.items()},
}
SECTIONS = 13


def pages(figures: Figures) -> Pages:
    return {name: html.document_fromstring(text) for name, text in site.render(figures).items()}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Pages:
    return pages(CASES[request.param])


@pytest.fixture(scope="module")
def full() -> Pages:
    return pages(given.full())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def shown(page: html.HtmlElement, period: int, css: str) -> list[str]:
    """The texts of what ``css`` selects in the blocks of one period."""
    return [words(found) for block in page.cssselect(f".per.p{period}") for found in block.cssselect(css)]


def test_links_between_pages_lead_somewhere(case: Pages) -> None:
    for name, page in case.items():
        for link in page.iterfind(".//a"):
            address = urlsplit(link.get("href"))
            target = normpath(join(dirname(name), address.path)) if address.path else name
            assert target in case, (name, link.get("href"))
            assert not address.fragment or case[target].get_element_by_id(address.fragment) is not None


def test_names_in_a_page_are_used_once(case: Pages) -> None:
    for name, page in case.items():
        found = page.xpath("//@id")
        assert len(found) == len(set(found)), name
        assert set(page.xpath("//@aria-labelledby")) <= set(found), name
        figures = page.xpath("//figure/@data-name")
        assert len(figures) == len(set(figures)), name


def test_a_page_asks_for_nothing_and_runs_only_its_own_script(case: Pages) -> None:
    for name, page in case.items():
        policy = POLICY.match(page.xpath("//meta[@http-equiv]/@content")[0])
        assert policy
        for tag, allowed in zip(("style", "script"), policy.groups(), strict=True):
            (element,) = page.iter(tag)
            digest = hashlib.sha256(element.text.encode()).digest()
            assert allowed == f"sha256-{b64encode(digest).decode()}", name
        assert page.xpath("//@src | //@srcset | //@style | //*[starts-with(name(), 'on')]") == []
        assert page.xpath("//link/@href") == ["data:,"]
        assert not list(page.iter("img", "iframe", "object", "embed", "form", "base"))


def test_every_chart_has_its_table_caption_and_buttons(case: Pages) -> None:
    for page in case.values():
        for figure in page.iter("figure"):
            assert len(figure.cssselect("table.data")) == 1
            assert len(words(figure.cssselect("figcaption")[0])) > 40
            assert words(figure.cssselect("figcaption .data")[0]).startswith("Table")
            assert figure.xpath(".//button/@data-do") == ["copy", "download"]
        for drawing in page.iter("{*}svg", "svg"):
            assert drawing.get("aria-hidden") == "true" or (drawing.get("role") == "img" and drawing.get("aria-label"))


def test_tables_are_even(case: Pages) -> None:
    for name, page in case.items():
        for table in page.iter("table"):
            widths = {len(row) for row in table.iter("tr")}
            assert len(widths) == 1, (name, words(table)[:80])


def test_what_a_source_wrote_stays_text() -> None:
    markup = given.HOSTILE["markup"]
    plain, hostile = (pages(_named(title)) for title in ("x" * len(markup), markup))
    for name, page in hostile.items():
        assert [e.tag for e in page.iter(etree.Element)] == [e.tag for e in plain[name].iter(etree.Element)], name
    for name in (MAIN, "objectives/7.html", "countries/SEN.html"):
        assert "<script>alert('title')</script>" in words(hostile[name])


def _named(title: str) -> Figures:
    """Figures with ``title`` also where names are set by people of the house: periods, countries, processes."""
    figures = given.full(title)
    for row in figures["periods"]:
        row |= {"name": title, "period_code": row["period_code"] if row["start_date"] is None else title}
    for row in figures["country_names"]:
        row |= {"country_name": title, "region": title}
    for row in figures["objective_reviews"]:
        row |= {"process": title}
    return figures


def test_an_address_of_a_source_is_linked_only_when_it_is_one() -> None:
    figures = given.full()
    assert "javascript:" not in "".join(site.render(figures).values())
    address = "https://migrationnetwork.un.org/practice/a"
    figures["objective_practices"] = [row | {"url": address} for row in figures["objective_practices"]]
    (link,) = html.document_fromstring(site.render(figures)["objectives/7.html"]).cssselect("a[rel]")
    assert (link.get("href"), link.get("rel")) == (address, "noreferrer noopener")


def test_long_lists_say_how_much_they_leave_out(full: Pages) -> None:
    assert "The first 1 of 40, by code" in words(full["objectives/7.html"])
    assert "20 of 900" not in words(full[MAIN])
    assert "1 of 900. The whole bar is activated projects" in words(full[MAIN])
    assert "The first 1 of 40, by status and code" in words(full[MAIN])


def test_the_reports_figures_stand_beside_ours(full: Pages) -> None:
    clusters = shown(full[MAIN], 1, ".beside")
    assert "The report: 9 projects, –%" in clusters
    assert clusters.count("The report: among the most tagged") == 2
    assert shown(full[MAIN], 0, ".beside") == [], "they are of the report's own period"
    assert any(
        "names 7 and 1 as the most tagged of this cluster: our figures differ." in t
        for t in shown(full[MAIN], 1, "figcaption")
    )
    assert "the report of 2022: 30" in " ".join(shown(full[MAIN], 1, "dl"))


def test_every_claim_is_there_with_its_reason(full: Pages) -> None:
    rows = {words(row[0]): row for row in full[MAIN].cssselect("#claims-table tbody tr")}
    assert list(rows) == [f"C{number:02}" for number in range(1, 41)]
    assert words(rows["C36"][-1]) == "Not computed: the sources have no field that could supply it."
    assert words(rows["C26"][-1]).startswith("No source file supplies it. The text says 31")
    figures = given.full()
    figures["claims"] = [row | {"status": "differs", "computed_value": "3"} for row in figures["claims"]]
    differing = pages(figures)[MAIN].cssselect("#claims-table tbody tr")
    assert words(differing[0][-1]) == "Counted from the files that were landed, which may not be those of the report."


def test_a_period_without_tags_says_so(full: Pages) -> None:
    missing = shown(full[MAIN], 2, ".missing")
    assert len(missing) == 4
    assert all(text.startswith("No data: no") and "prima: 1 file" in text for text in missing)
    assert shown(full[MAIN], 2, "figure") == []
    assert shown(full["objectives/7.html"], 2, ".missing")[0].startswith("No data: no project is tagged")


def test_made_up_data_say_so_on_every_page(full: Pages) -> None:
    real = given.full() | {"synthetic": [], "synthetic_projects": [{"projects": 40, "synthetic": 0}]}
    for name, page in full.items():
        assert words(page.cssselect(".banner")[0]).startswith("Synthetic data. Made up")
        assert "1 of 1 file of prima, 39 of 40 projects" in words(page.cssselect(".banner")[0])
        assert page.findtext(".//title").endswith("(synthetic data)"), name
        for figure in page.iter("figure"):
            said = words(figure.cssselect("figcaption")[0])
            kind = "partly-synthetic" if "of them synthetic" in said else "synthetic" if ", synthetic" in said else ""
            assert figure.get("data-made-up") == kind
    for page in pages(real).values():
        assert page.cssselect(".banner") == []
        assert "synthetic" not in (page.findtext(".//title") or "").lower()


def test_a_country_has_a_page_when_anything_is_known_of_it(full: Pages) -> None:
    assert {name for name in full if name.startswith("countries/")} == {
        site.COUNTRIES, "countries/SEN.html", "countries/KEN.html"
    }  # fmt: skip
    unknown = full[site.COUNTRIES].cssselect("[aria-labelledby=none]")[0]
    assert words(unknown).endswith("Tunisia")
    assert unknown.cssselect("a") == []
    kenya = " ".join(words(found) for found in full["countries/KEN.html"].cssselect(".missing"))
    assert "no project tagged in this period names the country" in kenya
    assert "no national review of the country is known" in kenya


def test_countries_and_objectives_are_linked_both_ways(full: Pages) -> None:
    def links(name: str) -> set[str]:
        return set(full[name].xpath("//a/@href"))

    assert {"objectives/7.html", "countries/SEN.html", site.COUNTRIES} <= links(MAIN)
    assert {"../stocktaking.html", "../countries/SEN.html", "../objectives/1.html"} <= links("objectives/7.html")
    assert {"../stocktaking.html", "../objectives/7.html", "index.html"} <= links("countries/SEN.html")
    assert {"SEN.html", "../stocktaking.html"} <= links(site.COUNTRIES)


def test_an_empty_warehouse_has_a_page_that_says_what_is_missing() -> None:
    empty = pages(given.empty())
    assert set(empty) == {MAIN, site.COUNTRIES}
    assert "Nothing is published yet" in words(empty[MAIN])
    assert len(empty[MAIN].cssselect("section")) == SECTIONS
    assert len(empty[MAIN].cssselect(".missing")) >= 9
    unfed = pages(given.framework())[MAIN]
    assert "prima: no file landed" in words(unfed)
    assert len(unfed.cssselect("#claims-table tbody tr")) == 40


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"compared": [given.compared(None)], "changes": [], "moved": []}, "This is the first night on record"),
        ({"changes": [], "moved": []}, "Nothing changed"),
        ({"changes": []}, "moved for another reason"),
        ({"moved": []}, "No figure on record moved"),
        ({}, "22 November 2026, 02:05 UTC (load 6)"),
    ],
)
def test_the_page_says_what_changed(figures: Figures, said: str) -> None:
    section = pages(given.full() | figures)[MAIN].get_element_by_id("changes")
    assert said in words(section)
    assert ("Nothing changed" in words(section)) is (said == "Nothing changed")
    if not figures:
        assert [words(cell) for cell in section.cssselect("#changes-projects tbody tr *")][1:] == [
            "prima/A synthetic project",
            "retagged",
            "3",
            "4",
            "1",
        ]
        assert [words(cell) for cell in section.cssselect("#changes-figures td.n")] == ["20", "24", "+4"]


def test_the_same_figures_give_the_same_bytes_and_old_countries_go(tmp_path: Path) -> None:
    first = site.write_figures(given.full(), tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in first.pages}
    assert first.page == tmp_path / MAIN
    site.write_figures(given.full("Another"), tmp_path)
    assert (tmp_path / MAIN).read_bytes() != before[MAIN]
    again = site.write_figures(given.full(), tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in again.pages} == before
    site.write_figures(given.framework(), tmp_path)
    assert [file.name for file in (tmp_path / "countries").iterdir()] == ["index.html"]


def test_days_are_said_as_far_as_they_are_known(full: Pages) -> None:
    assert [wording.known(date(2021, 6, 1), precision) for precision in ("year", "month", "day", None)] == [
        "2021",
        "2021-06",
        "2021-06-01",
        "2021-06-01",
    ]
    portfolio = words(full[MAIN].cssselect("#fund-portfolio")[0])
    assert "1,0002021–" in portfolio.replace(" ", "")
    assert "2021-01-01" not in portfolio


def test_a_budget_that_nobody_stated_is_not_said_to_be_nothing(full: Pages) -> None:
    assert "no budget known" in words(full[MAIN].cssselect("#fund-areas")[0])
