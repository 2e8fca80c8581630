"""A folder, or a file, of a store that fsspec reaches: S3, SFTP, Azure Blob, a disk.

Belongs here: what a place of files can do, for all of these. Does not belong here: single web addresses (web.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import fsspec

from gcm_pipeline.copying import BLOCK, Copy
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.landing import LandingFile, modified, refuse_odd
from gcm_pipeline.remote.credentials import followed
from gcm_pipeline.remote.identity import source_file, token
from gcm_pipeline.remote.listed import STORES, Remote
from gcm_pipeline.remote.names import hidden
from gcm_pipeline.remote.patience import Patience, TransientError
from gcm_pipeline.remote.refusals import lasting

T = TypeVar("T")
SETTLED = timedelta(seconds=2)
"""A time of change has whole seconds on most servers: one younger than this may still stand for two contents."""


class Store:
    """The files below an address, subfolders included, without hidden ones."""

    def __init__(self, source: str, place: Remote, patience: Patience) -> None:
        self.source, self.place, self.patience = source, place, patience
        self.is_local = place.scheme == "file"
        self._names: dict[str, str] = {}

    def files(self) -> list[LandingFile]:
        """All files, sorted; PipelineError when there are none: an empty folder is rather a mistake than a wish."""
        found = self._patiently(self._list)
        files = [self._file(name, info) for name, info in sorted(found.items()) if not hidden(self._below(name))]
        if not files:
            raise PipelineError(f"{self.place.origin}: no files there. Correct url in sources.yml, or put files there.")
        return files

    def now(self) -> list[LandingFile]:
        """The same: a listing tells sizes and tokens."""
        return self.files()

    def fetch(self, file: LandingFile, copy: Copy, known: str | None) -> LandingFile:
        """Write the bytes of ``file`` to ``copy``; one that changes meanwhile is fetched again."""
        return self._patiently(lambda: self._attempt(file, copy), lambda: copy.size)

    def _attempt(self, file: LandingFile, copy: Copy) -> LandingFile:
        name = self._names[file.source_file]
        copy.restart()
        give_up = time.monotonic() + self.patience.timeout.whole
        before = self._file(name, self._info(name))
        copy.expect(before.bytes)
        with self._fs.open(name, "rb") as stream:
            while block := stream.read(BLOCK):
                copy.write(block)
                if time.monotonic() > give_up:
                    raise PipelineError(
                        f"{self.place.origin}: {file.source_file} not whole after {self.patience.timeout.whole:g} "
                        "seconds. Raise timeout.whole in sources.yml."
                    )
        after = self._file(name, self._info(name))
        same = (after.modified, after.bytes) == (before.modified, before.bytes)
        if copy.size != before.bytes or not same or (before.token and after.token != before.token):
            raise TransientError(f"{file.source_file} changed while it was being fetched")
        return after

    @cached_property
    def _fs(self) -> Any:
        filesystem, _ = fsspec.core.url_to_fs(self.place.url, **self._options())
        return filesystem

    @cached_property
    def _root(self) -> str:
        return str(self._fs._strip_protocol(self.place.url)).rstrip("/")

    def _options(self) -> dict[str, Any]:
        """Those of the place, its secrets read, and limits of silence where the place sets none."""
        options, silence = followed(self.place.options, self.place.origin), self.patience.timeout.silence
        match STORES[self.place.scheme]:
            case "s3":
                limits = {"connect_timeout": silence, "read_timeout": silence, "retries": {"max_attempts": 1}}
                options["config_kwargs"] = limits | dict(options.get("config_kwargs", {}))
            case "sftp":
                # sshfs trusts any server unless told otherwise; an empty tuple means the known_hosts of the account.
                limits = {"known_hosts": (), "connect_timeout": silence, "keepalive_interval": silence}
                options = limits | options
            case "azure":
                options = {"connection_timeout": int(silence) or 1, "read_timeout": int(silence) or 1} | options
        return options | {"skip_instance_cache": True}

    def _list(self) -> dict[str, dict[str, Any]]:
        self._fs.invalidate_cache()
        root = self._fs.info(self._root)
        if root["type"] != "directory":
            return {self._root: root}
        return {info["name"]: self._followed(info) for info in self._walk(self._root)}

    def _walk(self, folder: str) -> Iterator[dict[str, Any]]:
        """Not find(): that passes over folders that cannot be listed, whose files would then be taken for deleted."""
        for info in self._fs.ls(folder, detail=True):
            name = str(info["name"]).rstrip("/")
            if name == folder:
                continue  # some stores have a file for the folder itself
            if info["type"] == "directory":
                yield from self._walk(name)
            else:
                yield info

    def _followed(self, info: dict[str, Any]) -> dict[str, Any]:
        """What a link leads to, for only that tells when the content changes."""
        if info["type"] != "link" or self.is_local:
            return info
        target = self._info(info["name"])
        if target["type"] == "directory":
            called = source_file(self.source, self.place, self._below(info["name"]))
            raise PipelineError(
                f"{self.place.origin}: {called}: a link to a folder. Write that folder into sources.yml instead."
            )
        return target | {"name": info["name"]}

    def _info(self, name: str) -> dict[str, Any]:
        self._fs.invalidate_cache()
        info: dict[str, Any] = self._fs.info(name)
        return info

    def _below(self, name: str) -> str:
        """The path below the root; the name alone when the address is that of the file."""
        return name.rsplit("/", 1)[-1] if name == self._root else name.removeprefix(self._root).lstrip("/")

    def _file(self, name: str, info: dict[str, Any]) -> LandingFile:
        called = source_file(self.source, self.place, self._below(name))
        self._names[called] = name
        if self.is_local:
            root = Path(self._root)
            refuse_odd(Path(name), root if root.is_dir() else root.parent, called)
        changed, size = modified(info), int(info.get("size") or 0)
        version = str(info.get("ETag") or info.get("etag") or "")
        if not version and datetime.now(UTC) - changed > SETTLED:
            version = f"{changed.isoformat()} {size}"
        address = self.place.origin if name == self._root else f"{self.place.origin.rstrip('/')}/{self._below(name)}"
        return LandingFile(
            called, address, size, changed, None if self.is_local else token(self.place, version), self.is_local
        )

    def _patiently(self, attempt: Callable[[], T], progress: Callable[[], int] = lambda: 0) -> T:
        def translated() -> T:
            try:
                return attempt()
            except (PipelineError, TransientError):
                raise
            except Exception as error:  # each library behind fsspec has errors of its own
                if refusal := lasting(error, self.place):
                    raise PipelineError(f"{self.place.origin}: {refusal}") from error
                raise TransientError(f"the server cannot be reached, or failed ({type(error).__name__})") from error

        return self.patience(self.place.origin, translated, progress)
