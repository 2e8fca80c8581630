"""``python -m gcm_pipeline.logged MODULE ARGUMENTS``: a program of Dagster's that logs JSON lines, like a run.

Its option ``--log-format json`` names the fields differently, writes to standard output, and leaves out the lines of
the web server.

Belongs here: putting our lines in place of these before the program starts. Does not belong here: their form (logs.py).
"""

from __future__ import annotations

import runpy
import sys
from typing import Any

from dagster._utils import log
from uvicorn.config import LOGGING_CONFIG

from gcm_pipeline import logs


def run(module: str, arguments: list[str]) -> None:
    """Run ``module`` as ``python -m`` would."""
    log.configure_loggers = _configure
    LOGGING_CONFIG.update({"formatters": {}, "handlers": {}, "loggers": {}})
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _configure(*arguments: Any, **named: Any) -> None:
    """In place of Dagster's function of these arguments, which every one of its programs calls at its start."""
    logs.configure()


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2:])
