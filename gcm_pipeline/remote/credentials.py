"""Secrets by reference: ``env:NAME`` or ``file:/run/secrets/name``, read at the moment of use and kept nowhere.

Belongs here: what a reference is and how it is followed. Does not belong here: who asks for the secret.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gcm_pipeline.errors import PipelineError

FORMS = ("env:", "file:")
SECRET_WORDS = ("key", "secret", "token", "password", "passphrase", "connection_string", "credential")
"""An option of a filesystem with one of these in its name holds a secret, unless it names a file or an address."""
HARMLESS = ("client_keys", "key_name", "known_hosts", "server_host_key_algs", "token_url")


def is_reference(value: object) -> bool:
    """Whether ``value`` says where a secret is."""
    return isinstance(value, str) and value.startswith(FORMS) and len(value.partition(":")[2]) > 0


def is_secret(option: str) -> bool:
    """Whether an option of this name holds a secret."""
    return option not in HARMLESS and any(word in option.lower() for word in SECRET_WORDS)


def follow(reference: str, origin: str) -> str:
    """The secret for ``origin``; PipelineError, without the secret, when it is not there or not one line of ASCII."""
    form, _, where = reference.partition(":")
    who = f"{origin}: {reference}"
    try:
        secret = os.environ[where] if form == "env" else Path(where).read_text(encoding="utf-8")
    except KeyError:
        raise PipelineError(f"{who}: there is no environment variable {where}. Set it for the run.") from None
    except (OSError, UnicodeDecodeError):
        raise PipelineError(f"{who}: the file cannot be read. Write the secret there, as text.") from None
    secret = secret.strip()
    if not secret or not secret.isascii() or not secret.isprintable():
        raise PipelineError(f"{who}: a secret is one line of printable ASCII characters. Write it anew.")
    return secret


def followed(options: Mapping[str, Any], origin: str) -> dict[str, Any]:
    """``options`` of ``origin`` with every reference in them, at any depth, replaced by its secret."""
    return {name: _value(value, origin) for name, value in options.items()}


def _value(value: Any, origin: str) -> Any:
    if isinstance(value, Mapping):
        return followed(value, origin)
    if isinstance(value, list):
        return [_value(each, origin) for each in value]
    return follow(value, origin) if is_reference(value) else value
