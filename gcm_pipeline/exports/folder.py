"""The folder that an export is written to: only its own files in it, and all of them new at once.

Belongs here: refusing a folder that holds anything else, moving finished files into place.
Does not belong here: what the files hold.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gcm_pipeline.errors import UsageError
from gcm_pipeline.exports import as_xlsx, tables

PACKAGE = "gcm-stocktaking"
"""The name in ``datapackage.json`` by which an earlier export is known."""
DESCRIPTOR = "datapackage.json"
README = "README.md"
SOURCES = "sources.csv"
UNFINISHED = ".unfinished"


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A folder to write to, whose files replace those of an earlier export in ``folder`` when the block ends well.

    Raises UsageError when ``folder`` cannot be made or holds anything that is not of an export; it is left as it was
    then, as after any other error.
    """
    earlier = _earlier(folder)
    work = folder / UNFINISHED
    try:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}. Name a folder that can be written to.") from error
    try:
        yield work
        _put_in_place(work, folder, earlier)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _earlier(folder: Path) -> set[Path]:
    """The files of an earlier export in ``folder``."""
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file. Name a folder.")
    found = {path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    found = {path for path in found if path.relative_to(folder).parts[0] != UNFINISHED}
    if foreign := sorted(found - {folder / name for name in _own_names(folder)}):
        raise UsageError(
            f"{folder} holds {foreign[0].relative_to(folder)}, which is not of an export. "
            "Name an empty folder, or one that an earlier export wrote."
        )
    return found


def _own_names(folder: Path) -> set[str]:
    """What an export may have written there: what its descriptor lists, and, cut off while moving, what this would."""
    own = {f"{form}/{each.name}.{form}" for each in tables.exported() for form in ("csv", "parquet")} | {
        as_xlsx.FILE,
        SOURCES,
    }
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return own
    if not isinstance(descriptor, dict) or descriptor.get("name") != PACKAGE:
        return own
    listed = {str(resource.get("path")) for resource in descriptor.get("resources", ())}
    return own | listed | {DESCRIPTOR, README}


def _put_in_place(work: Path, folder: Path, earlier: set[Path]) -> None:
    """The descriptor first, so that a crash in between leaves a folder that the next export knows for its own."""
    new = {path.relative_to(work) for path in work.rglob("*") if path.is_file()}
    for name in sorted(new, key=lambda each: (each != Path(DESCRIPTOR), each)):
        (folder / name).parent.mkdir(exist_ok=True)
        (work / name).replace(folder / name)
    for path in sorted(earlier - {folder / name for name in new}):
        path.unlink()
    for below in sorted(path for path in folder.iterdir() if path.is_dir() and path != work):
        if not any(below.iterdir()):
            below.rmdir()
