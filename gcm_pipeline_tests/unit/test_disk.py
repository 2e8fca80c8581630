from __future__ import annotations

import pytest

from gcm_pipeline import disk
from gcm_pipeline.errors import PipelineError, UsageError


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "[Errno 28] No space left on device: '/data/frames/raw_iati'",
            "No space left on device ('/data/frames/raw_iati')",
        ),
        ("[Errno 122] Disk quota exceeded", "Disk quota exceeded"),
        ("(sqlite3.OperationalError) database or disk is full\n(Background on this)", "database or disk is full"),
        ("(sqlite3.OperationalError) disk I/O error\n[SQL: PRAGMA x]", "disk I/O error"),
        (
            'initdb: x\ncould not extend file "base/5/16493": No space left on device\nHINT: y',
            "No space left on device",
        ),
        ('could not extend file "base/5/2": wrote only 4096 of 8192 bytes at block 0', "wrote only 4096 of 8192 bytes"),
    ],
)
def test_a_full_disk_is_told_in_one_line(said: str, told: str) -> None:
    refusal = disk.refusal(said)
    assert type(refusal) is PipelineError
    assert str(refusal).startswith(f"The disk takes no more: {told}. Make room")
    assert "\n" not in str(refusal)


@pytest.mark.parametrize(
    "said",
    ["[Errno 30] Read-only file system: '/data'", "(sqlite3.OperationalError) attempt to write a readonly database"],
)
def test_storage_that_may_not_be_written_is_wrong_usage(said: str) -> None:
    told = disk.refusal(said)
    assert type(told) is UsageError
    assert "--storage" in str(told)


def test_other_errors_are_not_put_down_to_the_disk() -> None:
    assert disk.refusal("[Errno 13] Permission denied: '/landing/iati/x.xml'") is None
