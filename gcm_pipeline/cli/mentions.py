"""``gcm-pipeline mentions``: what is found in a text, and how well it is found.

Belongs here: printing it. Does not belong here: finding and measuring (gcm_pipeline.mentions).
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gcm_pipeline.cli.query import printable
from gcm_pipeline.errors import UsageError

app = typer.Typer(no_args_is_help=True, help="Mentions of GCM objectives in documents: find them, measure the finder.")


class Format(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    MARKDOWN = "markdown"


@app.command("measure")
def measure(
    form: Annotated[Format, typer.Option("--format", help="A table, or what docs/mentions.md holds.")] = Format.TABLE,
) -> None:
    """Print precision and recall on the labelled sentences, by language, kind and split."""
    from gcm_pipeline.mentions import evaluation

    scores = evaluation.measure()
    if form is Format.MARKDOWN:
        typer.echo(evaluation.markdown(scores))
        return
    table = Table(*evaluation.HEADERS)
    for score in scores:
        table.add_row(*evaluation.cells(score), style="bold" if score.split == "all" else None)
    Console().print(table)


@app.command("find")
def find(
    file: Annotated[str, typer.Argument(help="A text file in UTF-8, or - for the standard input.", metavar="FILE|-")],
    language: Annotated[
        str | None, typer.Option(help="The text's language (en, fr, es, pt, ar, ru, zh); without it, all are tried.")
    ] = None,
) -> None:
    """Print the mentions of objectives in a text, with method, confidence and snippet.

    Example: `gcm-pipeline mentions find review.txt --language fr`
    """
    from gcm_pipeline.mentions import finder, patterns

    if language is not None and language not in patterns.LANGUAGES:
        raise UsageError(
            f"There are no words for language {language!r}. Choose one of {', '.join(patterns.LANGUAGES)}."
        )
    table = Table("objective", "method", "confidence", "place", "snippet")
    mentions = finder.find(_read(file), language)
    for one in mentions:
        shown = escape(printable(one.snippet))
        table.add_row(str(one.objective_no), one.method, f"{one.confidence:.2f}", f"{one.start:,}", shown)
    console = Console()
    if mentions:
        console.print(table)
    console.print(f"{len(mentions):,} {'mention' if len(mentions) == 1 else 'mentions'}")


def _read(file: str) -> str:
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not text in UTF-8 ({error.reason}). Save it as UTF-8.") from error
