"""A message that could not be handed over.

Belongs here: the error, and how long the place asks to be left alone. Does not belong here: trying again (delivery.py).
"""

from __future__ import annotations


class NotSentError(Exception):
    """``lasting``: another try at once would end the same. ``wait``: seconds that the place asks for."""

    def __init__(self, reason: str, *, lasting: bool = False, wait: float | None = None) -> None:
        super().__init__(reason)
        self.lasting, self.wait = lasting, wait
