"""What a web server says of a file in the head of its answer.

Belongs here: reading status and headers. Does not belong here: asking (web.py) and the body (transfer.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.remote.patience import TransientError

NEVER = datetime.fromtimestamp(0, UTC)
PASSING = {408, 425, 429, 500, 502, 503, 504}
REMEDIES = {
    401: "Correct auth in sources.yml, or renew the secret that it refers to.",
    403: "Ask its publisher for access, or correct auth in sources.yml.",
    404: "Correct url in sources.yml, or ask its publisher where the file is now.",
    410: "Correct url in sources.yml, or ask its publisher where the file is now.",
}


@dataclass(frozen=True)
class Told:
    """Of one version of a file: its validators, as they were sent, and its size in bytes where that is known."""

    etag: str = ""
    last_modified: str = ""
    date: str = ""
    size: int | None = None

    @classmethod
    def by(cls, answer: requests.Response) -> Told:
        """Read from the headers of an answer that carries the whole file."""
        length = answer.headers.get("Content-Length", "")
        encoded = answer.headers.get("Content-Encoding", "identity").lower() != "identity"
        return cls(
            "" if encoded else answer.headers.get("ETag", ""),
            answer.headers.get("Last-Modified", ""),
            "" if encoded else answer.headers.get("Date", ""),
            int(length) if length.isdecimal() and not encoded else None,
        )

    @property
    def version(self) -> str:
        """Changes when the file does; empty when the server does not tell."""
        return self.etag or self.last_modified

    @property
    def modified(self) -> datetime:
        """When the file was last changed; 1970 where the server does not say."""
        return _moment(self.last_modified) or NEVER

    @property
    def strong(self) -> str:
        """A validator that two versions cannot share (RFC 9110, 8.8): what a transfer may be resumed on."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        sent, changed = _moment(self.date), _moment(self.last_modified)
        if not self.etag and sent and changed and sent - changed >= timedelta(seconds=1):
            return self.last_modified
        return ""


def refuse(answer: requests.Response, origin: str) -> None:
    """Raise TransientError for a fault that may pass, PipelineError for any other answer that is no success."""
    status = answer.status_code
    if status in PASSING:
        raise TransientError(f"the server answers {status} {answer.reason or ''}".rstrip(), _asked(answer))
    remedy = REMEDIES.get(status, "Ask its publisher, or correct url in sources.yml.")
    raise PipelineError(f"{origin}: the server answers {status} {answer.reason or ''}".rstrip() + f". {remedy}")


def begins_at(answer: requests.Response) -> tuple[int, int | None]:
    """Where a partial answer begins, and the size of the whole file; TransientError when it does not say."""
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", "").strip())
    if not found:
        raise TransientError("the server sends a part without saying which")
    return int(found[1]), None if found[2] == "*" else int(found[2])


def _asked(answer: requests.Response) -> float | None:
    value = answer.headers.get("Retry-After")
    if not value:
        return None
    try:
        return float(Retry().parse_retry_after(value))
    except (InvalidHeader, OverflowError):
        return None


def _moment(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value).astimezone(UTC) if value else None
    except ValueError:
        return None
