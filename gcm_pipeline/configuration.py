"""Where a setting's value comes from: the environment, a file with a secret in it, or the configuration file.

Belongs here: finding values by name. Does not belong here: what they mean (settings.py).
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import yaml

from gcm_pipeline.errors import UsageError

CONFIG = "GCM_CONFIG"
"""The variable that names the configuration file: a YAML mapping from the names below to values."""
NAMES = (
    "GCM_LANDING",
    "GCM_SOURCES",
    "GCM_STORAGE",
    "GCM_WAREHOUSE_URL",
    "GCM_DAGSTER_URL",
    "GCM_PAGES_URL",
    "GCM_KEEP_DAYS",
    "GCM_MEMORY_MIB",
    "GCM_SCHEDULE",
    "GCM_SENSOR_SECONDS",
    "GCM_SETTLE_SECONDS",
    "GCM_CODE_HOST",
    "GCM_CODE_PORT",
    "GCM_LOG_FORMAT",
    "GCM_UI_URL",
    "GCM_ALERT_EMAIL_TO",
    "GCM_ALERT_EMAIL_FROM",
    "GCM_SMTP_URL",
    "GCM_SLACK_WEBHOOK_URL",
    "GCM_TEAMS_WEBHOOK_URL",
    "GCM_ALERT_SILENCE_HOURS",
)


def value(name: str) -> str | None:
    """The setting ``name``: the variable of that name, else the content of the file that ``<name>_FILE`` names.

    Each is looked for in the environment, then in the configuration file; what is empty counts as unset. Raises
    UsageError for a file that cannot be read, and for names in the configuration file that are no settings.
    """
    for source in (os.environ, _configured()):
        if found := source.get(name):
            return found
        if file := source.get(f"{name}_FILE"):
            return _text(file, f"{name}_FILE").strip() or None
    return None


def _configured() -> dict[str, str]:
    file = os.environ.get(CONFIG)
    return _read(file) if file else {}


@cache
def _read(file: str) -> dict[str, str]:
    try:
        content = yaml.safe_load(_text(file, CONFIG)) or {}
    except yaml.YAMLError as error:
        raise UsageError(f"{file}: no YAML: {' '.join(str(error).split())}. Write one `NAME: value` a line.") from None
    if not isinstance(content, dict):
        raise UsageError(f"{file}: no settings. Write one `NAME: value` a line, such as `GCM_STORAGE: /srv/gcm`.")
    known = {*NAMES, *(f"{name}_FILE" for name in NAMES)}
    if unknown := sorted(str(name) for name in content.keys() - known):
        raise UsageError(f"{file}: {', '.join(unknown)} is no setting. There are {', '.join(NAMES)}.")
    return {name: "" if found is None else str(found) for name, found in content.items()}


def _text(file: str, variable: str) -> str:
    try:
        return Path(file).expanduser().read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{variable} names {file}: {error.strerror}. Correct it, or unset {variable}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{variable} names {file}, which is no text in UTF-8.") from None
