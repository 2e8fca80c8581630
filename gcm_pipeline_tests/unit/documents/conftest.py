"""Reading documents in the test's own process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gcm_pipeline.documents import reading
from gcm_pipeline.documents.document import Document

Read = Callable[[str, bytes], Document]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read ``content`` as a file of that name."""

    def read_content(name: str, content: bytes) -> Document:
        path = tmp_path / name
        path.write_bytes(content)
        return reading.read(path)

    return read_content
