"""Errors of the libraries behind fsspec that will not pass by waiting, in words for people.

Their own words are left out: they quote addresses, requests and now and then a key.

Belongs here: which errors last. Does not belong here: trying again (patience.py).
"""

from __future__ import annotations

from gcm_pipeline.remote.listed import STORES, Remote

DENIED = {
    "PermissionError",
    "PermissionDenied",
    "SFTPPermissionDenied",
    "KeyImportError",
    "NoCredentialsError",
    "PartialCredentialsError",
    "ClientAuthenticationError",
    "CredentialUnavailableError",
}
MISSING = {"FileNotFoundError", "NotADirectoryError", "ResourceNotFoundError", "SFTPNoSuchFile"}
WRONG = {"ValueError", "TypeError", "ParamValidationError", "InvalidRegionError", "ConfigParseError"}


def lasting(error: BaseException, place: Remote) -> str | None:
    """What is wrong and what to do, or None when the same attempt may succeed later."""
    if isinstance(error, ImportError) and (extra := STORES[place.scheme]):
        return f"{place.scheme}:// needs more libraries. Run pip install 'gcm-pipeline[{extra}]'."
    names = {each.__name__ for each in type(error).__mro__}
    if "HostKeyNotVerifiable" in names:
        return "the server's key is not known. Add it to the file of known_hosts after comparing it with its owner's."
    if names & DENIED:
        return "access denied. Correct options in sources.yml, or renew the secrets that they refer to."
    if names & MISSING:
        return "nothing there. Correct url in sources.yml, or put files there."
    if names & WRONG:
        return f"options or url are wrong ({type(error).__name__}). Correct them in sources.yml."
    return None
