"""A ``sources.yml`` of the test's own, pulled into an archive of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gcm_pipeline.remote import listed
from gcm_pipeline.remote.places import Places
from gcm_pipeline.snapshots import Archive, Manifest
from gcm_pipeline_tests.integration.remote.web_server import Server, serving

SOURCE = "iati"


class Pull:
    """Pulls one source from the places that ``places`` holds."""

    def __init__(self, folder: Path) -> None:
        self.file, self.archive = folder / "sources.yml", Archive(folder / "snapshots", SOURCE)
        self.retry: dict[str, float] = {"attempts": 3, "wait": 0.01, "longest": 2}
        self.timeout: dict[str, float] = {"silence": 1.0, "whole": 20}
        self.listed: list[dict[str, Any]] = []

    def __call__(self, *places: dict[str, Any]) -> tuple[Manifest, int]:
        """The newest manifest, and how many contents were new."""
        self.listed = list(places) or self.listed
        each = self.places()
        return self.archive.take(each, each.files(SOURCE, lambda name: not name.endswith(".txt")))

    def places(self) -> Places:
        content = {"retry": self.retry, "timeout": self.timeout, "sources": {SOURCE: self.listed}}
        self.file.write_text(yaml.safe_dump(content))
        return Places(None, listed.read(self.file, [SOURCE]))

    def content(self) -> bytes:
        """That of the only file of the newest manifest."""
        (file,) = next(self.archive.manifests()).files
        return file.path.read_bytes()

    def sidecar(self) -> dict[str, Any]:
        """That of the only file of the newest manifest."""
        (file,) = next(self.archive.manifests()).files
        sidecar: dict[str, Any] = json.loads((self.archive.folder / f"{file.sha256}.json").read_text())
        return sidecar

    def leftovers(self) -> list[Path]:
        """What is in the archive and no finished snapshot."""
        return list(self.archive.folder.glob(".*"))


@pytest.fixture
def pull(tmp_path: Path) -> Pull:
    return Pull(tmp_path)


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as server:
        yield server
