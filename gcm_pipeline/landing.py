"""The landing place: which files lie there, source by source, on a disk or behind a URL.

Belongs here: listing and opening one folder, and what any place of files can do. Does not belong here: places named one
by one for a source (remote/), keeping copies (snapshots.py) or reading content (sources/).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol

import fsspec
from tenacity import (
    retry,
    retry_if_exception_type,
    retry_if_not_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from gcm_pipeline.copying import BLOCK, Copy
from gcm_pipeline.errors import PipelineError, UsageError

MAXIMUM_FILES = 50_000
"""Of one source. All of IATI is some ten thousand; a folder with more is not the one that was meant."""

again = retry(
    retry=retry_if_exception_type(OSError) & retry_if_not_exception_type((PermissionError, FileNotFoundError)),
    stop=stop_after_attempt(4),
    wait=wait_exponential_jitter(initial=0.5, max=8),
    reraise=True,
)


@dataclass(frozen=True)
class LandingFile:
    """One file: ``source_file`` is its path in the landing place, ``token`` changes when a remote file does.

    ``address`` is where it came from, for people: without credentials.
    """

    source_file: str
    address: str
    bytes: int
    modified: datetime
    token: str | None
    is_local: bool = False


class Place(Protocol):
    """Somewhere that files are fetched from."""

    def fetch(self, file: LandingFile, copy: Copy, known: str | None) -> LandingFile | None:
        """Write the bytes of ``file`` to ``copy``; return it as it was delivered.

        None when it is still the one whose token is ``known``; then nothing is written.
        """


class Landing:
    """A landing folder, local or any fsspec URL; UsageError when it is not there."""

    def __init__(self, address: str) -> None:
        self.fs, self.root = fsspec.core.url_to_fs(address)
        self.is_local = "file" in (self.fs.protocol if isinstance(self.fs.protocol, tuple) else (self.fs.protocol,))
        self.root = self.root.rstrip("/") or "/"
        self.fs.invalidate_cache()  # a daemon lives for weeks, and fsspec keeps listings as long
        if self.is_local and not Path(self.root).is_dir():
            raise UsageError(f"The landing place {address} is no folder. Name another with --landing or GCM_LANDING.")
        if not self._listing(self.root) and not self.fs.exists(self.root):
            raise UsageError(f"The landing place {address} is not there. Name another with --landing or GCM_LANDING.")

    @cached_property
    def folders(self) -> list[str]:
        """Names of the folders below the landing place, sorted."""
        entries = self._listing(self.root)
        return sorted(_name(entry) for entry in entries if entry["type"] == "directory" and _visible(entry))

    @cached_property
    def beside(self) -> list[str]:
        """Names of the files that lie beside the source folders, such as ``periods.csv``, sorted; no hidden ones."""
        return sorted(_name(entry) for entry in self._beside)

    @cached_property
    def _beside(self) -> list[dict[str, Any]]:
        return [entry for entry in self._listing(self.root) if entry["type"] != "directory" and _visible(entry)]

    def files(self, source: str) -> list[LandingFile]:
        """Files of a source, sorted: those in its folder, subfolders included, or named like it beside the folders.

        Hidden ones and ``~$`` lock files are left out. Raises PipelineError for a symbolic link that leads out of the
        landing folder, as nothing outside is ever read, for what is no file, such as a named pipe, and for more than
        ``MAXIMUM_FILES``.
        """
        walk = self._walk(f"{self.root}/{source}") if source in self.folders else iter(())
        entries = list(islice(walk, MAXIMUM_FILES + 1))
        if len(entries) > MAXIMUM_FILES:
            raise PipelineError(
                f"{source}/: more than {MAXIMUM_FILES:,} files. Take away what is no export, or put many into one."
            )
        inside = [self._file(entry) for entry in entries]
        named = [self._file(entry) for entry in self._beside if belongs_to(_name(entry)) == source]
        return sorted([*inside, *named], key=lambda file: file.source_file)

    @again
    def open(self, file: LandingFile) -> IO[bytes]:
        """The file's bytes."""
        stream: IO[bytes] = self.fs.open(file.address, "rb")
        return stream

    @again
    def fetch(self, file: LandingFile, copy: Copy, known: str | None) -> LandingFile:
        """Write the bytes of ``file`` to ``copy``."""
        copy.restart()
        with self.open(file) as stream:
            while block := stream.read(BLOCK):
                copy.write(block)
        return file

    def _walk(self, folder: str) -> Iterator[dict[str, Any]]:
        for entry in self._listing(folder):
            if not _visible(entry):
                continue
            if entry["type"] == "directory":
                yield from self._walk(entry["name"])
            else:
                yield entry

    def _file(self, entry: dict[str, Any]) -> LandingFile:
        address = str(entry["name"]).rstrip("/")
        relative = address.removeprefix(self.root).lstrip("/")
        if self.is_local:
            refuse_odd(Path(address), Path(self.root), relative)
        if entry.get("size") is None:
            entry = again(self.fs.info)(address)
        token = entry.get("ETag") or entry.get("etag") or entry.get("Last-Modified")
        return LandingFile(
            relative,
            address,
            int(entry.get("size") or 0),
            modified(entry),
            str(token) if token else None,
            self.is_local,
        )

    @again
    def _listing(self, folder: str) -> list[dict[str, Any]]:
        try:
            entries: list[dict[str, Any]] = self.fs.ls(folder, detail=True)
        except FileNotFoundError:
            return []
        return [entry for entry in entries if str(entry["name"]).rstrip("/") != folder]


def belongs_to(name: str) -> str:
    """The source that a file beside the folders would belong to, such as ``periods`` for ``Periods.csv``."""
    return name.partition(".")[0].lower()


def refuse_odd(path: Path, root: Path, relative: str) -> None:
    """PipelineError for an odd name, a symbolic link that leads out of the folder ``root``, and what is no file."""
    if not relative.isprintable():
        shown = ascii(relative).strip("'")
        raise PipelineError(f"{shown}: a file name with characters that cannot be shown. Rename the file.")
    try:
        inside = path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        raise PipelineError(f"{relative}: a symbolic link that leads to itself. Take it away.") from None
    if not inside:
        raise PipelineError(
            f"{relative}: a symbolic link that leads out of its landing folder. Put the file itself there."
        )
    if not path.is_file():
        raise PipelineError(f"{relative}: neither a file nor a folder. Take it away.")


def _name(entry: dict[str, Any]) -> str:
    return str(entry["name"]).rstrip("/").rsplit("/", 1)[-1]


def _visible(entry: dict[str, Any]) -> bool:
    return not _name(entry).startswith((".", "~$"))


def modified(entry: dict[str, Any]) -> datetime:
    """When a file was last changed, of what fsspec tells of it (UTC); 1970 where its server does not say."""
    moment = entry.get("mtime") or entry.get("LastModified") or entry.get("last_modified")
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.fromtimestamp(float(moment or 0), UTC)
