"""Asset ``landing``: what lies in the landing place, and what of it no source reads.

Belongs here: the survey of folders and files by name. Does not belong here: their content.
"""

import dagster as dg

from gcm_pipeline.assets.checks import record, verdict
from gcm_pipeline.assets.describe import placed, rows_preview
from gcm_pipeline.assets.resources import Load, PipelineSettings
from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.landing import Landing, LandingFile, belongs_to
from gcm_pipeline.quality.outcomes import Outcome
from gcm_pipeline.snapshots import require_as_of
from gcm_pipeline.sources.card import cards, load_card

ALL_READ = "everything_is_read"
NAMED = 20
"""Of what nothing reads, so many are named: the wrong folder may hold a hundred thousand."""
EXPLANATORY = ("readme", "licence", "license", "notice")
"""Files with these names speak to people and are passed over without a word."""


@dg.asset(
    description="The landing place: one folder per source. A missing folder is fine, an unknown one is a warning.",
    check_specs=[dg.AssetCheckSpec(ALL_READ, asset="landing", description="No folder or file that no source reads")],
    **placed("snapshots", "file"),
)
def landing(pipeline: PipelineSettings, load: dg.ResourceParam[Load]) -> dg.MaterializeResult:
    """Survey the landing place; files that nothing reads become a warning."""
    if pipeline.moment:
        require_as_of(pipeline.settings().snapshots, pipeline.moment)
    place = pipeline.landing_place()
    if place:
        _require_some_source(place)
    unread = _unread(place) if place else []
    more = [f"and {len(unread) - NAMED:,} more"] if len(unread) > NAMED else []
    told = "; ".join([*unread[:NAMED], *more]) or "all read"
    outcome = Outcome(ALL_READ, "warning", not unread, told, "folders and files of known sources")
    record(load, "landing", [outcome])
    found = [(source, len(_listed(place, source)) if place else 0) for source in cards()]
    return dg.MaterializeResult(
        metadata={"address": pipeline.settings().landing, "files": rows_preview(["source", "files"], found)},
        check_results=[verdict(ALL_READ, [outcome])],
    )


def _require_some_source(place: Landing) -> None:
    """UsageError for a folder that holds things but nothing of any source: most likely it is the wrong one."""
    known = {*place.folders, *map(belongs_to, place.beside)} & {*cards()}
    if (place.folders or place.beside) and not known:
        raise UsageError(
            f"The landing place holds none of the folders {', '.join(cards())}. Name another with --landing."
        )


def _unread(place: Landing) -> list[str]:
    known = {source: load_card(source) for source in cards()}
    folders = [f"{folder}/ is no known source" for folder in place.folders if folder not in known]
    inside = [
        file.source_file
        for source, card in known.items()
        for file in _listed(place, source)
        if not card.accepts(file.source_file)
    ]
    unread = [*inside, *(name for name in place.beside if belongs_to(name) not in known)]
    return folders + [f"{name} is not read" for name in unread if not _explains(name)]


def _listed(place: Landing, source: str) -> list[LandingFile]:
    """Files of a source; none where one of them is refused, which is its snapshot's to tell."""
    try:
        return place.files(source)
    except (PipelineError, OSError):
        return []


def _explains(source_file: str) -> bool:
    return source_file.rsplit("/", 1)[-1].lower().startswith(EXPLANATORY)
