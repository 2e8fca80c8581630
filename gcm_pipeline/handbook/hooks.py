"""What MkDocs calls while it builds the site (``hooks:`` in mkdocs.yml).

Belongs here: handing it the generated pages and mermaid, and turning links to files of the repository into links to
the pages that show them. Does not belong here: what these pages say (reference.py, templates/).
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from gcm_pipeline.handbook import reference

SHOWN = (
    (re.compile(r"\]\(\.\./sql/marts/(\w+)\.sql\)"), r"](reference/marts.md#\1)"),
    (re.compile(r"\]\(\.\./sql/queries\)"), "](reference/queries.md)"),
    (re.compile(r"\]\(\.\./gcm_pipeline/sources/(\w+)\.yml\)"), r"](reference/sources.md#\1)"),
)
"""Links that lead to a file when docs/ is read in the repository, and where the site shows that file."""


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the reference pages, made from the code as it stands, and mermaid, which draws the diagrams."""
    for name in reference.PAGES:
        files.append(File.generated(config, f"reference/{name}.md", content=reference.page(name)))
    files.append(File.generated(config, "assets/javascripts/mermaid.min.js", abs_src_path=str(_mermaid())))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links to files of the repository lead to the page that shows them."""
    for pattern, replacement in SHOWN:
        markdown = pattern.sub(replacement, markdown)
    return markdown


def _mermaid() -> Path:
    """The official ``mermaid.min.js`` that the wheel ``mermaidx`` carries (found without importing it)."""
    wheel = importlib.util.find_spec("mermaidx")
    script = Path(wheel.origin).parent / "assets" / "mermaid.js" if wheel and wheel.origin else None
    if script is None or not script.is_file():
        raise PluginError("mermaid.min.js is not there. Install the extra: pip install -e '.[docs]'")
    return script
