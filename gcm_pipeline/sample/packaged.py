"""The sample's own small files: what is invented, how often, in which words.

Belongs here: reading them. Does not belong here: what they lead to, nor the framework (``data/reference/``).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The lines of ``<name>.csv`` as dictionaries of text."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def document(name: str) -> dict[str, Any]:
    """The content of ``<name>.yml``."""
    content: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return content


def content(name: str) -> bytes:
    """A packaged file as it is."""
    return (_FOLDER / name).read_bytes()


def notice() -> str:
    """The sentence that every file carries."""
    return str(document("wording")["notice"])
