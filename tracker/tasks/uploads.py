"""Files that come with an update: checked by their content, freed of the place they were taken, safe on the disk."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

from tracker.core.errors import Invalid
from tracker.core.secrecy import SECRET, secrecy_mark
from tracker.core.words import N_
from tracker.files.photos import without_location
from tracker.files.rules import check_file, safe_name
from tracker.files.store import keep

MOST_FILES = 10


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it arrived."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file that is safe on the disk and may be spoken of."""

    name: str
    media_type: str
    size: int
    sha256: str


def store_files(uploads: Sequence[Upload]) -> list[StoredFile]:
    """Check every file, then keep them all; one that is refused keeps none."""
    if len(uploads) > MOST_FILES:
        raise Invalid(N_("Gửi tối đa %(n)s tệp một lần."), field="files", n=MOST_FILES)
    limit = current_app.config["EVIDENCE_MEGABYTES"]
    return [_store(*found) for found in [_check(upload, limit) for upload in uploads]]


def _check(upload: Upload, megabytes: int) -> tuple[str, str, bytes]:
    _refuse_marked(upload.name)
    kind = check_file(upload.name, upload.content, megabytes)
    name = safe_name(upload.name, kind.ending)
    return name, kind.media_type, without_location(name, upload.content, kind.media_type)


def _refuse_marked(name: str) -> None:
    """A secret paper is known by its name, in which words may be joined by underscores and the ending hides a mark."""
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
    mark = secrecy_mark(stem.replace("_", " "))
    if mark:
        raise Invalid(SECRET, field="files", mark=mark)


def _store(name: str, media_type: str, content: bytes) -> StoredFile:
    blob = keep(content)
    return StoredFile(name=name, media_type=media_type, size=blob.size, sha256=blob.sha256)
