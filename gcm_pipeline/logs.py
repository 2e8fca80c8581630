"""The form of logs: for people, or one JSON object a line for a log collector (``GCM_LOG_FORMAT=json``).

Belongs here: the choice, and the JSON line: time (UTC), level, logger, message, and of a run run_id, step, event, and
seconds or error where there are. Does not belong here: what is worth a line (automation/console.py, nightly.py).
"""

from __future__ import annotations

import logging
import os
import sys
from enum import StrEnum
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from gcm_pipeline.configuration import value
from gcm_pipeline.errors import UsageError

NAME = "GCM_LOG_FORMAT"
LOGGER = "gcm_pipeline"
TELLING = (LOGGER, "dagster", "dagster-webserver", "uvicorn")
"""Loggers that say of themselves what a person may want to know; others only warn."""
OF_DAGSTER = ("dagster_meta", "dagster_event", "dagster_event_batch_metadata")
"""What Dagster hangs on the records of a run; they hold whole event objects."""


class LogFormat(StrEnum):
    """Lines for people, or for a collector of logs."""

    TEXT = "text"
    JSON = "json"


class JsonLines(JsonFormatter):
    """A record as a JSON object, with what Dagster knows of the step that wrote it."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger"},
            reserved_attrs=[*RESERVED_ATTRS, *OF_DAGSTER, "color_message"],  # uvicorn's message again, for terminals
            timestamp="time",
        )

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Beside the message itself, which Dagster otherwise mixes with run, step and stack trace."""
        super().add_fields(log_data, record, message_dict)
        meta: dict[str, Any] = getattr(record, "dagster_meta", None) or {}
        if not meta:
            return
        log_data |= {"message": meta["orig_message"], "run_id": meta["run_id"], "step": meta["step_key"]}
        if event := meta["dagster_event"]:
            detail = event.event_specific_data
            error, milliseconds = getattr(detail, "error", None), getattr(detail, "duration_ms", None)
            log_data |= {"event": event.event_type_value}
            log_data |= {"seconds": round(milliseconds / 1000, 3)} if milliseconds is not None else {}
            log_data |= {"error": error.to_string()} if error else {}


def log_format() -> LogFormat:
    """The chosen form; UsageError when ``GCM_LOG_FORMAT`` names none."""
    chosen = value(NAME) or LogFormat.TEXT
    try:
        return LogFormat(chosen)
    except ValueError:
        raise UsageError(f"{NAME} is {chosen!r}. Write text or json.") from None


def begin() -> LogFormat:
    """Have this process, and those that it starts, log in the chosen form, which is returned."""
    chosen = log_format()
    os.environ[NAME] = chosen
    if chosen is LogFormat.JSON:
        configure()
    return chosen


def handler() -> logging.Handler:
    """Writes JSON lines to standard error."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(JsonLines())
    return stream


def configure() -> None:
    """Have what this process logs, Python's warnings included, written as JSON lines."""
    logging.basicConfig(level=logging.WARNING, handlers=[handler()], force=True)
    for name in TELLING:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
