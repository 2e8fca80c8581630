"""The command line ``gcm-pipeline``.

Belongs here: arguments, how results are shown, exit codes. Does not belong here: the work itself.
Modules that take long to import are imported by the command that needs them.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from types import FrameType

import typer
from rich.console import Console

from gcm_pipeline import disk, logs
from gcm_pipeline.cli import alerts, explain, export, health, mentions, prune, query, run, sample, serve, warehouse
from gcm_pipeline.errors import PipelineError, UsageError

app = typer.Typer(
    name="gcm-pipeline",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Takes stock of the support given to the Global Compact for Migration: raw files in, checked figures out.",
    epilog="Start with `gcm-pipeline run`, then `gcm-pipeline query 'select * from mart_cluster_projects'`. "
    "Add `--debug` to any command to see the traceback of an error.",
)
app.command("run")(run.run)
app.command("query")(query.query)
app.command("explain")(explain.explain)
app.command("export")(export.export)
app.command("sample")(sample.sample)
app.command("serve")(serve.serve)
app.command("prune")(prune.prune)
app.command("health")(health.health)
app.command("metrics")(health.metrics)
app.add_typer(alerts.app, name="alerts")
app.add_typer(mentions.app, name="mentions")
app.add_typer(warehouse.app, name="warehouse")


def main() -> None:
    """Run the command line; exit codes are 0 done, 1 failed or blocked, 2 wrong usage or configuration."""
    debug = "--debug" in sys.argv[1:]
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    signal.signal(signal.SIGTERM, _end)
    try:
        app(arguments, prog_name="gcm-pipeline")
    except PipelineError as error:
        _complain(str(error), debug=debug)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe, such as head, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        _complain("Stopped. What was published before stays; the next run starts afresh.", debug=debug)
        sys.exit(130)
    except Exception as error:
        told = disk.refusal(str(error)) or _unforeseen(error)
        _complain(str(told), debug=debug)
        sys.exit(told.exit_code)


def _unforeseen(error: Exception) -> PipelineError:
    if isinstance(error, OSError):
        return UsageError(f"{error.filename or type(error).__name__}: {error.strerror or error}. Name another place.")
    return PipelineError(f"Unexpected {type(error).__name__}: {error}. Run again with --debug and report it.")


def _end(number: int, frame: FrameType | None) -> None:
    """Leave by way of an exception, so that what is open is closed and the embedded server is not left behind."""
    raise KeyboardInterrupt


def _complain(message: str, *, debug: bool) -> None:
    if os.environ.get(logs.NAME) == logs.LogFormat.JSON:
        logging.getLogger(logs.LOGGER).error(message, exc_info=debug)
        return
    console = Console(stderr=True, soft_wrap=True)
    if debug:
        console.print_exception()
    console.print(f"Error: {message}", style="red", markup=False, highlight=False)
