"""Pulling over SFTP from an asyncssh server on loopback."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from gcm_pipeline.errors import PipelineError
from gcm_pipeline_tests.integration.remote.conftest import Pull

PASSWORD = "opensesame"
LONG_AGO = time.time() - 3600


class Login(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return password == PASSWORD


class Hostile(asyncssh.SFTPServer):
    """Shows a folder, in ``evil`` a name that leads out of it, and nothing of ``locked``."""

    async def scandir(self, path: bytes) -> Any:
        async for each in super().scandir(path):  # type: ignore[union-attr]
            if path.endswith(b"locked"):
                raise asyncssh.SFTPPermissionDenied("locked")
            if path.endswith(b"evil") and each.filename == b"x.xml":
                each.filename = b"../../x.xml"
            yield each


class Drop:
    """A folder that is served, and the ``options`` that reach it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "served"
        self.folder.mkdir()
        self.known_hosts = folder / "known_hosts"
        self.port = 0
        self._loop, self._up = asyncio.new_event_loop(), threading.Event()
        self._key = asyncssh.generate_private_key("ssh-ed25519")
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        assert self._up.wait(10)
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {self._key.export_public_key().decode()}")

    @property
    def options(self) -> dict[str, object]:
        return {"password": "env:SFTP_PASSWORD", "known_hosts": str(self.known_hosts)}

    def place(self, path: str = "/exports/", **options: object) -> dict[str, Any]:
        return {"url": f"sftp://iom@127.0.0.1:{self.port}{path}", "options": self.options | options}

    def put(self, name: str, content: bytes, when: float = LONG_AGO) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (when, when))

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    def _serve(self) -> None:
        def files(channel: asyncssh.SSHServerChannel) -> Hostile:
            return Hostile(channel, chroot=os.fsencode(self.folder))

        listening = asyncssh.listen(
            "127.0.0.1", 0, server_factory=Login, server_host_keys=[self._key], sftp_factory=files
        )
        server = self._loop.run_until_complete(listening)
        self.port = server.get_port()
        self._up.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drop]:
    drop = Drop(tmp_path_factory.mktemp("sftp"))
    yield drop
    drop.stop()


@pytest.fixture
def drop(served: Drop, monkeypatch: pytest.MonkeyPatch, pull: Pull) -> Drop:
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    pull.timeout["silence"] = 5
    for path in sorted(served.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return served


def test_a_folder_is_pulled_once_and_again_when_it_changes(drop: Drop, pull: Pull) -> None:
    large = os.urandom(3_000_000)
    drop.put("exports/a.xml", large)
    drop.put("exports/deep/b.xml", b"b")
    drop.put("exports/note.txt", b"")
    manifest, _ = pull(drop.place())
    assert [file.source_file for file in manifest.files] == ["iati/a.xml", "iati/deep/b.xml"]
    assert manifest.files[0].path.read_bytes() == large
    same, new = pull()
    assert (same.path, new) == (manifest.path, 0)
    drop.put("exports/deep/b.xml", b"c", LONG_AGO + 60)
    changed, new = pull()
    assert (changed.files[1].path.read_bytes(), new) == (b"c", 1)
    assert PASSWORD not in "".join(path.read_text() for path in pull.archive.folder.rglob("*.json"))


def test_a_file_changed_just_now_is_looked_at_again(drop: Drop, pull: Pull) -> None:
    now = time.time()
    drop.put("exports/a.xml", b"one", now)
    pull(drop.place())
    drop.put("exports/a.xml", b"two", now)
    pull()
    assert pull.content() == b"two", "the same size at the same second"


def test_an_unknown_server_is_not_trusted(
    drop: Drop, pull: Pull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop.put("exports/a.xml", b"one")
    (tmp_path / "nobody").write_text("")
    with pytest.raises(PipelineError, match="the server's key is not known"):
        pull(drop.place(known_hosts=str(tmp_path / "nobody")))
    monkeypatch.setenv("HOME", str(tmp_path))
    place = drop.place()
    del place["options"]["known_hosts"]
    with pytest.raises(PipelineError, match="the server's key is not known"):
        pull(place)
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "known_hosts").write_text(drop.known_hosts.read_text())
    pull(place)
    assert pull.content() == b"one"


def test_wrong_password_and_missing_folder(drop: Drop, pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PipelineError, match=r"sftp://iom@127.*/nowhere/: nothing there"):
        pull(drop.place("/nowhere/"))
    monkeypatch.setenv("SFTP_PASSWORD", "wrong")
    with pytest.raises(PipelineError, match="access denied") as raised:
        pull(drop.place())
    assert "tried" not in str(raised.value)


def test_a_name_that_leads_out_is_refused(drop: Drop, pull: Pull) -> None:
    drop.put("evil/x.xml", b"evil")
    with pytest.raises(PipelineError, match=r"refused the file '\.\./\.\./x\.xml'"):
        pull(drop.place("/evil"))


def test_a_folder_that_may_not_be_read_is_not_passed_over(drop: Drop, pull: Pull) -> None:
    drop.put("exports/a.xml", b"one")
    drop.put("exports/locked/b.xml", b"two")
    with pytest.raises(PipelineError, match="access denied"):
        pull(drop.place())


def test_a_link_counts_as_the_file_that_it_leads_to(drop: Drop, pull: Pull) -> None:
    drop.put("elsewhere/a.xml", b"one")
    (drop.folder / "exports").mkdir()
    (drop.folder / "exports" / "link.xml").symlink_to("../elsewhere/a.xml")
    pull(drop.place())
    drop.put("elsewhere/a.xml", b"two!", LONG_AGO + 60)
    pull()
    assert pull.content() == b"two!"
    (drop.folder / "exports" / "deep").symlink_to("../elsewhere")
    with pytest.raises(PipelineError, match="iati/deep: a link to a folder"):
        pull()
