"""Alerts against real servers on loopback. What bad nights come to is in test_bad_input.py, which has them."""

from __future__ import annotations

import json
import logging
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from gcm_pipeline.alerts import delivery
from gcm_pipeline.alerts.memory import Memory, Queue
from gcm_pipeline.alerts.message import Message
from gcm_pipeline.alerts.places import Alerting
from gcm_pipeline.alerts.watch import PATIENCE
from gcm_pipeline_tests.integration.receivers import PASSWORD, Hook, Post, hook, smtp_server, tick, watching
from gcm_pipeline_tests.integration.runs import Place

MESSAGE = Message(title="A check failed", facts=[("File", "<!channel> a.csv")], links=[("The run", "http://ui/1")])
NAMES = ("GCM_CONFIG", "GCM_ALERT_EMAIL_TO", "GCM_SMTP_URL", "GCM_SLACK_WEBHOOK_URL", "GCM_TEAMS_WEBHOOK_URL")


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
    with hook((404, {}), (404, {}), (429, {"Retry-After": "600"})) as slack, hook() as teams:
        sending = _places(monkeypatch, GCM_SLACK_WEBHOOK_URL=slack.url, GCM_TEAMS_WEBHOOK_URL=teams.url)
        with caplog.at_level(logging.ERROR):
            _deliver(sending, queues, 0, MESSAGE)
            _deliver(sending, queues, 59)
            assert (len(slack.taken), len(teams.taken), len(slack.answers)) == (0, 1, 2), "not asked again before 60 s"
            _deliver(sending, queues, 60)
        assert [record.getMessage() for record in caplog.records] == [
            "An alert could not be sent by Slack: the server answers 404. It is kept and tried again."
        ], "the same fault is logged once"
        _deliver(sending, queues, 180)
        assert queues["Slack"].not_before == 780, "left alone for as long as it asks"
        _deliver(sending, queues, 780)
        assert (len(slack.taken), len(teams.taken)) == (1, 1)
    _deliver(sending, queues, 781, MESSAGE)
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


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")  # all is TLS
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
def watched(embedded_database_url: str, tmp_path: Path) -> Iterator[tuple[Place, Post, Hook]]:
    """A place without a night, watched by e-mail and Slack."""
    post = Post()
    with smtp_server(post) as port, hook() as slack:
        yield (
            watching(Place(tmp_path / "landing", tmp_path / "storage", embedded_database_url), port, slack),
            post,
            slack,
        )


def test_a_warehouse_that_does_not_answer_is_told_when_it_stays_away(
    watched: tuple[Place, Post, Hook], tmp_path: Path
) -> None:
    place, post, _ = watched
    gone = Place(place.landing, place.storage, "postgresql://gcm@127.0.0.1:1/gcm", place.extra)
    cursor = tick(gone, None)
    assert post.titles == []
    since = Memory.model_validate_json(cursor).model_copy(update={"blind_since": time.time() - PATIENCE})
    cursor = tick(gone, since.model_dump_json())
    assert post.titles == ["The warehouse does not answer"]
    cursor = tick(place, cursor)
    assert post.titles[1:] == ["Over: The warehouse does not answer"]
    assert Memory.model_validate_json(cursor).blind_since is None


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
