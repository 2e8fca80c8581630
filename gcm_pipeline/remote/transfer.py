"""One file over HTTP, in as many attempts as it takes, and never a mixture of two versions.

The first request is conditional (If-None-Match, If-Modified-Since). After a break the rest is asked for (Range) on
condition that the file is still the same (If-Range); a server that cannot promise that is asked for all of it again.

Belongs here: the requests and the body. Does not belong here: when to try again (patience.py).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from requests.exceptions import SSLError, TooManyRedirects
from urllib3.exceptions import HTTPError

from gcm_pipeline.copying import BLOCK, Copy
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.remote.answer import Told, begins_at, refuse
from gcm_pipeline.remote.listed import Timeout
from gcm_pipeline.remote.patience import TransientError
from gcm_pipeline.remote.session import Session


class Transfer:
    """Brings the file at ``url`` into ``copy``, unless its version is still ``known``."""

    def __init__(self, session: Session, url: str, origin: str, timeout: Timeout, copy: Copy, known: str) -> None:
        self.session, self.url, self.origin, self.timeout = session, url, origin, timeout
        self.copy, self.known = copy, known
        self.told = Told()
        self._give_up = time.monotonic() + timeout.whole

    def attempt(self) -> Told | None:
        """One request; what the server told of the file when ``copy`` is whole, None when it is the known one.

        Raises TransientError when it broke off, PipelineError when it cannot succeed.
        """
        resuming = self.copy.size > 0 and self.told.strong != ""
        headers = self._rest() if resuming else self._unless_known()
        with asked(self.session, "GET", self.url, self.origin, headers, self.timeout) as answer:
            match answer.status_code:
                case 304 if self.known and not resuming:
                    self.copy.restart()
                    return None
                case 206 if resuming:
                    self._require_same(answer)
                case 200:
                    self.copy.restart()
                    self.told = Told.by(answer)
                case 416 if resuming:
                    self._forget("the server no longer has the rest of the file")
                case _:
                    refuse(answer, self.origin)
            self._receive(answer)
        return self.told

    def _unless_known(self) -> dict[str, str]:
        if not self.known:
            return {}
        is_etag = self.known.startswith(('"', "W/"))
        return {"If-None-Match" if is_etag else "If-Modified-Since": self.known}

    def _rest(self) -> dict[str, str]:
        return {"Range": f"bytes={self.copy.size}-", "If-Range": self.told.strong}

    def _require_same(self, answer: requests.Response) -> None:
        """That a part continues what is there; not every server heeds If-Range."""
        start, size = begins_at(answer)
        etag = answer.headers.get("ETag", self.told.etag)
        changed = answer.headers.get("Last-Modified", self.told.last_modified)
        same = (etag, changed) == (self.told.etag, self.told.last_modified)
        if start != self.copy.size or not same or (self.told.size and size and size != self.told.size):
            self._forget("the file changed while it was being fetched")

    def _forget(self, reason: str) -> None:
        self.copy.restart()
        self.told = Told()
        raise TransientError(reason)

    def _receive(self, answer: requests.Response) -> None:
        size = self.told.size
        self.copy.expect(size or 0)
        try:
            while block := answer.raw.read1(BLOCK, decode_content=True):
                self.copy.write(block)
                if time.monotonic() > self._give_up:
                    raise PipelineError(
                        f"{self.origin}: not whole after {self.timeout.whole:g} seconds. "
                        "Raise timeout.whole in sources.yml, or ask its publisher for a faster server."
                    )
        except HTTPError as error:
            raise TransientError(f"the connection broke off after {self._come()}") from error
        if size is not None and self.copy.size != size:
            raise TransientError(f"the server ended after {self._come()}")

    def _come(self) -> str:
        return f"{self.copy.size:,}{f' of {self.told.size:,}' if self.told.size is not None else ''} bytes"


@contextmanager
def asked(
    session: Session, method: str, url: str, origin: str, headers: dict[str, str], timeout: Timeout
) -> Iterator[requests.Response]:
    """The head of the answer; faults as TransientError or PipelineError, in words that hold no part of a query."""
    try:
        answer = session.request(
            method, url, headers=headers, stream=True, timeout=timeout.silence, allow_redirects=True
        )
    except SSLError as error:
        raise PipelineError(
            f"{origin}: its certificate is not trusted. Correct url, or name its authority in REQUESTS_CA_BUNDLE."
        ) from error
    except TooManyRedirects as error:
        raise PipelineError(f"{origin}: redirects in a circle. Correct url in sources.yml.") from error
    except requests.Timeout as error:
        raise TransientError(f"no answer within {timeout.silence:g} seconds") from error
    except requests.ConnectionError as error:
        raise TransientError("the server cannot be reached, or hung up") from error
    except requests.RequestException as error:
        raise PipelineError(
            f"{origin}: cannot be asked ({type(error).__name__}). Correct url in sources.yml."
        ) from error
    with answer:
        yield answer
