"""The pages as files: the stocktaking page, one for each objective, one for each country, and their lists.

Belongs here: templates to self-contained files that ask for nothing (the policy in every page names its own style and
script by hash), written so that a reader never sees half of one.
Does not belong here: what the pages say (stocktaking.py, profiles.py).

Drawn by templates and not by a chart library, as measured: Altair takes 1.7 s for its first static chart and 0.06 s
for each of the other hundreds, and its texts shrink on a phone; its runtime adds 0.9 MB to each page and needs a policy
that allows eval. Lists with bars are read, searched, translated and printed like any text.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gcm_pipeline import whole
from gcm_pipeline.reports import figures as read_figures
from gcm_pipeline.reports import profiles, shapes, stocktaking, wording
from gcm_pipeline.reports.figures import Figures
from gcm_pipeline.reports.standing import standing
from gcm_pipeline.warehouse import roles
from gcm_pipeline.warehouse.engine import Warehouse

FILE = "stocktaking.html"
COUNTRIES = "countries/index.html"
TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Site:
    """The pages that were written, by their path below the folder, the stocktaking page first."""

    folder: Path
    pages: tuple[str, ...]

    @property
    def page(self) -> Path:
        """The stocktaking page."""
        return self.folder / FILE


def write(warehouse: Warehouse, folder: Path) -> Site:
    """Write all pages from one picture of the published warehouse; those of countries that are gone are removed."""
    with roles.read_only(warehouse) as connection:
        figures = read_figures.read(connection)
    return write_figures(figures, folder)


def write_figures(figures: Figures, folder: Path) -> Site:
    """The same from ``figures``."""
    pages = render(figures)
    whole.clear(folder)
    for name, text in pages.items():
        whole.write_text(folder / name, text)
    for old in [*folder.glob("countries/*.html"), *folder.glob("objectives/*.html")]:
        if old.relative_to(folder).as_posix() not in pages:
            old.unlink()
    return Site(folder, tuple(pages))


def render(figures: Figures) -> dict[str, str]:
    """Every page by its path below the reports folder."""
    shared = {"standing": standing(figures), **_inlined()}
    listed = profiles.countries(figures)
    linked = {row["country_code"] for row in listed if row["known"]}

    def page(template: str, root: str, content: dict[str, Any]) -> str:
        return _environment().get_template(template).render(shared | {"root": root, "linked": linked} | content)

    pages = {FILE: page("stocktaking.html.j2", "", stocktaking.content(figures))}
    for number, content in profiles.objective_pages(figures):
        pages[f"objectives/{number}.html"] = page("objective.html.j2", "../", content)
    for code, content in profiles.country_pages(figures, listed):
        pages[f"countries/{code}.html"] = page("country.html.j2", "../", content)
    pages[COUNTRIES] = page("countries.html.j2", "../", {"countries": listed})
    return pages


@cache
def _environment() -> Environment:
    """The templates; everything that they are given is escaped, whatever a source wrote."""
    environment = Environment(
        loader=PackageLoader("gcm_pipeline.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= wording.FILTERS | shapes.FILTERS
    return environment


@cache
def _inlined() -> dict[str, str | Markup]:
    """Style and script as they stand in every page, and the policy that allows these two and nothing else."""
    style, script = ((TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "script.js"))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704 - our own files


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
