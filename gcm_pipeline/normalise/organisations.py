"""Organisations by the names that others give them.

Belongs here: splitting a donors cell, and resolving a name where it is known to mean just one organisation.
Does not belong here: resolving by reference (one IATI reference stands beside twenty names, not all of one body).
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise.lists import Lists, Reading, read
from gcm_pipeline.normalise.text import fold


class Organisations:
    """Resolves names against ``organisations`` and the variants of ``organisation_names``.

    Neither a name nor a reference alone is safe: a variant marked unsafe (a placeholder, money of others), or listed
    under more than one organisation, resolves to none.
    """

    def __init__(self, organisations: pd.DataFrame, names: pd.DataFrame) -> None:
        variants = names.to_dict("records")
        listed = [(str(row["name"]), str(row["organisation_code"]), row["safe"] == "yes") for row in variants]
        for row in organisations.fillna("").to_dict("records"):
            own = (row["organisation_code"], row["name"], row["name_fr"])
            listed += [(name, str(row["organisation_code"]), True) for name in own if name]
        meant: dict[str, set[str]] = {}
        for name, code, safe in listed:
            meant.setdefault(_key(name), set()).add(code if safe else "")
        self._codes = {key: codes.copy().pop() for key, codes in meant.items() if len(codes) == 1 and "" not in codes}

    def read(self, cells: pa.Array) -> Lists:
        """The names (as written) in distinct tidy cells.

        They are split at semicolons and line ends only: commas, 'and' and slashes stand inside names.
        """
        return read(cells, lambda text: Reading([text], []), pa.string(), "")

    def resolve(self, names: pa.Array) -> pa.Array:
        """The organisation code of each name, null where it is not known or not safe."""
        distinct = names.dictionary_encode()
        codes = [self._codes.get(_key(name)) for name in distinct.dictionary.to_pylist()]
        return pa.array(codes, pa.string()).take(distinct.indices)


def _key(name: str) -> str:
    return " ".join(fold(name).split())
