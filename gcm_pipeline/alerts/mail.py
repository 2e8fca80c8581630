"""Messages as plain-text e-mail over SMTP.

Belongs here: the form of the e-mail and the SMTP dialogue. Does not belong here: what is told, trying again.

Plain text on purpose: it reads well on a telephone at night, and there is no markup for a hostile name to break out of.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from gcm_pipeline.alerts.faults import NotSentError
from gcm_pipeline.alerts.message import Message, as_text
from gcm_pipeline.alerts.places import Mailbox, Smtp

SILENCE = 10.0  # seconds that the server may say nothing


def compose(message: Message, mailbox: Mailbox) -> EmailMessage:
    """The e-mail. Titles hold no line breaks (message.py), so they cannot start a header."""
    mail = EmailMessage()
    mail["From"], mail["To"] = mailbox.sender, ", ".join(mailbox.recipients)
    mail["Subject"] = f"[gcm-pipeline] {message.title}"
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=mailbox.sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices in return
    mail.set_content(f"{as_text(message)}\n")
    return mail


def send(message: Message, mailbox: Mailbox) -> None:
    """Hand the e-mail to the server; NotSentError when it is not taken, for any recipient."""
    try:
        with _connect(mailbox.smtp) as server:
            refused = server.send_message(compose(message, mailbox))
    except smtplib.SMTPResponseException as error:
        reason = f"the SMTP server answers {error.smtp_code} {_readable(error.smtp_error)}"
        raise NotSentError(reason, lasting=error.smtp_code >= 500) from None
    except smtplib.SMTPRecipientsRefused as error:
        raise NotSentError(f"the SMTP server refuses {', '.join(sorted(error.recipients))}", lasting=True) from None
    except smtplib.SMTPNotSupportedError as error:
        raise NotSentError(f"the SMTP server cannot do what is needed: {error}", lasting=True) from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotSentError(f"the SMTP server cannot be reached: {error}") from None
    except ValueError:  # its text would hold a part of the password
        raise NotSentError("user name, password and addresses must be plain ASCII", lasting=True) from None
    if refused:
        raise NotSentError(f"the SMTP server refuses {', '.join(sorted(refused))}", lasting=True)


def _connect(smtp: Smtp) -> smtplib.SMTP:
    if smtp.secure:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=SILENCE, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=SILENCE)
    try:
        if smtp.starttls:
            server.starttls(context=ssl.create_default_context())
        if smtp.user:
            server.login(smtp.user, smtp.password)
    except BaseException:
        server.close()
        raise
    return server


def _readable(answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:200]
