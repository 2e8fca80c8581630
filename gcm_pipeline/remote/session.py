"""A web session that keeps credentials to itself.

Belongs here: who is told the credentials, and which redirects are followed. Does not belong here: what is fetched.
"""

from __future__ import annotations

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.remote.credentials import follow
from gcm_pipeline.remote.listed import Auth, Remote

REDIRECTS = 10


class Session(requests.Session):
    """Follows redirects, but never from https to http; credentials go to the server that they are for and no other.

    Proxies and certificate authorities are those of the environment (HTTPS_PROXY, REQUESTS_CA_BUNDLE).
    """

    def __init__(self, place: Remote) -> None:
        super().__init__()
        auth = place.auth
        self.max_redirects = REDIRECTS
        # Bytes as they lie on the server: only those can be counted, and asked for from the middle.
        self.headers["Accept-Encoding"] = "identity"
        self.auth = _Header(*_header(auth, place.origin)) if auth and not auth.basic else None
        if auth and auth.basic:
            self.auth = HTTPBasicAuth(auth.basic.user, follow(auth.basic.password, place.origin))
        self._own_header = auth.header.name if auth and auth.header else None

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        """Called before each redirect: requests takes Authorization away on the way to another server."""
        before, after = str(response.request.url), str(prepared_request.url)
        if before.startswith("https:") and not after.startswith("https:"):
            raise PipelineError(
                f"{before.partition('?')[0]}: redirects from https to an address that anybody on the way can read and "
                "change. Ask its publisher for an https address, and write that into url."
            )
        super().rebuild_auth(prepared_request, response)  # type: ignore[no-untyped-call]
        if self._own_header and self.should_strip_auth(before, after):  # type: ignore[no-untyped-call]
            prepared_request.headers.pop(self._own_header, None)


class _Header(AuthBase):
    """One header that tells who asks."""

    def __init__(self, name: str, value: str) -> None:
        self.name, self.value = name, value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers[self.name] = self.value
        return request


def _header(auth: Auth, origin: str) -> tuple[str, str]:
    if auth.header:
        return auth.header.name, follow(auth.header.value, origin)
    assert auth.bearer
    return "Authorization", f"Bearer {follow(auth.bearer, origin)}"
