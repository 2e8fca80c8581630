"""The pages in a browser, as people meet them: on desk and phone, in light and dark, by mouse and by keyboard."""

from __future__ import annotations

import csv
import io
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from gcm_pipeline.reports import site
from gcm_pipeline_tests.integration.conftest import Shipped
from gcm_pipeline_tests.integration.test_ui import ARGUMENTS, CHROMIUM
from gcm_pipeline_tests.unit.reports import given

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PAGES = (site.FILE, "objectives/7.html", "countries/KEN.html", site.COUNTRIES)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe that depend on the scheme."""
SHOTS = os.environ.get("GCM_SCREENSHOTS")
"""A folder to leave pictures in, for a person to look at."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, shipped: Shipped) -> Iterator[Open]:
    """Opens a page of the shipped example; complaints of the browser and requests for anything else fail the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(name: str = site.FILE, folder: Path | None = None, query: str = "", **options: object) -> Page:
        context = browser.new_context(**({"viewport": DESK} | options))  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        address = ((folder or shipped.place.storage / "reports") / name).as_uri()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: request.url.split("?")[0] == address or complaints.append(request.url))
        page.goto(address + query)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def test_pages_fit_the_screen(opened: Open) -> None:
    for name, scheme in itertools.product(PAGES, ("light", "dark") if SHOTS else ("light",)):
        for viewport in (PHONE, DESK):
            page = opened(name, color_scheme=scheme, viewport=viewport)
            assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"], name
            if SHOTS:
                stem = f"{Path(name).with_suffix('').as_posix().replace('/', '-')}-{scheme}-{viewport['width']}"
                page.screenshot(path=Path(SHOTS) / f"{stem}.png", full_page=True)


@pytest.mark.parametrize(
    ("scheme", "viewport", "rules"), [("light", PHONE, RULES), ("dark", DESK, COLOURS)], ids=["light", "dark"]
)
def test_axe_finds_nothing_in_pages_with_opened_tables(
    opened: Open, tmp_path: Path, scheme: str, viewport: dict[str, int], rules: list[str]
) -> None:
    """Every section has figures in these pages, and few, as axe looks at each cell."""
    few = given.full() | {"pairs": given.full()["pairs"][:5]}
    site.write_figures(few, tmp_path)
    for name in (site.FILE, "objectives/7.html", "countries/SEN.html", site.COUNTRIES):
        page = opened(name, tmp_path, color_scheme=scheme, viewport=viewport)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert _violations(page, rules) == [], name


@pytest.mark.parametrize("name", ["objectives/7.html", "countries/KEN.html"])
def test_axe_finds_nothing_in_the_pages_of_the_shipped_example(opened: Open, name: str) -> None:
    assert _violations(opened(name), RULES) == []


def _violations(page: Page, rules: list[str]) -> list[tuple[str, str]]:
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


def test_the_period_switch_shows_the_figures_of_the_marts(opened: Open, shipped: Shipped) -> None:
    page = opened()
    for code in ("imrf-2022", "imrf-2026", "all"):
        page.get_by_role("radio", name=code).check()
        rows = shipped.place.ask(
            "SELECT cluster_code, project_count, tagged_project_total FROM mart_cluster_projects "
            f"WHERE period_code = '{code}'"
        )
        for cluster, count, total in rows:
            (figure,) = _visible(page, f"h3:has-text('Cluster {cluster}:')")
            assert figure == f"Cluster {cluster}: {count} projects"
            assert _visible(page, "[data-figure=tagged]")[0].splitlines()[0] == str(total)
        assert len(_visible(page, "figure[data-name^=pairs-] h3")) == 1
        assert page.locator("#said").inner_text() == f"Figures now: {code}."


def _visible(page: Page, selector: str) -> list[str]:
    return [found.inner_text() for found in page.locator(selector).all() if found.is_visible()]


def test_the_period_goes_along_to_other_pages_and_back(opened: Open) -> None:
    page = opened(query="?period=imrf-2022")
    assert page.get_by_role("radio", name="imrf-2022").is_checked()
    link = page.locator("#clusters a", has_text="Reduce vulnerabilities").locator("visible=true").first
    assert str(link.evaluate("link => link.href")).endswith("objectives/7.html?period=imrf-2022")
    away = opened("objectives/7.html", query="?period=imrf-2022")
    back = away.get_by_role("link", name="Stocktaking")
    assert str(back.evaluate("link => link.href")).endswith("stocktaking.html?period=imrf-2022")


def test_keys_reach_and_move_the_switch(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the figures"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "period"
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="imrf-2022").is_checked()
    assert "668" in _visible(page, "[data-figure=tagged]")[0]


def test_without_scripts_the_switch_still_works(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    page.get_by_role("radio", name="imrf-2022").check()
    assert "668" in _visible(page, "[data-figure=tagged]")[0]
    assert _visible(page, "button") == []


def test_figures_can_be_downloaded_and_copied(opened: Open, shipped: Shipped) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("radio", name="imrf-2022").check()
    figure = page.locator("figure[data-name=cluster-I-imrf-2022]")
    with page.expect_download() as download:
        figure.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "gcm-cluster-I-imrf-2022-synthetic.csv"
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    expected = shipped.place.ask(
        "SELECT objective_no, project_count, outcome_count FROM mart_objective_projects "
        "WHERE period_code = 'imrf-2022' AND cluster_code = 'I' ORDER BY 1"
    )
    assert [(int(r["No."]), int(r["Projects"]), int(r["Outcomes"])) for r in rows] == expected
    assert {row["data"] for row in rows} == {"synthetic"}
    figure.get_by_role("button", name="Copy").click()
    page.wait_for_function("document.getElementById('said').textContent.startsWith('Copied 5 rows')")
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[1].split("\t")[2] == str(expected[0][1])


@pytest.mark.parametrize("kind", sorted(given.HOSTILE))
def test_what_a_source_wrote_stays_text_and_within_the_page(opened: Open, tmp_path: Path, kind: str) -> None:
    site.write_figures(given.full(given.HOSTILE[kind]), tmp_path)
    for name in (site.FILE, "countries/SEN.html", "objectives/7.html"):
        page = opened(name, tmp_path, viewport=PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert page.locator("main script, main img").count() == 0
    if kind == "markup":
        assert "<script>alert('title')</script>" in page.locator("#programmes").inner_text()
    if kind == "formula":
        with page.expect_download() as download:
            page.locator("#programmes").get_by_role("button", name="CSV").click()
        assert "'=HYPERLINK(1)" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_it_prints_to_a_clean_document(opened: Open, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page = opened(query="?period=imrf-2022", color_scheme="dark")
    page.pdf(path=tmp_path / "page.pdf", format="A4", prefer_css_page_size=True)
    document = pdfium.PdfDocument(tmp_path / "page.pdf")
    text = " ".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    assert 5 < len(document) < 40
    assert "Synthetic data." in text
    assert "Cluster I: 185 projects" in " ".join(text.split())
    assert "Copy" not in text
    corner = document[0].render().to_pil().getpixel((5, 5))
    assert corner == (255, 255, 255), "ink is not spent on a dark page"
    document.close()
