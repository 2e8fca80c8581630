"""The Compact's ten guiding principles as people write them, in English and French.

Belongs here: reading one entry of a principles cell. Does not belong here: the principles themselves (data/reference).
"""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise.lists import Lists, Reading, read
from gcm_pipeline.normalise.text import fold

UNKNOWN = "unknown-principle"

_NOISE = re.compile(r"^(?:the )?(?:principles? (?:of )?|principes? (?:de |d')?|approche )| (?:approach|principle)$")


class Principles:
    """Reads principles cells against ``guiding_principles`` (columns principle_code, title, title_fr, other_names)."""

    def __init__(self, principles: pd.DataFrame) -> None:
        self._codes = {
            _key(name): str(row["principle_code"])
            for row in principles.fillna("").to_dict("records")
            for name in [row["principle_code"], row["title"], row["title_fr"], *row["other_names"].split(";")]
            if name
        }

    def read(self, cells: pa.Array) -> Lists:
        """The principles (principle_code) of distinct tidy cells. Rule: ``unknown-principle``."""
        return read(cells, self.entry, pa.string(), UNKNOWN)

    def entry(self, text: str) -> Reading:
        """The principles of ``text``, which is one name or several separated by commas."""
        whole = self._codes.get(_key(text))
        tokens = [] if whole else [token.strip() for token in text.split(",") if token.strip()]
        known = [(self._codes.get(_key(token)), token) for token in tokens]
        rejected = [(UNKNOWN, token) for code, token in known if not code]
        return Reading([whole] if whole else [code for code, _ in known if code], rejected)


def _key(name: str) -> str:
    """``name`` without case, accents, hyphens and the words around it ('approach', 'principle of')."""
    return " ".join(_NOISE.sub("", fold(name).replace("-", " ").strip()).split())
