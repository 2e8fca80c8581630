"""Posting JSON to a webhook, whose address is a secret and never part of a message or a log.

Belongs here: one request. Does not belong here: what is in it (slack.py, teams.py), trying again (delivery.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from gcm_pipeline.alerts.faults import NotSentError

SILENCE = 10.0  # seconds that the server may say nothing


def post(url: str, content: Mapping[str, Any]) -> None:
    """Post ``content``; NotSentError unless the server takes it (2xx). Redirects are not followed."""
    try:
        with requests.post(url, json=content, timeout=SILENCE, allow_redirects=False, stream=True) as answer:
            status, asked = answer.status_code, answer.headers.get("Retry-After", "")
    except requests.Timeout:
        raise NotSentError(f"the server says nothing for {SILENCE:.0f} s") from None
    except (requests.RequestException, ValueError) as error:  # its text holds the address
        raise NotSentError(f"the server cannot be reached ({type(error).__name__})") from None
    if not 200 <= status < 300:
        wait = float(asked) if asked.isascii() and asked.isdecimal() else None
        raise NotSentError(f"the server answers {status}", lasting=status != 429 and status < 500, wait=wait)
