"""All places of all sources: the landing folder, and what ``sources.yml`` adds to it.

Belongs here: putting them together, and asking what is there now. Does not belong here: how one of them is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gcm_pipeline.copying import Copy
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.landing import Landing, LandingFile, Place
from gcm_pipeline.remote.listed import WEB, Listed, Remote
from gcm_pipeline.remote.patience import Patience
from gcm_pipeline.remote.store import Store
from gcm_pipeline.remote.web import Web


@dataclass(frozen=True)
class Seen:
    """What is there now of one source; ``problem`` says which of its places could not be asked, and why."""

    files: tuple[LandingFile, ...]
    problem: str | None = None


class Places:
    """Where the files of each source are; ``landing`` may be None."""

    def __init__(self, landing: Landing | None, listed: Listed) -> None:
        self.landing, self.listed = landing, listed
        self.patience = Patience(listed.retry, listed.timeout)
        self._owners: dict[str, Place] = {}

    def files(self, source: str, accepts: Callable[[str], bool]) -> list[LandingFile]:
        """Files of ``source`` whose name it ``accepts``, sorted, as their places list them.

        PipelineError when a place cannot be asked, holds nothing that is accepted, or has a file of the same name as
        another place.
        """
        found: list[tuple[LandingFile, Place]] = []
        if self.landing:
            found += [(file, self.landing) for file in self.landing.files(source) if accepts(file.source_file)]
        for remote, place in self._places(source, self.patience):
            files = [file for file in place.files() if accepts(file.source_file)]
            if not files:
                raise PipelineError(
                    f"{remote.origin}: no file there has a name that {source} reads. "
                    "Correct url in sources.yml, or write a name (https)."
                )
            found += [(file, place) for file in files]
        self._require_one_each(file for file, _ in found)
        self._owners |= {file.source_file: place for file, place in found}
        return sorted((file for file, _ in found), key=lambda file: file.source_file)

    def fetch(self, file: LandingFile, copy: Copy, known: str | None) -> LandingFile | None:
        """Write the bytes of a listed file to ``copy``; None when it is still the one whose token is ``known``."""
        return self._owners[file.source_file].fetch(file, copy, known)

    def now(self, sources: Iterable[str], accepts: Callable[[str, str], bool]) -> dict[str, Seen]:
        """What is there now of each of ``sources``: names, sizes and tokens, without fetching a file.

        ``accepts(source, name)`` tells which names are read. Cheap enough for a sensor: a listing per folder, a HEAD
        per web address, one attempt each. A place that fails leaves the other places and sources alone.
        """
        return {source: self._seen(source, accepts) for source in sources}

    def _seen(self, source: str, accepts: Callable[[str, str], bool]) -> Seen:
        asked: list[Callable[[], list[LandingFile]]] = []
        if landing := self.landing:
            asked.append(lambda: landing.files(source))
        asked += [place.now for _, place in self._places(source, self.patience.once())]
        found, problems = [], []
        for ask in asked:
            try:
                found += [file for file in ask() if accepts(source, file.source_file)]
            except (PipelineError, OSError) as error:
                problems.append(str(error))
        return Seen(tuple(sorted(found, key=lambda file: file.source_file)), "; ".join(problems) or None)

    def _places(self, source: str, patience: Patience) -> list[tuple[Remote, Web | Store]]:
        return [
            (remote, (Web if remote.scheme in WEB else Store)(source, remote, patience))
            for remote in self.listed.sources.get(source, ())
        ]

    @staticmethod
    def _require_one_each(files: Iterable[LandingFile]) -> None:
        known: dict[str, str] = {}
        for file in files:
            if file.source_file in known:
                raise PipelineError(
                    f"{file.source_file}: a file of this name comes from {known[file.source_file]} and from "
                    f"{file.address}. Write a folder for one of them into sources.yml, such as folder: geneva."
                )
            known[file.source_file] = file.address
