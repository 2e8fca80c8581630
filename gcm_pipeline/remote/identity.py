"""How a file of a remote place is called here, and how its version is remembered.

Belongs here: names and tokens. Does not belong here: asking for either.
"""

from __future__ import annotations

import hashlib

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.remote.listed import Remote
from gcm_pipeline.remote.names import clean


def source_file(source: str, place: Remote, name: str) -> str:
    """``<source>/<folder>/<name>``; PipelineError for a name that could lead elsewhere."""
    if problem := clean(name):
        raise PipelineError(f"{place.origin}: refused the file {name[:80]!r}: {problem}. Have it renamed there.")
    return "/".join(part for part in (source, place.folder, name) if part)


def token(place: Remote, version: str) -> str | None:
    """``version`` and where it holds: another place may call another content by the same version."""
    return f"{version} {_digest(place)}" if version else None


def version(place: Remote, token: str | None) -> str:
    """The version in a token of this place; empty for a token of another."""
    digest = f" {_digest(place)}"
    return token.removesuffix(digest) if token and token.endswith(digest) else ""


def _digest(place: Remote) -> str:
    return hashlib.sha256(place.url.encode()).hexdigest()[:16]
