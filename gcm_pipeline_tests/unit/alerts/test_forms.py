"""What hostile names and values come to in an e-mail, in Slack and in Teams."""

from __future__ import annotations

import json
from email import message_from_bytes, policy

import pytest

from gcm_pipeline.alerts import mail, slack, teams
from gcm_pipeline.alerts.message import LONGEST, Message
from gcm_pipeline.alerts.places import Alerting, Mailbox, Smtp
from gcm_pipeline.errors import UsageError

BOX = Mailbox(Smtp("127.0.0.1", 25, secure=False), "gcm@example.org", ("a@example.org", "b@example.org"))
HOSTILE = "x.csv\r\nBcc: all@example.org <!channel> <http://evil|ok> [ok](http://evil) `@here` \u202efdp.exe\x00<b>&"
NAMES = ("GCM_ALERT_EMAIL_TO", "GCM_ALERT_EMAIL_FROM", "GCM_SMTP_URL", "GCM_SLACK_WEBHOOK_URL", "GCM_TEAMS_WEBHOOK_URL")


def _message() -> Message:
    return Message(title=HOSTILE, facts=[("File", HOSTILE)], links=[("The run", "http://ui/runs/1?a=1&b=2")])


def test_values_lose_what_cannot_be_seen_and_do_not_grow() -> None:
    assert Message(title="a\x1b[2J\u200bb\u2028c\r\nd").title == "a [2J b c d"
    assert len(Message(title="x" * 9999).title) == LONGEST


def test_no_header_can_be_started_from_a_value() -> None:
    parsed = message_from_bytes(mail.compose(_message(), BOX).as_bytes(), policy=policy.default)
    assert "Bcc" not in parsed
    assert parsed["To"] == "a@example.org, b@example.org"
    assert str(parsed["Subject"]).startswith("[gcm-pipeline] x.csv Bcc: all@example.org")
    assert parsed.get_content_type() == "text/plain"
    assert "http://ui/runs/1?a=1&b=2" in parsed.get_content()


def test_slack_gets_values_in_code_and_without_its_signs() -> None:
    text = slack.compose(_message())["text"]
    assert "<!channel>" not in text
    title, fact, link = text.split("\n")
    assert link == "<http://ui/runs/1?a=1&amp;b=2|The run>"
    assert "&lt;!channel&gt;" in fact
    assert fact.count("`") == 4, "label and value are one code span each"
    assert title.startswith("*gcm-pipeline*: `x.csv Bcc")


def test_teams_gets_runs_of_text_which_it_does_not_read_as_markup() -> None:
    content = teams.compose(_message())
    card = content["attachments"][0]["content"]
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "The run", "url": "http://ui/runs/1?a=1&b=2"}]
    assert len(json.dumps(teams.compose(Message(title="м" * 900, facts=[("м" * 90, "м" * 900)] * 9)))) < 28_000


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GCM_CONFIG", *NAMES, *(f"{name}_FILE" for name in NAMES)):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"GCM_ALERT_EMAIL_TO": "a@example.org"}, "needs both"),
        ({"GCM_ALERT_EMAIL_TO": "nobody", "GCM_SMTP_URL": "smtp://h"}, "'nobody', which is no e-mail"),
        ({"GCM_ALERT_EMAIL_TO": "a@b.org\nBcc: c@d.org", "GCM_SMTP_URL": "smtp://h"}, "no e-mail address"),
        ({"GCM_ALERT_EMAIL_TO": "a@example.org", "GCM_SMTP_URL": "http://u:hidden@h"}, "neither smtp:// "),
        ({"GCM_ALERT_EMAIL_TO": "a@example.org", "GCM_SMTP_URL": "smtp://u:hidden@h:x"}, "is not a URL"),
        ({"GCM_SLACK_WEBHOOK_URL": "http://hooks.example.org/hidden"}, "is no https address"),
        ({"GCM_TEAMS_WEBHOOK_URL": "hidden"}, "is not a URL"),
        ({"GCM_ALERT_SILENCE_HOURS": "1.5"}, "whole number of hours"),
    ],
)
def test_settings_that_cannot_be_used_are_named_without_their_secrets(
    settings: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=said) as raised:
        Alerting.from_environment()
    assert "hidden" not in str(raised.value)


def test_tls_is_required_beyond_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def smtp(url: str) -> Smtp:
        monkeypatch.setenv("GCM_ALERT_EMAIL_TO", "a@example.org")
        monkeypatch.setenv("GCM_SMTP_URL", url)
        found = Alerting.from_environment()
        assert found.mail is not None
        assert "p@ss" not in repr(found)
        return found.mail.smtp

    assert smtp("smtp://mail.example.org").starttls
    assert (smtp("smtps://u:p%40ss@h").port, smtp("smtps://u:p%40ss@h").password) == (465, "p@ss")
    assert not smtp("smtp://127.0.0.1:2525").starttls
    assert smtp("smtp://127.0.0.1.example.org").starttls
