"""The Dagster UI in a browser, over the finished run of the shipped example: what a person sees there."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from gcm_pipeline.assets.describe import GROUPS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
PATIENCE = 60_000  # milliseconds, on a busy machine
SHOTS = os.environ.get("GCM_SCREENSHOTS")
"""A folder to leave pictures in, for a person to look at."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page whose errors fail the test that is looking at it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = browser.new_page(viewport={"width": 1600, "height": 1000})
        opened.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield opened
        browser.close()


@pytest.fixture
def look(page: Page, ui: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, with its errors counted and a picture taken at the end."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{request.node.name}.png", full_page=True)
    assert errors == []


def test_the_asset_graph_shows_the_groups_of_the_flow(look: Page, ui: str) -> None:
    look.goto(f"{ui}/asset-groups")
    heights = []
    for group in GROUPS.values():
        name = look.get_by_text(group).first
        expect(name).to_be_visible()
        heights.append((name.bounding_box() or {"y": 0.0})["y"])
    assert heights == sorted(heights), "the list beside the graph follows the flow"


def test_an_asset_tells_its_columns_and_rows(look: Page, ui: str) -> None:
    look.goto(f"{ui}/assets/mart_cluster_projects")
    expect(look.get_by_text("Tagged projects by cluster").first).to_be_visible()
    expect(look.get_by_text("share_pct_truncated").first).to_be_visible()
    expect(look.get_by_text("The share cut to a whole number").first).to_be_visible()
    expect(look.get_by_text("gcm-data").first).to_be_visible()


def test_the_checks_of_an_asset_are_listed(look: Page, ui: str) -> None:
    look.goto(f"{ui}/assets/core_projects?view=checks")
    for name in ("expectations", "statuses_are_known", "projects_end_after_start"):
        expect(look.get_by_text(name).first).to_be_visible()


def test_a_preview_is_a_table(look: Page, ui: str) -> None:
    look.goto(f"{ui}/assets/mart_cluster_projects?view=events")
    preview = look.get_by_role("row").filter(has_text="imrf-2022")
    expect(preview.filter(has_text="27.6946").first).to_be_visible()


def test_the_schedule_is_on(look: Page, ui: str) -> None:
    look.goto(f"{ui}/automation")
    expect(look.get_by_text("nightly_schedule").first).to_be_visible()
    expect(look.get_by_text("At 02:00 AM").first).to_be_visible()
    expect(
        look.get_by_role("checkbox", checked=True).or_(look.get_by_role("switch", checked=True)).first
    ).to_be_attached()


def test_the_report_is_linked(look: Page, ui: str) -> None:
    look.goto(f"{ui}/assets/report_stocktaking?view=events")
    link = look.get_by_role("link", name="stocktaking.html").first
    expect(link).to_have_attribute("href", re.compile(r"^http://127\.0\.0\.1:\d+/reports/stocktaking\.html$"))
    look.goto(link.get_attribute("href") or "")
    expect(look.get_by_role("heading", level=1)).to_contain_text("Stocktaking of support")
    look.get_by_role("link", name="Reduce vulnerabilities").first.click()
    expect(look.get_by_role("heading", level=1)).to_contain_text("Objective 7")


def test_data_docs_are_linked_from_the_checks(look: Page, ui: str) -> None:
    look.goto(f"{ui}/assets/core_projects?view=checks&checkDetail=expectations")
    link = look.get_by_role("link", name="core_projects.html").first
    look.goto(link.get_attribute("href") or "")
    expect(look.get_by_text("status").first).to_be_visible()
