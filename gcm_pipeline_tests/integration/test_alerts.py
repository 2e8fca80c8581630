"""Alerts against real servers on loopback, and over the runs of a real instance."""

from __future__ import annotations

import email
import json
import logging
import os
import shutil
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

import dagster as dg
import psutil
import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from gcm_pipeline.alerts import delivery
from gcm_pipeline.alerts.memory import Memory, Queue
from gcm_pipeline.alerts.message import Message
from gcm_pipeline.alerts.places import Alerting
from gcm_pipeline.automation.alerts_sensor import alerts_sensor
from gcm_pipeline.instance import prepare_dagster
from gcm_pipeline.settings import Settings, Timing
from gcm_pipeline_tests.integration.runs import Place, short_nights

PASSWORD = "not-to-be-seen"
REFUSED = "Files of prima were refused; the last good ones stand in, if there were any"
MESSAGE = Message(title="A check failed", facts=[("File", "<!channel> a.csv")], links=[("The run", "http://ui/1")])
NAMES = ("GCM_CONFIG", "GCM_ALERT_EMAIL_TO", "GCM_SMTP_URL", "GCM_SLACK_WEBHOOK_URL", "GCM_TEAMS_WEBHOOK_URL")


@dataclass
class Post:
    """An SMTP server's handler: it keeps what it is given."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(email.message_from_bytes(envelope.content or b"", policy=email.policy.default))  # type: ignore[arg-type]
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


def _places(monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, delivery.Send]:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return delivery.senders(Alerting.from_environment())


def _deliver(sending: dict[str, delivery.Send], queues: dict[str, Queue], now: float, *messages: Message) -> None:
    delivery.queue(sending, queues, messages)
    delivery.deliver(sending, queues, now)


def test_every_place_gets_the_message_in_its_own_form_although_servers_stumble(monkeypatch: pytest.MonkeyPatch) -> None:
    post, queues = Post(), dict[str, Queue]()
    with smtp_server(post) as port, hook((500, {})) as slack, hook((429, {"Retry-After": "1"})) as teams:
        sending = _places(
            monkeypatch,
            GCM_ALERT_EMAIL_TO="team@example.org, second@example.org",
            GCM_SMTP_URL=f"smtp://127.0.0.1:{port}",
            GCM_SLACK_WEBHOOK_URL=slack.url,
            GCM_TEAMS_WEBHOOK_URL=teams.url,
        )
        _deliver(sending, queues, 0, MESSAGE)
    (mail,) = post.mails
    assert (mail["Subject"], mail["To"]) == ("[gcm-pipeline] A check failed", "team@example.org, second@example.org")
    assert "File: <!channel> a.csv" in mail.get_content()
    assert slack.taken == [
        {
            "text": "*gcm-pipeline*: `A check failed`\n`File`: `&lt;!channel&gt; a.csv`\n<http://ui/1|The run>",
            "unfurl_links": False,
            "unfurl_media": False,
        }
    ]
    (card,) = teams.taken
    assert card["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert "<!channel> a.csv" in json.dumps(card)
    assert not any(queue.messages for queue in queues.values())


def test_a_dead_place_keeps_its_messages_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    queues: dict[str, Queue] = {}
    with hook((404, {}), (429, {"Retry-After": "600"})) as slack, hook() as teams:
        sending = _places(monkeypatch, GCM_SLACK_WEBHOOK_URL=slack.url, GCM_TEAMS_WEBHOOK_URL=teams.url)
        with caplog.at_level(logging.ERROR):
            _deliver(sending, queues, 0, MESSAGE)
            _deliver(sending, queues, 59)
        assert (len(slack.taken), len(teams.taken), len(slack.answers)) == (0, 1, 1), "not asked again before 60 s"
        assert [record.getMessage() for record in caplog.records] == [
            "An alert could not be sent by Slack: the server answers 404. It is kept and tried again."
        ]
        _deliver(sending, queues, 60)
        assert queues["Slack"].not_before == 660, "left alone for as long as it asks"
        _deliver(sending, queues, 660)
        assert (len(slack.taken), len(teams.taken)) == (1, 1)
    _deliver(sending, queues, 661, MESSAGE)
    assert "cannot be reached" in queues["Slack"].problem
    assert PASSWORD not in caplog.text + queues["Slack"].problem


@pytest.fixture
def host() -> str:
    """An address of this machine that is not loopback, as the rules for other machines hold for it."""
    own = [each.address for some in psutil.net_if_addrs().values() for each in some if each.family == socket.AF_INET]
    host = next((address for address in own if not address.startswith("127.")), "")
    if not host:
        pytest.skip("this machine has no address but loopback")
    return host


@pytest.fixture
def certificate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """An authority that this process trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"gcm", PASSWORD.encode())
    return AuthResult(success=known, handled=False)


def _tls(authority: trustme.CA, host: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    return context


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_mail_goes_over_tls_with_a_password(
    scheme: str, host: str, certificate: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, tls = Post(), _tls(certificate, host)
    options: dict[str, Any] = {"auth_required": True, "authenticator": _authenticate}
    options |= {"ssl_context": tls, "auth_require_tls": False} if scheme == "smtps" else {"tls_context": tls}
    with smtp_server(post, host, **options) as port:
        for password in (PASSWORD, "wrong"):
            address = f"{scheme}://gcm:{password}@{host}:{port}"
            sending = _places(monkeypatch, GCM_ALERT_EMAIL_TO="team@example.org", GCM_SMTP_URL=address)
            queues: dict[str, Queue] = {}
            _deliver(sending, queues, 0, MESSAGE)
    assert len(post.mails) == 1
    assert queues["e-mail"].problem.startswith("the SMTP server answers 535")


def test_no_mail_without_starttls_beyond_this_machine(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    with smtp_server(post, host) as port:
        sending = _places(
            monkeypatch, GCM_ALERT_EMAIL_TO="team@example.org", GCM_SMTP_URL=f"smtp://gcm:{PASSWORD}@{host}:{port}"
        )
        queues: dict[str, Queue] = {}
        _deliver(sending, queues, 0, MESSAGE)
    assert post.mails == []
    assert "STARTTLS" in queues["e-mail"].problem


@pytest.fixture
def watched(small: Path, embedded_database_url: str, tmp_path: Path) -> Iterator[tuple[Place, Post, Hook]]:
    """A place with an export that lacks a required column, watched by e-mail and Slack."""
    shutil.copytree(small / "prima", tmp_path / "landing" / "prima")
    post = Post()
    with smtp_server(post) as port, hook() as slack:
        extra = {
            "GCM_ALERT_EMAIL_TO": "team@example.org",
            "GCM_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "GCM_SLACK_WEBHOOK_URL": slack.url,
        }
        yield Place(tmp_path / "landing", tmp_path / "storage", embedded_database_url, extra), post, slack


def _tick(place: Place, cursor: str | None) -> str:
    with mock.patch.dict(os.environ, place.environment):
        prepare_dagster(Settings.from_environment())
        with dg.DagsterInstance.get() as instance:
            result = alerts_sensor(Timing.from_environment())(dg.build_sensor_context(instance, cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    assert result.cursor
    return result.cursor


def _jump(place: Place) -> None:
    """Totals of two nights as history keeps them, in which a cluster lost half of its projects."""
    with place.connection() as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS lineage.mart_totals"
            " (load_id bigint, mart text, key text, figure text, value numeric)"
        )
        connection.execute("GRANT SELECT ON lineage.mart_totals TO gcm_analyst")
        connection.execute("DELETE FROM lineage.mart_totals")
        connection.execute(
            "INSERT INTO lineage.mart_totals SELECT load_id, 'mart_cluster_projects', 'cluster_code=I',"
            " 'project_count', 200 / load_id FROM lineage.loads"
        )


def test_a_failed_night_is_told_once_and_the_next_good_one_ends_it(watched: tuple[Place, Post, Hook]) -> None:
    place, post, slack = watched
    export = place.landing / "prima" / "synthetic_export_french.csv"
    whole = export.read_bytes()
    export.write_bytes(whole.replace(b"Projet ID", b"Projet", 1))
    with short_nights():
        assert place.call("run").code == 1
        cursor = _tick(place, None)
        assert post.titles == [REFUSED]
        assert "prima/synthetic_export_french.csv" in post.mails[0].get_content()
        run_id = place.ask("SELECT run_id FROM loads")[0][0]
        assert f"/runs/{run_id}" in slack.taken[0]["text"]
        cursor = _tick(place, cursor)
        assert len(post.mails) == 1, "not told again for the same run"

        export.write_bytes(whole)
        assert place.call("run").code == 0
    _jump(place)
    cursor = _tick(place, cursor)
    assert sorted(post.titles[1:]) == ["1 figure jumped against the night before", f"Over: {REFUSED}"]
    jumped = next(mail.get_content() for mail in post.mails if "jumped" in mail["Subject"])
    assert "project_count of cluster_code=I: 200 → 100, -50 %" in jumped
    assert "prima/synthetic_export_french.csv" in jumped
    assert len(slack.taken) == 3
    assert PASSWORD not in cursor

    hourly = Memory.model_validate_json(cursor).model_copy(update={"looked": 0.0, "since": time.time() - 90 * 86400})
    with place.connection() as connection:
        connection.execute("UPDATE lineage.loads SET finished_at = finished_at - interval '27 hours'")
        connection.execute("UPDATE lineage.load_files SET modified_at = modified_at - interval '36 days'")
    _tick(place, hourly.model_dump_json())
    assert sorted(post.titles[3:]) == ["No run has published for too long", "Source prima is late"]


def test_a_warehouse_that_does_not_answer_is_told_when_it_stays_away(
    watched: tuple[Place, Post, Hook], tmp_path: Path
) -> None:
    place, post, _ = watched
    gone = Place(place.landing, place.storage, "postgresql://gcm@127.0.0.1:1/gcm", place.extra)
    cursor = _tick(gone, None)
    assert post.titles == []
    since = Memory.model_validate_json(cursor).model_copy(update={"blind_since": time.time() - 900})
    cursor = _tick(gone, since.model_dump_json())
    assert post.titles == ["The warehouse does not answer"]
    _tick(place, cursor)
    assert post.titles[1:] == ["Over: The warehouse does not answer"]


def test_a_test_message_says_what_became_of_it(watched: tuple[Place, Post, Hook]) -> None:
    place, post, slack = watched
    said = place.call("alerts", "test")
    assert (said.code, post.titles, len(slack.taken)) == (0, ["Test message"], 1), said.err
    assert said.out.startswith("e-mail: sent")
    slack.answers.append((403, {}))
    said = place.call("alerts", "test")
    assert said.code == 1
    assert "Slack: not sent: the server answers 403." in said.out
    assert "Not sent by Slack" in said.err
    nobody = Place(place.landing, place.storage, place.url)
    assert nobody.call("alerts", "test").code == 2
