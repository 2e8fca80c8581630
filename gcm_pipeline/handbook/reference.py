"""The reference pages: command line, marts, checks, sources and worked questions, made from what they describe.

Belongs here: gathering what a page lists. Does not belong here: how a page is laid out (templates/), what a command,
a mart, a check or a source means (their own help, headers, suites and cards).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer
from jinja2 import Environment, PackageLoader, StrictUndefined
from typer.cli import get_docs_for_click

from gcm_pipeline.cli import app
from gcm_pipeline.marts import graph, relations
from gcm_pipeline.quality import sql_checks, suites
from gcm_pipeline.reference import ROOT
from gcm_pipeline.sources.card import cards, load_card
from gcm_pipeline.warehouse.tables import of_schema

QUERIES = ROOT / "sql" / "queries"
NAME = "gcm-pipeline"


@dataclass(frozen=True)
class Line:
    """One expectation of a suite: ``about`` names columns, ``bounds`` its other arguments."""

    expectation: str
    about: str
    bounds: str
    severity: str
    because: str


def page(name: str) -> str:
    """The page ``reference/<name>.md`` as Markdown."""
    template = _environment().get_template(f"{name}.md.j2")
    return template.render(PAGES[name]())


def _environment() -> Environment:
    environment = Environment(  # noqa: S701 - the templates make Markdown, and `cell` escapes what goes into it
        loader=PackageLoader("gcm_pipeline.handbook"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"cell": _cell, "code": _code}
    return environment


def _command_line() -> dict[str, Any]:
    command = typer.main.get_command(app)
    return {"commands": get_docs_for_click(obj=command, ctx=typer.Context(command), indent=1, name=NAME)}


def _marts() -> dict[str, Any]:
    tables = sorted(of_schema("mart"), key=lambda table: table.name)
    return {
        "marts": [
            {
                "name": table.name,
                "comment": table.comment,
                "rules": relations.description(table.name).splitlines(),
                "grain": [column.name for column in table.primary_key.columns],
                "columns": list(table.columns),
                "reads": graph.reads(table.name),
                "sql": _body(relations.path(table.name).read_text(encoding="utf-8")),
            }
            for table in tables
        ]
    }


def _checks() -> dict[str, Any]:
    names = sorted(path.stem for path in suites.SUITES.glob("*.yml"))
    return {
        "rules": sql_checks.checks(),
        "suites": {name: [_line(line) for line in suites.suite_lines(name)] for name in names},
        "body": _body,
    }


def _line(line: dict[str, Any]) -> Line:
    about = [value for key, value in line.items() if key.startswith("column")]
    left = {key: value for key, value in line.items() if key not in ("expect", "because", "severity")}
    bounds = {key: value for key, value in left.items() if not key.startswith("column")}
    return Line(
        expectation=re.sub(r"(?<=[a-z])(?=[A-Z])", " ", line["expect"].removeprefix("Expect")).lower(),
        about=", ".join(column if isinstance(column, str) else ", ".join(column) for column in about),
        bounds=", ".join(f"{key}: {_shown(value)}" for key, value in bounds.items()),
        severity="warning" if line.get("severity") == "warning" else "error",
        because=line["because"],
    )


def _sources() -> dict[str, Any]:
    return {"cards": [load_card(name) for name in cards()]}


def _queries() -> dict[str, Any]:
    return {"queries": {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted(QUERIES.glob("*.sql"))}}


def _body(sql: str) -> str:
    """The statement without its header comment."""
    return re.sub(r"\A(--.*\n)+", "", sql).strip()


def _cell(text: object) -> str:
    """Text that Markdown takes for text, on one line."""
    plain = " ".join(str(text).split()).replace("<", "&lt;")
    return re.sub(r"([|*_\[\]])", r"\\\1", plain)


def _code(text: object) -> str:
    """Text as code in a cell of a table, where a bar would end the cell."""
    return f"`{str(text).replace('|', '&#124;')}`" if "|" not in str(text) else f"<code>{_cell(text)}</code>"


PAGES: dict[str, Callable[[], dict[str, Any]]] = {
    "command-line": _command_line,
    "marts": _marts,
    "checks": _checks,
    "sources": _sources,
    "queries": _queries,
}


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
