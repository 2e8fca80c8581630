"""The pages of the shipped example: the marts' figures, bounded lists, the same bytes from the same warehouse."""

from __future__ import annotations

import re
from pathlib import Path
from time import perf_counter

import pytest
from lxml import html

from gcm_pipeline.reports import figures, site
from gcm_pipeline.warehouse import roles
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline_tests.integration.conftest import Shipped

LARGEST = 3_000_000
CAPS = {
    "country_activities": ("country_code", 10),
    "objective_countries": ("objective_no", 45),  # 15 in each of three periods
}


@pytest.fixture(scope="module")
def found(shipped: Shipped) -> figures.Figures:
    with open_warehouse(None, shipped.place.storage) as warehouse:
        return _read(warehouse)


def _read(warehouse: Warehouse) -> figures.Figures:
    with roles.read_only(warehouse) as connection:
        return figures.read(connection)


def _page(shipped: Shipped, name: str) -> html.HtmlElement:
    return html.document_fromstring((shipped.place.storage / "reports" / name).read_text(encoding="utf-8"))


def _figures(block: html.HtmlElement) -> dict[str, int]:
    return {
        found.get("data-figure"): int(re.split(r"\D", (found.text or "").replace(",", ""))[0])
        for found in block.cssselect("[data-figure]")
    }


def test_the_page_has_the_figures_of_the_marts(shipped: Shipped) -> None:
    place = shipped.place
    page = _page(shipped, site.FILE)
    codes = page.xpath("//input[@name='period']/@data-code")
    assert codes == ["all", "imrf-2022", "imrf-2026"]
    for index, code in enumerate(codes):
        said: dict[str, int] = {}
        for block in page.cssselect(f".per.p{index}"):
            said |= _figures(block)
        clusters = place.ask(
            "SELECT 'cluster-' || cluster_code, project_count FROM mart_cluster_projects "
            f"WHERE period_code = '{code}' UNION SELECT 'objective-' || objective_no, project_count "
            f"FROM mart_objective_projects WHERE period_code = '{code}' UNION "
            f"SELECT 'tagged', max(tagged_project_total) FROM mart_cluster_projects WHERE period_code = '{code}'"
        )
        assert said == dict(clusters)
        assert len(said) == 4 + 23 + 1


def test_every_objective_and_country_with_data_has_a_page(shipped: Shipped) -> None:
    reports = shipped.place.storage / "reports"
    assert {f"{number}.html" for number in range(1, 24)} == {file.name for file in (reports / "objectives").iterdir()}
    named = shipped.place.ask(
        "SELECT DISTINCT country_code FROM mart_country_projects WHERE period_code = 'all' AND project_count > 0"
    )
    made = {file.stem for file in (reports / "countries").iterdir()}
    assert {str(code) for (code,) in named} <= made - {"index"}
    rows = shipped.place.ask(
        "SELECT project_count FROM mart_country_projects WHERE (period_code, country_code) = ('all', 'KEN')"
    )
    assert [(_figures(_page(shipped, "countries/KEN.html").cssselect(".per.p0")[0])["projects"],)] == rows


def test_lists_are_cut_and_say_of_how_many(found: figures.Figures) -> None:
    for name, (column, most) in CAPS.items():
        keys = [row[column] for row in found[name]]
        assert keys
        assert max(keys.count(key) for key in set(keys)) <= most


def test_no_page_holds_a_row_of_a_source_that_only_its_sums_may_leave(shipped: Shipped) -> None:
    held = {title for (title,) in shipped.place.ask("SELECT title FROM core.projects")}
    said = re.compile('<bdi class="said">(.*?)</bdi>')
    for page in (shipped.place.storage / "reports").rglob("*.html"):
        assert not held & set(said.findall(page.read_text(encoding="utf-8"))), page.name


def test_every_query_reads_what_the_warehouse_has(found: figures.Figures) -> None:
    fed = {name for name, rows in found.items() if rows}
    assert {"load", "totals", "clusters", "objectives", "published", "trend", "countries", "pairs", "offices"} <= fed
    assert {"claims", "sources", "files", "rejected", "checks", "framework"} <= fed


def test_the_same_warehouse_gives_the_same_bytes_quickly(shipped: Shipped, tmp_path: Path) -> None:
    with open_warehouse(None, shipped.place.storage) as warehouse:
        site.write(warehouse, tmp_path / "one")
        started = perf_counter()
        written = site.write(warehouse, tmp_path / "two")
        seconds = perf_counter() - started
    for name in written.pages:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
        assert (tmp_path / "two" / name).stat().st_size < LARGEST
    assert seconds < 10, "3 s on a quiet machine"
