"""Where the data behind a figure stand: which sources, how new, made up or not.

Belongs here: the sentence under each chart, and what the banner says of synthetic data.
Does not belong here: the figures themselves (stocktaking.py, profiles.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gcm_pipeline.reports.figures import Figures, Row
from gcm_pipeline.reports.wording import day, number


@dataclass(frozen=True)
class Standing:
    """What the newest published load read; ``load`` is None in a warehouse where nothing is published."""

    load: Row | None
    sources: dict[str, Row]
    synthetic_files: dict[str, int]
    projects: int = 0
    synthetic_projects: int = 0
    files: dict[str, int] = field(default_factory=dict)

    @property
    def synthetic(self) -> bool:
        """Whether any of it says that it is made up."""
        return bool(self.synthetic_projects or any(self.synthetic_files.values()))

    def banner(self) -> str:
        """What is made up, counted."""
        counted = [
            f"{number(made_up)} of {_files(self.files[source])} of {source}"
            for source, made_up in self.synthetic_files.items()
            if made_up
        ]
        if self.synthetic_projects:
            counted.append(f"{number(self.synthetic_projects)} of {number(self.projects)} projects")
        return ", ".join(counted)

    def of(self, *sources: str) -> str:
        """How the data of ``sources`` stand, in a sentence."""
        return "; ".join(self._of(source) for source in sources) + "."

    def whole(self) -> str:
        """How the data of all sources stand, in a sentence."""
        made_up = sum(self.synthetic_files.values())
        files = sum(row["files"] for row in self.sources.values())
        if not files:
            return "All sources: no file landed."
        days = (row["newest_file_date"] for row in self.sources.values())
        newest = max(filter(None, days), default=None)
        synthetic = f", {number(made_up)} of them synthetic" if made_up else ""
        return f"All sources: {_files(files)}, newest {day(newest)}{synthetic}."

    def terms(self, source: str) -> str:
        """Under which terms rows of ``source`` may be shown, as its card says; stands under lists of rows."""
        licence = self.sources.get(source, {}).get("licence")
        return f" Terms of use: {licence.rstrip('.')}." if licence else ""

    def _of(self, source: str) -> str:
        known = self.sources.get(source)
        if not known or not known["files"]:
            return f"{source}: no file landed"
        said = f"{source}: {_files(known['files'])}, newest {day(known['newest_file_date'])}"
        if known["is_stale"]:
            said += ", earlier files standing in for newer ones that could not be used"
        if made_up := self.synthetic_files.get(source):
            said += ", synthetic" if made_up == known["files"] else f", {number(made_up)} of them synthetic"
        return said


def _files(count: int) -> str:
    return f"{number(count)} {'file' if count == 1 else 'files'}"


def standing(figures: Figures) -> Standing:
    """How the data stand, as the warehouse tells it."""
    projects = figures["synthetic_projects"][0] if figures["synthetic_projects"] else {}
    return Standing(
        load=figures["load"][0] if figures["load"] else None,
        sources={row["source"]: row for row in figures["sources"]},
        synthetic_files={row["source"]: row["synthetic_files"] for row in figures["synthetic"]},
        projects=projects.get("projects", 0),
        synthetic_projects=projects.get("synthetic", 0),
        files={row["source"]: row["files"] for row in figures["synthetic"]},
    )
