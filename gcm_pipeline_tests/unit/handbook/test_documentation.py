"""The documentation, built as `make docs` builds it and read as a browser would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import typer
from lxml import html
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from gcm_pipeline.cli import app
from gcm_pipeline.handbook import reference
from gcm_pipeline.quality import sql_checks, suites
from gcm_pipeline.reference import ROOT
from gcm_pipeline.sources.card import cards, load_card
from gcm_pipeline.warehouse.tables import of_schema

CONFIGURATION = str(ROOT / "mkdocs.yml")
LOADED = "//script/@src | //img/@src | //iframe/@src | //link/@href"
UNPLACED = "404.html"
"""A server shows it in place of any page, so its links start at the server's root."""

Page = html.HtmlElement


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(load_config(CONFIGURATION, site_dir=str(folder)))
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    found = {path: html.parse(str(path)).getroot() for path in sorted(site.rglob("*.html")) if path.name != UNPLACED}
    assert len(found) > 15
    return found


def test_every_link_and_anchor_leads_somewhere(pages: dict[Path, Page]) -> None:
    anchors = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    broken = [
        f"{path.name}: {link}"
        for path, page in pages.items()
        for link in page.xpath(f"//a/@href | {LOADED}")
        if not urlsplit(link).scheme and not _resolves(path, link, anchors)
    ]
    assert broken == []


def _resolves(path: Path, link: str, anchors: dict[Path, set[str]]) -> bool:
    address, anchor = urldefrag(link)
    target = (path.parent / unquote(address)).resolve() if address else path
    return unquote(anchor) in anchors.get(target, ()) if anchor else target.is_file()


def test_nothing_is_loaded_from_another_host(site: Path, pages: dict[Path, Page]) -> None:
    loaded = {link for page in pages.values() for link in page.xpath(LOADED)}
    assert [link for link in sorted(loaded) if urlsplit(link).netloc] == []
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)]*", styles) == []


def test_diagrams_are_drawn_by_the_mermaid_of_the_site(site: Path, pages: dict[Path, Page]) -> None:
    drawn = {path.stem: page for path, page in pages.items() if page.xpath("//*[@class = 'mermaid']")}
    assert sorted(drawn) == ["concepts", "entities"]
    for page in drawn.values():
        scripts = [Path(source).name for source in page.xpath("//script/@src")]
        theme = next(place for place, name in enumerate(scripts) if name.startswith("bundle."))
        assert scripts.index("mermaid.min.js") < theme, "the theme would fetch its own"
    script = (site / "assets" / "javascripts" / "mermaid.min.js").read_text(encoding="utf-8")
    assert 'globalThis["mermaid"]' in script


def test_the_search_needs_no_server(site: Path, pages: dict[Path, Page]) -> None:
    assert (site / "search" / "search_index.js").exists()
    assert all(page.xpath("//script[contains(@src, 'iframe-worker-shim.js')]") for page in pages.values())


def test_every_command_and_option_is_described(site: Path, pages: dict[Path, Page]) -> None:
    page = pages[site / "reference" / "command-line.html"]
    headings = {heading.text_content().rstrip("¶") for heading in page.xpath("//h2 | //h3 | //h4")}
    options = " ".join(page.xpath("//li/code/text()"))
    for name, command in _commands(typer.main.get_command(app), reference.NAME):
        assert name in headings
        assert [
            opt for param in command.params for opt in param.opts if opt.startswith("-") and opt not in options
        ] == []


def _commands(command: typer.core.TyperGroup, name: str) -> Iterator[tuple[str, typer.core.TyperCommand]]:
    yield name, command
    for below, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, f"{name} {below}")


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("marts", [table.name for table in of_schema("mart")]),
        ("checks", [check.name for check in sql_checks.checks()] + [path.stem for path in suites.SUITES.glob("*.yml")]),
        ("sources", cards()),
        ("queries", [path.stem for path in reference.QUERIES.glob("*.sql")]),
    ],
)
def test_the_reference_leaves_nothing_out(site: Path, pages: dict[Path, Page], page: str, names: list[str]) -> None:
    anchors = set(pages[site / "reference" / f"{page}.html"].xpath("//*[self::h2 or self::h3]/@id"))
    assert names
    assert set(names) - anchors == set()


def test_every_header_of_the_cards_is_named(site: Path, pages: dict[Path, Page]) -> None:
    cells = {cell.text_content() for cell in pages[site / "reference" / "sources.html"].xpath("//td")}
    frames = [frame for name in cards() for frame in load_card(name).frames.values()]
    assert {"; ".join(column.headers) for frame in frames for column in frame.fields.values()} <= cells


@pytest.mark.parametrize(
    "text", ["[a page](missing.md)", "[a place](#nowhere)", "[a file](../sql/missing.sql)", "[a root](/index.md)"]
)
def test_a_broken_link_breaks_the_build(tmp_path: Path, text: str) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text(f"# Page\n\n{text}\n", encoding="utf-8")
    options = {"docs_dir": str(docs), "site_dir": str(tmp_path / "site"), "nav": None, "hooks": [], "plugins": []}
    with pytest.raises(Abort):
        build(load_config(CONFIGURATION, **options))
