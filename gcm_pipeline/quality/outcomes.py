"""The outcome of one check, as quality.check_results keeps it.

Belongs here: the shape. Does not belong here: running checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ACCEPTED = "newest_files_accepted"
"""The check of every source that its newest files were read; when not, its last good ones stand in."""


@dataclass(frozen=True)
class Outcome:
    """``severity`` is ``error`` (blocks) or ``warning``; ``observed`` and ``expected`` are readable text."""

    check_name: str
    severity: str
    passed: bool
    observed: str
    expected: str

    def as_row(self, asset: str) -> dict[str, str | bool]:
        """The columns of quality.check_results that a check fills."""
        return {
            "asset": asset,
            "check_name": self.check_name,
            "severity": self.severity,
            "passed": self.passed,
            "observed": self.observed,
            "expected": self.expected,
        }


def blocking(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The failed checks that must stop a publication."""
    return [outcome for outcome in outcomes if not outcome.passed and outcome.severity == "error"]
