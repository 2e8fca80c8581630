"""``gcm-pipeline run``: one whole nightly run, and what came of it.

Belongs here: arguments and the closing summary. Does not belong here: the run itself (nightly.py).
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from gcm_pipeline import logs
from gcm_pipeline.cli.display import Display
from gcm_pipeline.cli.options import Sources, Storage
from gcm_pipeline.cli.query import as_table, printable
from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.settings import Settings

if TYPE_CHECKING:
    from gcm_pipeline.nightly import Verdict
    from gcm_pipeline.reports.checks import Failed
    from gcm_pipeline.warehouse.engine import Warehouse

LOG = logging.getLogger(logs.LOGGER)
REASONS_SHOWN = 12
LONGEST = 400


def run(
    landing: Annotated[
        str | None,
        typer.Option(
            help="Folder or fsspec URL of the raw files [GCM_LANDING, else the shipped example].", show_default=False
        ),
    ] = None,
    storage: Storage = None,
    sources: Sources = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            help="Read the newest snapshots not later than this day (YYYY-MM-DD), or moment (YYYY-MM-DDThh:mm, UTC).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Run the nightly job once: archive, read, clean, check, count and publish.

    Exit code 0: done; 1: failed, or a check or a refused file stopped some of it, and what was published before stays;
    2: wrong usage or configuration.
    """
    from gcm_pipeline.landing import Landing
    from gcm_pipeline.nightly import prepare, run_nightly
    from gcm_pipeline.remote import listed
    from gcm_pipeline.reports import checks
    from gcm_pipeline.snapshots import require_as_of
    from gcm_pipeline.sources.card import cards
    from gcm_pipeline.warehouse import roles
    from gcm_pipeline.warehouse.engine import open_warehouse

    settings = Settings.from_environment().having(landing=landing, storage=storage, as_of=as_of, sources=sources)
    if settings.as_of:
        require_as_of(settings.snapshots, settings.as_of)
    else:
        listed.read(settings.sources, cards())
        if settings.landing:
            Landing(settings.landing)
    as_json = logs.begin() is logs.LogFormat.JSON
    # Between JSON lines nothing else may stand; the run's own records say all that the display would.
    console = Console(stderr=True, soft_wrap=True, quiet=as_json)
    importing = prepare(settings)
    # The warehouse stays open over the whole command, so that the embedded server starts once.
    with open_warehouse(settings.warehouse_url, settings.storage) as warehouse:
        with Display(console) as display:
            verdict = run_nightly(settings, display, importing)
        if verdict.published:
            _summarise(warehouse)
        failed = []
        if verdict.seconds:  # otherwise the warehouse was not even prepared
            with roles.read_only(warehouse) as connection:
                failed = checks.failed(connection, verdict.run_id)
    _conclude(verdict, failed, settings, console)


def _summarise(warehouse: Warehouse) -> None:
    """Print the cluster table, the claims' tally and what was rejected, from the published warehouse."""
    from gcm_pipeline.reports import tables
    from gcm_pipeline.warehouse import roles

    out = Console()
    with roles.read_only(warehouse) as connection:
        names = ("clusters", "claims", "sources", "rejected")
        clusters, claims, sources, rejected = (tables.read(connection, name) for name in names)
    out.print(as_table(clusters.columns, clusters.rows, "Tagged projects by cluster"))
    tally = Counter(row[claims.columns.index("status")] for row in claims.rows)
    counted = ", ".join(f"{tally[status]} {status}" for status in ("matches", "differs", "no data"))
    out.print(f"Claims of the 2022 report: {counted}\n", highlight=False)
    out.print(as_table(sources.columns, sources.rows, "Sources and their books"))
    if rejected.rows:
        out.print(as_table(rejected.columns, rejected.rows[:REASONS_SHOWN], "Rejected rows and values, by reason"))
        if (more := len(rejected.rows) - REASONS_SHOWN) > 0:
            out.print(f"and {more} more reasons; every row is in quality.rejected_rows", highlight=False)


def _conclude(verdict: Verdict, failed: list[Failed], settings: Settings, console: Console) -> None:
    """Say where the report lies, or why the run failed; raises PipelineError when it did."""
    for check in failed:
        if check.severity == "warning":
            console.print(f"Warning: {_sentence(check)}", style="yellow", markup=False, highlight=False)
            if console.quiet:
                LOG.warning(_sentence(check), extra={"run_id": verdict.run_id})
    if verdict.published:
        typer.echo(f"Summary: {settings.reports / 'summary.md'}")
        typer.echo(f"Report: {settings.reports / 'stocktaking.html'}")
    if not verdict.succeeded:
        # What was refused but did not keep the rest from being published is told by the last step.
        blocking = [_sentence(check) for check in failed if check.severity == "error" and not verdict.published]
        problems = "\n".join(dict.fromkeys([*blocking, *(problem.text for problem in verdict.problems)]))
        state = "All else is published." if verdict.published else "Nothing is published; the warehouse is as it was."
        misused = UsageError.exit_code in {problem.exit_code for problem in verdict.problems}
        raise (UsageError if misused else PipelineError)(f"{problems}\n{state}")


def _sentence(check: Failed) -> str:
    """``asset: check: what was observed``, cut to what a line of a terminal can bear."""
    text = printable(f"{check.asset}: {check.check_name}: {check.observed}")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
