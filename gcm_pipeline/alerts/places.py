"""Where messages go, from the settings; and what the addresses must be like, so that nothing secret travels openly.

Belongs here: the settings and their faults. Does not belong here: sending.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from urllib.parse import SplitResult, unquote, urlsplit

from gcm_pipeline.configuration import value
from gcm_pipeline.errors import UsageError

PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Smtp:
    """An SMTP server; ``secure``: TLS from the first byte. Else STARTTLS is required, unless on this machine."""

    host: str
    port: int
    secure: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def starttls(self) -> bool:
        """Whether to begin TLS before anything is said."""
        return not self.secure and not on_this_machine(self.host)


@dataclass(frozen=True)
class Mailbox:
    """Who is told by e-mail, and in whose name."""

    smtp: Smtp
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Alerting:
    """The places that are set (None is not told), and after how many ``hours`` without publication they are told."""

    mail: Mailbox | None = None
    slack: str | None = field(default=None, repr=False)
    teams: str | None = field(default=None, repr=False)
    hours: int = 26  # a night, and two hours for a run that takes longer or waits

    @classmethod
    def from_environment(cls) -> Alerting:
        """Read GCM_ALERT_EMAIL_TO, GCM_SMTP_URL and their like; UsageError for what cannot be used."""
        hours = value("GCM_ALERT_SILENCE_HOURS") or str(cls.hours)
        if not hours.isdecimal() or int(hours) == 0:
            raise UsageError(f"GCM_ALERT_SILENCE_HOURS is {hours!r}. Write it as a whole number of hours, such as 26.")
        slack, teams = _webhook("GCM_SLACK_WEBHOOK_URL"), _webhook("GCM_TEAMS_WEBHOOK_URL")
        return cls(_mailbox(), slack, teams, int(hours))


def on_this_machine(host: str) -> bool:
    """Whether the name or address means this machine and nothing else."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _mailbox() -> Mailbox | None:
    recipients, url = value("GCM_ALERT_EMAIL_TO"), value("GCM_SMTP_URL")
    if not recipients and not url:
        return None
    if not recipients or not url:
        raise UsageError("E-mail needs both GCM_ALERT_EMAIL_TO (addresses, separated by commas) and GCM_SMTP_URL.")
    smtp = _smtp(url)
    addresses = tuple(_address("GCM_ALERT_EMAIL_TO", each) for each in recipients.split(",") if each.strip())
    if not addresses:
        raise UsageError("GCM_ALERT_EMAIL_TO holds no address. Write one, such as data-team@example.org.")
    sender = value("GCM_ALERT_EMAIL_FROM") or (smtp.user if "@" in smtp.user else addresses[0])
    return Mailbox(smtp, _address("GCM_ALERT_EMAIL_FROM", sender), addresses)


def _address(name: str, text: str) -> str:
    try:
        return Address(addr_spec=text.strip()).addr_spec
    except (MessageError, ValueError, IndexError):
        raise UsageError(f"{name} holds {text.strip()!r}, which is no e-mail address.") from None


def _smtp(url: str) -> Smtp:
    parts, port = _parts("GCM_SMTP_URL", url, "smtps://user:password@mail.example.org:465")
    if parts.scheme not in PORTS:
        raise UsageError("GCM_SMTP_URL starts with neither smtp:// (STARTTLS) nor smtps:// (TLS from the start).")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(parts.hostname or "", port or PORTS[parts.scheme], parts.scheme == "smtps", user, password)


def _webhook(name: str) -> str | None:
    url = value(name)
    if url is None:
        return None
    parts, _ = _parts(name, url, "https://hooks.example.org/…")
    if parts.scheme != "https" and not (parts.scheme == "http" and on_this_machine(parts.hostname or "")):
        raise UsageError(f"{name} is no https address. A webhook's address is a secret and must not travel openly.")
    return url


def _parts(name: str, url: str, example: str) -> tuple[SplitResult, int | None]:
    """The URL's parts; UsageError, which does not repeat the URL, when it has no host or a broken port."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if not parts.hostname:
        raise UsageError(f"{name} is not a URL. Write it as {example}.")
    return parts, port
