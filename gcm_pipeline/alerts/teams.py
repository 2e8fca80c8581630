"""Messages for a Teams webhook (Workflows, or an incoming webhook): an Adaptive Card.

Belongs here: the form of the card. Does not belong here: sending it.

Text stands in runs of rich text, which Teams does not read as Markdown, unlike text blocks and fact sets.
"""

from __future__ import annotations

from typing import Any

from gcm_pipeline.alerts.message import Message


def compose(message: Message) -> dict[str, Any]:
    """The content to post; Microsoft's documentation, "Create and send messages" of incoming webhooks."""
    paragraphs = [_paragraph(f"gcm-pipeline: {message.title}", weight="Bolder", size="Medium")]
    paragraphs += [_paragraph(f"{label}: {value}") for label, value in message.facts]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": paragraphs,
        "actions": [{"type": "Action.OpenUrl", "title": label, "url": url} for label, url in message.links],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _paragraph(text: str, **style: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}
