"""What a run tells on standard error: Dagster's coloured lines, or JSON lines (``GCM_LOG_FORMAT=json``).

Belongs here: which events are worth a line. Does not belong here: the form of a JSON line (logs.py).
"""

from __future__ import annotations

import logging

import dagster as dg
from dagster import colored_console_logger
from dagster._core.utils import coerce_valid_log_level

from gcm_pipeline import logs

WORTH_A_LINE = ("PIPELINE_START", "PIPELINE_SUCCESS", "STEP_START", "STEP_SUCCESS", "ASSET_CHECK_EVALUATION")
"""Of the 800 events of a run that Dagster counts as debugging, those that say when what was done."""


@dg.logger(config_schema=colored_console_logger.config_schema)  # type: ignore[untyped-decorator]
def console(context: dg.InitLoggerContext) -> logging.Logger:
    """Records of the level ``log_level`` and above; as JSON lines, events that are ``WORTH_A_LINE`` too."""
    if logs.log_format() is logs.LogFormat.TEXT:
        return colored_console_logger.logger_fn(context)
    least = coerce_valid_log_level(context.logger_config["log_level"])
    logger = logging.Logger(context.logger_config["name"])
    lines = logs.handler()
    lines.addFilter(lambda record: record.levelno >= least or _promoted(record))
    logger.addHandler(lines)
    return logger


def _promoted(record: logging.LogRecord) -> bool:
    """Whether the record is of such an event, which then is no longer one for debugging."""
    event = getattr(record, "dagster_meta", {}).get("dagster_event")
    if event is None or event.event_type_value not in WORTH_A_LINE:
        return False
    record.levelno, record.levelname = logging.INFO, "INFO"
    return True
