"""Disks and servers that refuse: one clear sentence, no traceback, and nothing is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.landing import Landing
from gcm_pipeline.snapshots import Archive
from gcm_pipeline.warehouse.embedded import Embedded
from gcm_pipeline.warehouse.engine import open_warehouse
from gcm_pipeline_tests.integration.runs import Place, Said

Disk = Callable[[str], Path]
"""Mounts a disk with these options."""


@pytest.fixture
def disk(storage: Path) -> Iterator[Disk]:
    """A real disk of a chosen size, in memory; skips where this account may mount none."""
    folder = storage / "disk"
    folder.mkdir()

    def mounted(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("no disk may be mounted here")
        return folder

    yield mounted
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)


def test_a_server_cannot_be_made_on_a_full_disk(disk: Disk) -> None:
    folder = disk("size=10m")
    words = r"^The disk takes no more: No space left on device\. Make room"
    with pytest.raises(PipelineError, match=words) as raised, Embedded(folder).using():
        pass
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [("size=400k", 1, "The disk takes no more"), ("ro", 2, "The storage folder may not be written")],
)
def test_a_run_whose_storage_refuses_says_what_to_do(
    disk: Disk, small: Path, embedded_database_url: str, options: str, code: int, words: str
) -> None:
    place = Place(small, disk(options) / "storage", embedded_database_url)
    said: Said = place.call("run")
    assert said.code == code
    assert said.err.splitlines()[-1].startswith("Error: ") or "Nothing is published" in said.err.splitlines()[-1]
    assert words in said.err
    assert "Traceback" not in said.err + said.out
    published = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'mart'"
    assert place.ask(published) == [(0,)]


def test_a_file_that_does_not_fit_leaves_the_disk_as_it_was(disk: Disk, tmp_path: Path) -> None:
    (tmp_path / "prima").mkdir()
    with (tmp_path / "prima" / "huge.csv").open("wb") as file:
        file.truncate(50 << 20)
    folder, place = disk("size=1m"), Landing(str(tmp_path))
    with pytest.raises(
        PipelineError, match=r"prima/huge\.csv: .* takes no more: the file has 52,428,800 bytes, .* free"
    ):
        Archive(folder, "prima").take(place, place.files("prima"))
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_wrong_password_is_told_without_the_password(embedded_url: str, tmp_path: Path) -> None:
    with psycopg.connect(embedded_url, autocommit=True) as server:
        ((hba,),) = server.execute("SHOW hba_file").fetchall()
        rules = Path(hba).read_text()
        server.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        try:
            Path(hba).write_text(f"local all guarded scram-sha-256\n{rules}")
            server.execute("SELECT pg_reload_conf()")
            for password in ("mistaken", "right"):
                url = make_url(embedded_url).set(username="guarded", password=password)
                _open(url.render_as_string(hide_password=False), tmp_path, refused=password != "right")
        finally:
            Path(hba).write_text(rules)
            server.execute("SELECT pg_reload_conf()")
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier("guarded")))


def _open(url: str, storage: Path, *, refused: bool) -> None:
    if not refused:
        with open_warehouse(url, storage):
            return
    words = r"password authentication failed.* Check GCM_WAREHOUSE_URL"
    with pytest.raises(UsageError, match=words) as raised, open_warehouse(url, storage):
        pass
    assert "mistaken" not in str(raised.value)
