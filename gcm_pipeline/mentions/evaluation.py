"""How well mentions are found: precision and recall on labelled sentences.

Belongs here: the measure and its table. Does not belong here: the sentences (data/reference/mentions/labelled/*.csv,
made up for this purpose) and how they are shown (cli/mentions.py).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Final, NamedTuple

from gcm_pipeline.mentions.finder import find
from gcm_pipeline.mentions.patterns import FOLDER, LANGUAGES

SPLITS: Final = ("tune", "held-out", "second-round", "blind", "third")  # which were blind: docs/mentions.md
METHODS: Final = {"explicit": {"reference"}, "title": {"title"}, "label": {"label", "short title"}}
HEADERS: Final = ("language", "kind", "split", "sentences", "precision", "recall")


class Sentence(NamedTuple):
    """A labelled sentence: the objectives that it names, and how (explicit, title, label, or negative: none)."""

    language: str
    text: str
    objectives: frozenset[int]
    kind: str
    split: str


class Score(NamedTuple):
    """Pairs of sentence and objective that are rightly found, wrongly found, and missed."""

    language: str
    kind: str
    split: str
    sentences: int
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of the pairs found that are right (1 when nothing is found)."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of the labelled pairs that are found (1 when there are none)."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def sentences() -> list[Sentence]:
    """All labelled sentences, by language in the order of the files."""
    return [_sentence(row) for code in LANGUAGES for row in _rows(code)]


def _rows(code: str) -> list[dict[str, str]]:
    with (FOLDER / "labelled" / f"{code}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _sentence(row: dict[str, str]) -> Sentence:
    objectives = frozenset(int(number) for number in row["objectives"].split(";") if number.strip())
    return Sentence(row["language"], row["text"], objectives, row["kind"], row["split"])


def found(sentence: Sentence, kind: str) -> set[int]:
    """The objectives that the methods of ``kind`` find in ``sentence``."""
    return {one.objective_no for one in find(sentence.text, sentence.language) if one.method in METHODS[kind]}


def measure() -> list[Score]:
    """Micro-averaged scores by language, kind and split (each that has sentences of the kind, and all).

    A kind is measured on its own sentences and on the negative ones, with the methods that stand for it.
    """
    known = sentences()
    scores = []
    for code in LANGUAGES:
        for kind in METHODS:
            own = [one for one in known if one.language == code and one.kind in (kind, "negative")]
            if all(one.kind == "negative" for one in own):
                continue
            pairs = [(one, found(one, kind)) for one in own]
            splits = [split for split in SPLITS if any(one.split == split and one.kind == kind for one in own)]
            scores += [_score(code, kind, split, [p for p in pairs if p[0].split == split]) for split in splits]
            scores.append(_score(code, kind, "all", pairs))
    return scores


def _score(code: str, kind: str, split: str, pairs: Iterable[tuple[Sentence, set[int]]]) -> Score:
    judged = [(sentence.objectives, numbers) for sentence, numbers in pairs]
    return Score(
        code,
        kind,
        split,
        len(judged),
        sum(len(expected & numbers) for expected, numbers in judged),
        sum(len(numbers - expected) for expected, numbers in judged),
        sum(len(expected - numbers) for expected, numbers in judged),
    )


def cells(score: Score) -> tuple[str, ...]:
    """One line of a table, as HEADERS names its columns."""
    shares = (f"{score.precision:.3f}", f"{score.recall:.3f}")
    return score.language, score.kind, score.split, str(score.sentences), *shares


def markdown(scores: Iterable[Score]) -> str:
    """The table that docs/mentions.md holds."""
    lines = [HEADERS, ("---",) * len(HEADERS), *map(cells, scores)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
