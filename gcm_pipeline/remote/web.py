"""A file at a web address.

Belongs here: what a place of files can do, for http and https. Does not belong here: folders (store.py).
"""

from __future__ import annotations

from gcm_pipeline.copying import Copy
from gcm_pipeline.landing import LandingFile
from gcm_pipeline.remote.answer import NEVER, Told, refuse
from gcm_pipeline.remote.identity import source_file, token, version
from gcm_pipeline.remote.listed import Remote
from gcm_pipeline.remote.patience import Patience
from gcm_pipeline.remote.session import Session
from gcm_pipeline.remote.transfer import Transfer, asked

UNWILLING = {403, 405, 501}
"""What servers say that answer GET only, such as one behind a signed address."""


class Web:
    """The one file at a web address; the server is asked for nothing until it is fetched."""

    def __init__(self, source: str, place: Remote, patience: Patience) -> None:
        self.place, self.patience = place, patience
        self._source_file = source_file(source, place, place.file_name)

    def files(self) -> list[LandingFile]:
        """The file, with neither size nor token: those come with its bytes."""
        return [LandingFile(self._source_file, self.place.origin, 0, NEVER, None)]

    def now(self) -> list[LandingFile]:
        """The file as its server describes it, without its bytes."""
        told = self.patience(self.place.origin, self._head)
        return [self._file(told, told.size or 0)]

    def fetch(self, file: LandingFile, copy: Copy, known: str | None) -> LandingFile | None:
        """Write the bytes of the file to ``copy``, unless the server says that it is still the ``known`` one."""
        transfer = Transfer(
            Session(self.place),
            self.place.url,
            self.place.origin,
            self.patience.timeout,
            copy,
            version(self.place, known),
        )
        with transfer.session:
            told = self.patience(self.place.origin, transfer.attempt, lambda: copy.size)
        return self._file(told, copy.size) if told else None

    def _file(self, told: Told, size: int) -> LandingFile:
        return LandingFile(self._source_file, self.place.origin, size, told.modified, token(self.place, told.version))

    def _head(self) -> Told:
        with Session(self.place) as session:
            for method in ("HEAD", "GET"):
                with asked(session, method, self.place.url, self.place.origin, {}, self.patience.timeout) as answer:
                    if answer.status_code == 200:
                        return Told.by(answer)
                    if method == "GET" or answer.status_code not in UNWILLING:
                        refuse(answer, self.place.origin)
        raise AssertionError("a GET is either answered or refused")
