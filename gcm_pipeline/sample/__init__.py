"""A synthetic landing folder of any size, with every kind of dirt, that gives the report's figures at its default size.

Belongs here: the one call, and what it refuses. The parts: ``template`` (who is counted), ``plan`` (facts), ``sheet``
and ``spelling`` (rows), ``kinds`` and ``dirt`` (what is wrong on purpose), ``files`` and ``iati`` (bytes), ``reviews``.
Does not belong here: anything that reads exports.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from gcm_pipeline.errors import UsageError

DEFAULT_PROJECTS = 1_000
"""The size at which period imrf-2022 holds 668 tagged projects."""
DEFAULT_SEED = 2018
_BLOCK = 50_000
"""Projects in memory at a time."""


def write(
    directory: Path,
    *,
    projects: int = DEFAULT_PROJECTS,
    seed: int = DEFAULT_SEED,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write ``prima/``, ``iati/``, ``reviews/``, ``periods.csv`` and ``README.txt`` to ``directory``.

    The same seed and size give the same bytes. ``progress`` is told after each block how many projects it held.
    UsageError when the size is out of bounds, the seed negative, or ``prima/`` or ``iati/`` hold other files already:
    synthetic rows are never mixed with real ones. In ``reviews/`` all that is synthetic says so in its own row.
    """
    from gcm_pipeline.sample import files, iati, packaged, reviews
    from gcm_pipeline.sample.layouts import chosen, layouts
    from gcm_pipeline.sample.plan import CODES, plan
    from gcm_pipeline.sample.sheet import sheet
    from gcm_pipeline.sample.template import template

    if not 1 <= projects <= CODES:
        raise UsageError(
            f"A sample holds from 1 to {CODES:,} projects, not {projects:,}. Choose a number between them."
        )
    if seed < 0:
        raise UsageError(f"The seed is a whole number from 0 on, not {seed}. Choose another.")
    targets = {layout.name: directory / "prima" / layout.file for layout in layouts()}
    activities = directory / "iati" / "synthetic_activities.xml"
    _refuse_mixing({*targets.values(), activities})

    (directory / "periods.csv").write_bytes(packaged.content("periods.csv"))
    (directory / "README.txt").write_text(packaged.document("wording")["readme"], encoding="utf-8")
    reviews.write(directory / "reviews")
    slots = template(seed)
    with ExitStack() as stack:
        exports = [stack.enter_context(files.opened(targets[layout.name], layout)) for layout in layouts()]
        iati_file = stack.enter_context(iati.opened(activities))
        for first in range(0, projects, _BLOCK):
            block = plan(slots, first, min(first + _BLOCK, projects), seed=seed)
            choice = chosen(block.projects["layout_draw"].to_numpy(), block.projects["ordinal"].to_numpy())
            for number, (layout, export) in enumerate(zip(layouts(), exports, strict=True)):
                export.append(sheet(block, layout, choice == number, seed=seed))
            iati.append(iati_file, block)
            if progress:
                progress(len(block.projects))


def _refuse_mixing(targets: set[Path]) -> None:
    """Make the folders of ``targets``; UsageError when they hold anything else."""
    for folder in sorted({path.parent for path in targets}):
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted(path.name for path in folder.iterdir() if path not in targets and not path.name.startswith("."))
        if others:
            raise UsageError(
                f"{folder} holds {others[0]}, which is not of the sample. "
                "Choose an empty folder, so that no real row meets a synthetic one."
            )
