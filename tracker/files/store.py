"""Files under the SHA-256 of their content, outside the web root, on the disk before any row speaks of them.

Order matters: write to a temporary file in the same file system, flush it to the disk, rename it to its hash,
flush the folder; only then may the caller commit a row. A crash leaves at worst a file nobody speaks of.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import current_app


@dataclass(frozen=True, kw_only=True)
class Blob:
    """A stored file: its address and how long it is."""

    sha256: str
    size: int


def folder() -> Path:
    """Where files lie."""
    return Path(current_app.config["DATA_DIR"]).resolve() / "evidence"


def path_of(sha256: str) -> Path:
    """The place of a file; two letters of its hash keep folders small."""
    return folder() / sha256[:2] / sha256


def keep(content: bytes) -> Blob:
    """Store the bytes and return only when they are safe on the disk."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not _is_whole(target, len(content)):
        _write(target, content)
    # Also for a file that is there already: whoever wrote it may not have come this far yet.
    for place in (target.parent, folder(), folder().parent):
        _flush(place)
    return Blob(sha256=sha256, size=len(content))


def _is_whole(target: Path, size: int) -> bool:
    try:
        return target.stat().st_size == size
    except FileNotFoundError:
        return False


def _write(target: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o440)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _flush(place: Path) -> None:
    """Make the names in a folder as safe as what they stand for."""
    directory = os.open(place, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
