"""Names that servers give to files: hostile until looked at.

Belongs here: which names are taken. Does not belong here: what else a server says.
"""

from __future__ import annotations

LONGEST = 200
"""Characters; the names of most filesystems end at 255 bytes."""


def clean(name: str) -> str | None:
    """What is wrong with ``name`` as a path below a source's folder; None when nothing is.

    Parts are separated by ``/``; none may be empty, hidden, ``..``, too long or hold a control character, a backslash
    or a colon, which lead out of a folder on one system or another.
    """
    for part in name.split("/"):
        if part in ("", ".", ".."):
            return "the name leads out of its folder"
        if len(part) > LONGEST:
            return f"the name is longer than {LONGEST} characters"
        if not part.isprintable() or "\\" in part or ":" in part:
            return "the name holds a backslash, a colon or a control character"
    return None


def hidden(name: str) -> bool:
    """Whether a part of ``name`` is one that is passed over without a word, as in a landing folder."""
    return any(part.startswith((".", "~$")) and part not in (".", "..") for part in name.split("/"))
