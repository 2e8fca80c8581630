"""Servers on loopback that take messages and keep them: SMTP, and webhooks.

Belongs here: the servers. Does not belong here: what should have been sent (the tests).
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest import mock

import dagster as dg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from gcm_pipeline.automation.alerts_sensor import alerts_sensor
from gcm_pipeline.instance import prepare_dagster
from gcm_pipeline.settings import Settings, Timing
from gcm_pipeline_tests.integration.runs import Place

PASSWORD = "not-to-be-seen"


@dataclass
class Post:
    """An SMTP server's handler: it keeps what it is given."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content or b"", policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    @property
    def titles(self) -> list[str]:
        return [mail["Subject"].removeprefix("[gcm-pipeline] ") for mail in self.mails]


@contextmanager
def smtp_server(post: Post, host: str = "127.0.0.1", **options: Any) -> Iterator[int]:
    with socket.socket() as free:
        free.bind((host, 0))
        port = int(free.getsockname()[1])
    controller = Controller(post, hostname=host, port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@dataclass
class Hook:
    """A webhook: it answers what ``answers`` holds, then 200, and keeps what it took."""

    url: str
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def hook(*answers: tuple[int, dict[str, str]]) -> Iterator[Hook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, headers = found.answers.pop(0) if found.answers else (200, {})
            if status == 200:
                found.taken.append(content)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Hook(f"http://127.0.0.1:{server.server_port}/services/{PASSWORD}", [*answers])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def watching(place: Place, port: int, slack: Hook) -> Place:
    """The place, watched by e-mail to the SMTP server at ``port`` and by a webhook."""
    receivers = {
        "GCM_ALERT_EMAIL_TO": "team@example.org",
        "GCM_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "GCM_SLACK_WEBHOOK_URL": slack.url,
    }
    return replace(place, extra=receivers)


def tick(place: Place, cursor: str | None) -> str:
    """One look of the sensor at the place, as the daemon takes it; returns its next cursor."""
    with mock.patch.dict(os.environ, place.environment, clear=True):
        prepare_dagster(Settings.from_environment())
        with dg.DagsterInstance.get() as instance:
            result = alerts_sensor(Timing.from_environment())(dg.build_sensor_context(instance, cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    assert result.cursor
    return result.cursor
