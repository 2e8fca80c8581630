"""A web server on loopback that can be told to misbehave, request by request."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Trick = Callable[["Handler"], None]
CHANGED = "Mon, 02 Mar 2026 10:00:00 GMT"


@dataclass
class Asked:
    """A request, and the number of its answer."""

    method: str
    headers: dict[str, str]
    status: int = 0


@dataclass
class Server:
    """``files`` by path; ``tricks`` are played once each, in order, instead of an honest answer."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    validators: tuple[str, ...] = ("ETag", "Last-Modified")
    tricks: list[Trick] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def put(self, path: str, content: bytes, etag: str) -> str:
        """Serve ``content``; returns its address."""
        self.files[path], self.etags[path] = content, f'"{etag}"'
        return self.address + path

    @property
    def statuses(self) -> list[int]:
        return [each.status for each in self.asked]


class Handler(BaseHTTPRequestHandler):
    server: ThreadingHTTPServer
    told: Server

    def do_GET(self) -> None:
        self.told.asked.append(Asked(self.command, dict(self.headers)))
        self.close_connection = True
        if self.told.tricks:
            self.told.tricks.pop(0)(self)
        else:
            self.honest()

    do_HEAD = do_GET  # noqa: N815 -- the name that http.server looks for

    def honest(self, *, upto: int | None = None, heed_if_range: bool = True) -> None:
        """The file, a part of it or 304; ``upto`` breaks off after that many bytes of the body."""
        path = self.path.partition("?")[0]
        content, etag = self.told.files.get(path), self.told.etags.get(path, "")
        if content is None:
            self.head(404)
            return
        known = {"ETag": self.headers.get("If-None-Match"), "Last-Modified": self.headers.get("If-Modified-Since")}
        validators = {
            name: value for name, value in (("ETag", etag), ("Last-Modified", CHANGED)) if name in self.told.validators
        }
        if any(value == known[name] for name, value in validators.items()):
            self.head(304, validators)
            return
        start = 0
        wanted = self.headers.get("Range", "").removeprefix("bytes=").rstrip("-")
        if wanted and (not heed_if_range or self.headers.get("If-Range") in validators.values()):
            start = int(wanted)
            validators["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self.head(206 if start else 200, validators | {"Content-Length": str(len(content) - start)})
        if self.command == "GET":
            self.wfile.write(content[start:upto])

    def head(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.told.asked[-1].status = status
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def answers(status: int, **headers: str) -> Trick:
    """An answer without a body."""
    return lambda handler: handler.head(status, {name.replace("_", "-"): value for name, value in headers.items()})


def breaks_off(after: int) -> Trick:
    """The connection is closed after so many bytes of the file."""
    return lambda handler: handler.honest(upto=after)


@contextmanager
def serving(certificate: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server on a free port of 127.0.0.1."""
    told = Server()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"told": told}))
    if certificate:
        server.socket = certificate.wrap_socket(server.socket, server_side=True)
    told.address = f"http{'s' if certificate else ''}://127.0.0.1:{server.server_address[1]}"
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hung up
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
