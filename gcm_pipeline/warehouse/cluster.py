"""A PostgreSQL server in a folder: making, starting and stopping it.

Belongs here: initdb, pg_ctl, the socket, and whatever a crash may have left behind.
Does not belong here: deciding when it should run (embedded.py). Callers see to it that only one process at a time
calls ``start`` or ``stop``; a process killed in the middle of either leaves nothing that the next call can't mend.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import psutil

from gcm_pipeline import disk
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.warehouse.account import Account, account

SETTINGS = Path(__file__).with_name("postgresql.conf")
LONGEST_SOCKET_PATH = 100  # bytes; systems allow 103 to 107
PATIENCE = 600  # seconds; replaying the log after a crash can take minutes
LOG = "server.log"
BEING_WRITTEN = 5.0  # seconds
WAIT = ("-w", "-t", str(PATIENCE))


@dataclass(frozen=True)
class Postmaster:
    """A live server process, as its ``postmaster.pid`` describes it."""

    pid: int
    ready: bool


@dataclass(frozen=True)
class Cluster:
    """The server whose data lie in ``home/data``, run by the programs in ``binaries``; ``locale`` is for initdb."""

    home: Path
    binaries: Path
    locale: tuple[str, ...]

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home.resolve() / "data"

    @property
    def socket(self) -> Path:
        """The folder of the socket, or a link to it."""
        return self.home.resolve() / "socket"

    def postmaster(self) -> Postmaster | None:
        """The running server, or None; a process that merely inherited a dead server's number is not taken for it."""
        file = self.data / "postmaster.pid"
        try:
            lines, age = file.read_text().splitlines(), abs(time.time() - file.stat().st_mtime)
            if Path(psutil.Process(int(lines[0])).cwd()) != self.data:
                return None
            return Postmaster(int(lines[0]), ready=len(lines) > 7 and lines[7].strip() == "ready")
        except (FileNotFoundError, psutil.Error):
            return None
        except (IndexError, ValueError):  # being written just now, or cut short by a crash long ago
            return Postmaster(0, ready=False) if age < BEING_WRITTEN else None

    def start(self) -> Path:
        """Make and start the server where needed; returns the folder of its socket once it takes connections.

        Raises PipelineError, with the server's own words, when it does not come up.
        """
        owner = self._owner()
        if not self.data.exists():
            self._initialise(owner)
        give_up = time.monotonic() + PATIENCE
        while (server := self.postmaster()) is None or not server.ready:
            complaint = self._launch(owner) if server is None else None
            if complaint and not self.postmaster() and "still in use" not in complaint:
                raise _failure("The embedded PostgreSQL did not start", complaint)
            if time.monotonic() > give_up:
                raise PipelineError(f"The embedded PostgreSQL was not ready in time. See {self.data / LOG}.")
            time.sleep(0.05)
        return self.socket.resolve()

    def stop(self) -> None:
        """Stop the server, ending open sessions; nothing to do when it is not running."""
        if self.postmaster():
            complaint = self._run("pg_ctl", "stop", "-D", "data", "-m", "fast", *WAIT, owner=self._owner())
            if complaint and self.postmaster():
                raise _failure("The embedded PostgreSQL did not stop", complaint)
        self._forget_socket()

    def _owner(self) -> Account:
        """The account that runs the server, with its way to the data and the programs open."""
        owner = account(self.data)
        for folder in (self.data, self.binaries):
            owner.reach(folder)
        owner.read(self.binaries.parent)
        return owner

    def _initialise(self, owner: Account) -> None:
        """Made beside its place and then moved there, so that an interrupted initdb leaves no half a server."""
        unfinished = self.data.with_name("data.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        owner.own(unfinished)
        access = ("--auth-local=trust", "--auth-host=reject", "-U", "postgres")
        complaint = self._run("initdb", "-D", unfinished.name, *access, "--encoding=UTF8", *self.locale, owner=owner)
        if complaint:
            raise _failure("The embedded PostgreSQL could not be created", complaint)
        unfinished.rename(self.data)

    def _launch(self, owner: Account) -> str | None:
        """One attempt to start; returns what the server complained of, or None."""
        self._forget_socket()
        self._make_socket(owner)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        settings = self.home / "postgresql.conf"  # not in data: root must not write where its stand-in could set links
        settings.write_text(f"{SETTINGS.read_text()}unix_socket_directories = '{self.socket.resolve()}'\n")
        settings.chmod(0o644)
        files = ("-D", "data", "-o", f"-c config_file={settings.name}", "-l", f"data/{LOG}")
        complaint = self._run("pg_ctl", "start", *files, *WAIT, owner=owner)
        return f"{complaint}\n{self._last_words()}" if complaint else None

    def _make_socket(self, owner: Account) -> None:
        """A folder that only the server's account may enter: here, or in /tmp with a link here if the path won't do."""
        plain = all(character.isalnum() or character in "/._-" for character in str(self.socket))
        if plain and len(bytes(self.socket / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            self.socket.mkdir(mode=0o700)
        else:
            self.socket.symlink_to(tempfile.mkdtemp(prefix="gcm-", dir="/tmp"))
        owner.own(self.socket)

    def _forget_socket(self) -> None:
        """Remove the socket's folder once the server has ended, and the link to it if it lies under /tmp."""
        shutil.rmtree(self.socket.resolve(), ignore_errors=True)
        self.socket.unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str, owner: Account) -> str | None:
        """Run a PostgreSQL program; returns its complaint, or None when it succeeded.

        It runs in ``home`` with relative names, as pg_ctl pastes those it is given into a shell command. Its output
        goes to a file: through a pipe, the server that pg_ctl leaves behind would keep us waiting.
        """
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(  # noqa: S603 - programs of the wheel, arguments of ours
                [self.binaries / program, *arguments],
                cwd=self.home.resolve(),
                stdout=said,
                stderr=said,
                check=False,
                **owner.subprocess,
            )
            said.seek(0)
            return (said.read().strip() or f"exit code {done.returncode}") if done.returncode else None

    def _last_words(self) -> str:
        log = self.data / LOG
        if not log.exists():
            return ""
        with log.open(errors="replace") as lines:
            return "".join(deque(lines, maxlen=8))


def _failure(what: str, complaint: str) -> PipelineError:
    return disk.refusal(complaint) or PipelineError(f"{what}. PostgreSQL says:\n{complaint}")
