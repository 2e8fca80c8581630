"""``sources.yml``: which source has files where, how they are reached, and how patiently.

Belongs here: the shape of that file and what is wrong with one. Does not belong here: reaching anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

import yaml
from pydantic import AfterValidator, ConfigDict, Field, PositiveFloat, PositiveInt, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from gcm_pipeline.errors import UsageError
from gcm_pipeline.remote.credentials import is_reference, is_secret
from gcm_pipeline.remote.names import clean

WEB = ("https", "http")
STORES = {"s3": "s3", "sftp": "sftp", "abfs": "azure", "abfss": "azure", "az": "azure", "file": None}
"""The other schemes, and the extra of this package that brings each."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_STRICT = ConfigDict(extra="forbid", str_min_length=1, hide_input_in_errors=True)


def _referring(text: str) -> str:
    if not is_reference(text):
        raise ValueError("secrets do not belong in this file; write env:NAME or file:/run/secrets/name")
    return text


def _named(text: str) -> str:
    if problem := clean(text):
        raise ValueError(f"{problem}; write a plain name, such as export.csv or geneva")
    return text


Reference = Annotated[str, AfterValidator(_referring)]
Name = Annotated[str, AfterValidator(_named)]


@dataclass(frozen=True, config=_STRICT)
class Basic:
    """A user and a password."""

    user: str
    password: Reference


@dataclass(frozen=True, config=_STRICT)
class Header:
    """A header of the server's own, such as ``Ocp-Apim-Subscription-Key``."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]
    value: Reference


@dataclass(frozen=True, config=_STRICT)
class Auth:
    """How a web server is told who asks: one of these."""

    bearer: Reference | None = None
    basic: Basic | None = None
    header: Header | None = None

    def __post_init__(self) -> None:
        if sum(way is not None for way in (self.bearer, self.basic, self.header)) != 1:
            raise ValueError("write one of bearer, basic and header")


@dataclass(frozen=True, config=_STRICT)
class Retry:
    """``attempts`` without progress, ``wait`` seconds before the second, doubled each time; ``longest`` bounds it.

    A server that asks for more than ``longest`` seconds (Retry-After) is left until the next run.
    """

    attempts: PositiveInt = 5
    wait: PositiveFloat = 1
    longest: PositiveFloat = 120


@dataclass(frozen=True, config=_STRICT)
class Timeout:
    """Seconds: ``silence`` of a server before its connection is given up, ``whole`` for one file with all attempts."""

    silence: PositiveFloat = 60
    whole: PositiveFloat = 7200


@dataclass(frozen=True, config=_STRICT)
class Remote:
    """One place: a web address is one file, any other a folder, or a file, of a store."""

    url: str
    name: Name | None = None
    folder: Name | None = None
    auth: Auth | None = None
    options: Mapping[str, Any] = Field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if problem := next(_problems(self), None):
            raise ValueError(problem)

    @property
    def scheme(self) -> str:
        """``https``, ``s3``, …; ``file`` for a plain path."""
        return urlsplit(self.url).scheme.lower() or "file"

    @property
    def origin(self) -> str:
        """The address for people and records: without query, which may hold a key."""
        return self.url.partition("?")[0].partition("#")[0]

    @property
    def file_name(self) -> str:
        """What a web address is called here: ``name``, else the last part of its path."""
        return self.name or unquote(urlsplit(self.url).path.rpartition("/")[2])


def _problems(place: Remote) -> Iterator[str]:
    """What is wrong with a place as a whole."""
    parts = urlsplit(place.url)
    if place.scheme not in WEB and place.scheme not in STORES:
        yield f"url: {place.scheme}:// is not known; write https, s3, sftp, abfs or a path that begins with /"
    if place.scheme == "file" and not parts.path.startswith("/"):
        yield "url: write a path that begins with /"
    if parts.password or (parts.username and place.scheme in WEB):
        yield "url: credentials do not belong in it; write auth: or options: with env:NAME"
    if place.scheme in WEB:
        yield from _web_problems(place)
        return
    if place.auth or place.name:
        yield f"auth and name are for https; {place.scheme} takes options and folder"
    for option, value in _flat(place.options):
        if is_secret(option) and isinstance(value, str) and not is_reference(value):
            yield f"options: {option} is a secret; write env:NAME or file:/run/secrets/name"
        if option == "known_hosts" and not value:
            yield "options: known_hosts must name a file, or be left out for ~/.ssh/known_hosts"


def _web_problems(place: Remote) -> Iterator[str]:
    if not urlsplit(place.url).hostname:
        yield "url: it names no server"
    if place.options:
        yield "options are for s3, sftp and abfs; https takes auth"
    if place.auth and place.scheme == "http" and urlsplit(place.url).hostname not in LOOPBACK:
        yield "url: credentials are sent over https only"
    if clean(place.file_name) or not PurePosixPath(place.file_name).suffix:
        yield "name: the address does not end in a file's name; write one, such as name: activities.xml"


def _flat(options: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in options.items():
        if isinstance(value, Mapping):
            yield from _flat(value)
        else:
            yield str(name), value


@dataclass(frozen=True, config=_STRICT)
class Listed:
    """The whole file; without one, nothing is listed."""

    sources: Mapping[str, tuple[Remote, ...]] = Field(default_factory=lambda: MappingProxyType({}))
    retry: Retry = Retry()
    timeout: Timeout = Timeout()

    def __post_init__(self) -> None:
        if empty := [source for source, places in self.sources.items() if not places]:
            raise ValueError(f"sources.{empty[0]}: it has no place; write one, or take the source away")


def read(path: Path | None, known: Collection[str]) -> Listed:
    """The file at ``path``; UsageError with file, key and remedy when it is not valid or names no ``known`` source."""
    if path is None:
        return Listed()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read ({error}). Name another with --sources or GCM_SOURCES.") from None
    except yaml.YAMLError as error:
        raise UsageError(f"{path} is no YAML: {' '.join(str(error).split())}. Correct it there.") from None
    try:
        listed = TypeAdapter(Listed).validate_python(content)
    except ValidationError as error:
        found = "; ".join(_line(each["loc"], each["msg"]) for each in error.errors(include_url=False))
        raise UsageError(f"{path}: {found}. See docs/remote-sources.md.") from None
    if unknown := sorted(set(listed.sources) - set(known)):
        raise UsageError(f"{path}: sources.{unknown[0]} is no source. Write one of {', '.join(sorted(known))}.")
    return listed


def _line(where: tuple[int | str, ...], problem: str) -> str:
    """``sources.iati.0.auth: …``; a place is counted from 1, as people do."""
    keys = ".".join(str(key + 1) if isinstance(key, int) else key for key in where)
    return f"{keys}{': ' if keys else ''}{problem.removeprefix('Value error, ')}"
