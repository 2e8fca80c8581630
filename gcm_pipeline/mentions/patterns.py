"""The words by which mentions are found, as a linguist edits them: ``data/reference/mentions/*.yml``.

Belongs here: loading and validating them, their version. Does not belong here: making expressions of them (grammar).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from annotated_types import Ge, Le, Len
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from gcm_pipeline.errors import UsageError
from gcm_pipeline.reference import REFERENCE

FOLDER = REFERENCE / "mentions"
LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")
LAST = 23  # the number of the last objective
_STRICT = ConfigDict(extra="forbid")
_T = TypeVar("_T")

Words = tuple[Annotated[str, Len(min_length=1)], ...]
Links = tuple[str, ...]  # the empty link stands for "directly after"
ObjectiveNo = Annotated[int, Ge(1), Le(LAST)]
Numbered = Mapping[ObjectiveNo, Words]
Share = Annotated[float, Ge(0), Le(1)]


@dataclass(frozen=True, config=_STRICT)
class NumberFirst:
    """A number before the objective word, as in 第7项目标."""

    opening: Words
    classifiers: Words


@dataclass(frozen=True, config=_STRICT)
class Language:
    """The words of one language; en.yml says what each key means."""

    language: Literal["en", "fr", "es", "pt", "ar", "ru", "zh"]
    singular: Annotated[Words, Len(min_length=1)]
    plural: Words
    number_markers: Words
    range_openers: Words
    compact: Words
    joiners: Words
    range_words: Words
    number_words: Numbered
    ordinals: Numbered
    follows_number: Words
    units: Words
    gcm: Annotated[Words, Len(min_length=1)]
    gcm_links: Words
    not_gcm: Words
    sdg: Words
    other_plans: Words
    owner_links: Links
    not_before: Words
    shared_with_sdg: bool
    plan_before: bool = False
    spaced: bool = True
    number_endings: Words = ()
    count_endings: Words = ()
    relative: Words = ()
    adjective_endings: Words = ()
    date_words: Words = ()
    prefixes: Words = ()
    attached_joiners: Words = ()
    any_word_follows: bool = False
    number_first: NumberFirst | None = None
    not_links: Words = ()
    spellings: Mapping[str, Words] = Field(default_factory=dict)


@dataclass(frozen=True, config=_STRICT)
class Confidence:
    """How sure a kind of mention is, and why."""

    value: Share
    reason: Annotated[str, Len(min_length=10)]


@dataclass(frozen=True, config=_STRICT)
class Confidences:
    """The kinds of mention that confidence.yml must value."""

    reference_beside_gcm: Confidence
    reference_on_gcm_page: Confidence
    reference_alone: Confidence
    compact: Confidence
    words: Confidence
    letter_for_digit: Confidence
    title: Confidence
    label: Confidence
    short_title: Confidence


@dataclass(frozen=True, config=_STRICT)
class Process:
    """What a document of one process says of itself (``named``), and what it talks about (``words``)."""

    named: Words
    words: Words


@dataclass(frozen=True, config=_STRICT)
class Processes:
    """How reviews of the two processes are told apart; process.yml says what each key means."""

    opening_characters: int
    weights: Mapping[Literal["named", "words", "opening"], int]
    lead: Annotated[float, Ge(1)]
    minimum: int
    GCM: Process
    HLPF: Process


@dataclass(frozen=True, config=_STRICT)
class Names:
    """Objectives whose short title is a common phrase; names.yml says what follows."""

    common: frozenset[ObjectiveNo] = Field(default_factory=frozenset)


@cache
def language(code: str) -> Language:
    """The words of language ``code``; UsageError names the file and each key that is wrong."""
    return load(f"{code}.yml", Language)


@cache
def confidences() -> Confidences:
    """What confidence.yml says; UsageError as for ``language``."""
    return load("confidence.yml", Confidences)


@cache
def processes() -> Processes:
    """What process.yml says; UsageError as for ``language``."""
    return load("process.yml", Processes)


@cache
def names() -> Names:
    """What names.yml says; UsageError as for ``language``."""
    return load("names.yml", Names)


def load(name: str, kind: type[_T], folder: Path = FOLDER) -> _T:
    """The file ``name`` as a ``kind``; UsageError names the file and each key that is wrong."""
    path = folder / name
    if not path.exists():
        raise UsageError(f"There is no {path}. Put back the file that the repository has.")
    return parse(name, path.read_text("utf-8"), kind)


def parse(name: str, text: str, kind: type[_T]) -> _T:
    """``text`` (YAML) as a ``kind``; UsageError names the file and each key that is wrong."""
    try:
        # Every value as text: "no" and "on" are words here, not truth values; pydantic makes numbers of numbers.
        content: Any = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
        if not isinstance(content, dict):
            raise UsageError(f"mentions/{name} must be a mapping of keys to values. See en.yml for the form.")
        return TypeAdapter(kind).validate_python(content)
    except yaml.YAMLError as error:
        raise UsageError(f"mentions/{name} is not valid YAML: {error}. Correct it.") from error
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors()]
        raise UsageError(f"mentions/{name} is not valid: {'; '.join(wrong)}. Correct these keys.") from error


@cache
def version() -> str:
    """Twelve hexadecimal digits that change with the words, the titles or the code that finds by them."""
    data = [*sorted(FOLDER.glob("*.yml")), FOLDER / "titles.csv", REFERENCE / "gcm_objectives.csv"]
    code = sorted(path for path in Path(__file__).parent.glob("*.py") if path.stem != "evaluation")
    digest = hashlib.sha256()
    for path in (*data, *code):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
