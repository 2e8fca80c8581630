"""A source's card: what the pipeline knows about a source before it reads a byte of it.

Belongs here: loading and validating ``<source>.yml``, and when two headers are the same.
Does not belong here: reading files.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Annotated

import yaml
from annotated_types import Len
from pydantic import ConfigDict, Field, NonNegativeInt, PositiveInt, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from gcm_pipeline.errors import UsageError

FOLDER = Path(__file__).resolve().parent
_STRICT = ConfigDict(extra="forbid", str_min_length=1)


@dataclass(frozen=True, config=_STRICT)
class Column:
    """One field of a tabular source: the header forms that mean it, in English and French."""

    headers: Annotated[tuple[str, ...], Len(min_length=1)]
    description: str
    required: bool = False


@dataclass(frozen=True, config=_STRICT)
class Ignored:
    """A header that is known and deliberately not read, and why."""

    header: str
    reason: str


@dataclass(frozen=True, config=_STRICT)
class Bounds:
    """Rows expected of all files of a frame: fewer than the minimum is an error, more than the maximum a warning."""

    minimum_rows: NonNegativeInt
    reason: str
    maximum_rows: NonNegativeInt | None = None


@dataclass(frozen=True, config=_STRICT)
class Freshness:
    """The newest file of a source is late when it is older than ``days``."""

    days: PositiveInt
    reason: str


@dataclass(frozen=True, config=_STRICT)
class Frame:
    """A raw frame whose rows the books count, and the names of the files it is read from.

    ``fields`` (canonical name → column, in the order of the frame) is empty unless these files are tabular.
    """

    patterns: Annotated[tuple[str, ...], Len(min_length=1)]
    description: str
    bounds: Bounds
    fields: Mapping[str, Column] = Field(default_factory=lambda: MappingProxyType({}))
    ignored: tuple[Ignored, ...] = ()

    def __post_init__(self) -> None:
        forms = [key(form) for column in self.fields.values() for form in column.headers]
        twice = sorted(
            form for form, times in Counter(forms + [key(one.header) for one in self.ignored]).items() if times > 1
        )
        if twice:
            raise ValueError(f"these headers stand for two things: {', '.join(twice)}")

    def accepts(self, source_file: str) -> bool:
        """Whether the name of a file fits one of ``patterns``, without regard to case."""
        name = PurePosixPath(source_file).name.lower()
        return any(fnmatch(name, pattern.lower()) for pattern in self.patterns)


@dataclass(frozen=True, config=_STRICT)
class Card:
    """A source: who publishes it, and its counted frames by name.

    ``internal`` names the core tables (``*`` all of them) whose rows must not be passed on. Without
    ``freshness``, its files may be of any age.
    """

    source: str
    title: str
    publisher: str
    licence: str
    description: str
    frames: Annotated[Mapping[str, Frame], Len(min_length=1)]
    url: str | None = None
    internal: tuple[str, ...] = ()
    freshness: Freshness | None = None

    def frame_of(self, source_file: str) -> str | None:
        """The first of the frames that is read from files of this name; None for a file that is not read."""
        return next((name for name, frame in self.frames.items() if frame.accepts(source_file)), None)

    def accepts(self, source_file: str) -> bool:
        """Whether a file of this name is read at all."""
        return self.frame_of(source_file) is not None


def key(header: str) -> str:
    """What two spellings of one header have in common: its letters and digits, without case and accents."""
    decomposed = unicodedata.normalize("NFKD", header).casefold()
    return "".join(sign for sign in decomposed if sign.isalnum())


def cards() -> list[str]:
    """Names of the sources that have a card, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


@cache
def load_card(source: str) -> Card:
    """The card of ``source``; UsageError when there is none or it is not valid."""
    if source not in cards():
        raise UsageError(f"There is no card for source {source!r}. Known sources: {', '.join(cards())}.")
    return parse_card(source, (FOLDER / f"{source}.yml").read_text("utf-8"))


def parse_card(source: str, text: str) -> Card:
    """``text`` (YAML) as a card; UsageError names each key that is wrong."""
    try:
        content = yaml.safe_load(text)
        if not isinstance(content, dict):
            raise UsageError(f"Card {source}.yml must be a mapping of keys to values. See prima.yml for the form.")
        return TypeAdapter(Card).validate_python({**content, "source": source})
    except yaml.YAMLError as error:
        raise UsageError(f"Card {source}.yml is not valid YAML: {error}. Correct it.") from error
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, one['loc'])) or 'card'}: {one['msg']}" for one in error.errors()]
        raise UsageError(f"Card {source}.yml is not valid: {'; '.join(wrong)}. Correct these keys.") from error
