"""A copy in the making: counted, hashed and bounded while its bytes arrive.

Belongs here: writing a file whose size nobody has promised. Does not belong here: where the bytes come from
(landing.py, remote/) or where the finished copy goes (snapshots.py).
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from pathlib import Path
from types import TracebackType

from gcm_pipeline.errors import InputError, PipelineError

BLOCK = 1 << 20
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What a disk says that holds no more: no space, no quota, or the limit of a file's size."""


class Copy:
    """Takes the bytes of ``source_file`` into the file ``path``, or only counts and hashes them when that is None.

    Raises InputError after ``maximum`` bytes, and PipelineError when the disk is full.
    """

    def __init__(self, path: Path | None, source_file: str, maximum: int) -> None:
        self.source_file, self.maximum = source_file, maximum
        self._path, self._file = path, path.open("wb") if path else None
        self._digest, self.size = hashlib.sha256(), 0

    def __enter__(self) -> Copy:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file:
            try:
                self._file.close()
            except OSError as refusal:  # what it could not write at the end; after another error that one is told
                if error is None:
                    raise self._refused(refusal) from refusal

    @property
    def sha256(self) -> str:
        """The hash of all that was written."""
        return self._digest.hexdigest()

    def expect(self, size: int) -> None:
        """Before its transfer begins: InputError when a file of ``size`` bytes would be too large.

        PipelineError when the disk has no room for it. To fill the disk first would end the database that lies there.
        """
        if size > self.maximum:
            problem = f"the file has {size:,} bytes, more than the {self.maximum:,} that are read"
            raise InputError(problem, remedy="Split it into several files.", file=self.source_file)
        if self._path and size > (free := shutil.disk_usage(self._path.parent).free):
            raise PipelineError(
                f"{self.source_file}: the disk of {self._path.parent} takes no more: the file has {size:,} bytes, "
                f"{free:,} are free. Free space there and run again; nothing was lost."
            )

    def write(self, block: bytes) -> None:
        """Add ``block`` at the end."""
        self.size += len(block)
        if self.size > self.maximum:
            problem = f"the file goes on after {self.maximum:,} bytes"
            raise InputError(problem, remedy="Split it into several files.", file=self.source_file)
        self._digest.update(block)
        if self._file:
            try:
                self._file.write(block)
            except OSError as error:
                raise self._refused(error) from error

    def restart(self) -> None:
        """Forget what was written."""
        self._digest, self.size = hashlib.sha256(), 0
        if self._file:
            self._file.seek(0)
            self._file.truncate()

    def finish(self) -> None:
        """Make sure that the bytes are on the disk."""
        if self._file:
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            except OSError as error:
                raise self._refused(error) from error

    def _refused(self, error: OSError) -> Exception:
        if error.errno not in FULL or self._path is None:
            return error
        return PipelineError(
            f"{self.source_file}: the disk of {self._path.parent} takes no more ({error.strerror}) after "
            f"{self.size:,} bytes. "
            "Free space there and run again; nothing was lost."
        )
