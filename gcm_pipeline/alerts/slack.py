"""Messages for an incoming webhook of Slack, or of what understands the same, such as Mattermost.

Belongs here: the form of the message. Does not belong here: sending it.

One ``text`` and no blocks, which the compatible ones do not know. Values stand in code spans, where neither Slack's nor
Mattermost's markup, links and mentions work; ``&``, ``<`` and ``>`` are escaped as Slack asks, so no ``<!channel>``.
"""

from __future__ import annotations

from typing import Any

from gcm_pipeline.alerts.message import Message

ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "'"})


def compose(message: Message) -> dict[str, Any]:
    """The content to post; Slack's documentation, "Formatting text for app surfaces"."""
    lines = [f"*gcm-pipeline*: {_code(message.title)}"]
    lines += [f"{_code(label)}: {_code(value)}" for label, value in message.facts]
    lines += [f"<{url.translate(ESCAPES)}|{label.translate(ESCAPES)}>" for label, url in message.links]
    return {"text": "\n".join(lines), "unfurl_links": False, "unfurl_media": False}


def _code(text: str) -> str:
    return f"`{text.translate(ESCAPES)}`" if text else ""
