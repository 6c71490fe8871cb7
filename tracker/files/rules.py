"""What may be uploaded, told by the content and never by the name."""

import io
import re
import struct
import zipfile
from dataclasses import dataclass

from tracker.core.errors import Invalid
from tracker.core.text import clean_line
from tracker.core.words import N_

LONGEST_NAME = 180  # bytes: a file system that takes 255 has room for the ending and a "(1)"
_SHOWN = 80
_OFFICE_PARTS = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_MAGIC = (
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
)
_MOST_ENTRIES = 10_000
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
# Names that an office's Windows keeps for itself.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class FileType:
    """What a file is: the ending its name gets, and its media type."""

    ending: str
    media_type: str


def check_file(name: str, content: bytes, megabytes: int) -> FileType:
    """The type of an upload, or a refusal that names the file and the limit."""
    shown = clean_line(name)[:_SHOWN] or "…"
    if not content:
        raise Invalid(N_("Tệp %(name)s rỗng."), field="files", name=shown)
    if len(content) > megabytes * 1024 * 1024:
        raise Invalid(
            N_("Tệp %(name)s quá %(limit)s MB. Nén hoặc chụp lại nhỏ hơn."), field="files", name=shown, limit=megabytes
        )
    found = file_type(content)
    if found is None:
        raise Invalid(
            N_("Tệp %(name)s không đúng loại. Nhận ảnh (JPG, PNG), PDF, Word (.docx), Excel (.xlsx)."),
            field="files",
            name=shown,
        )
    return found


def file_type(content: bytes) -> FileType | None:
    """The type by its first bytes; a Word or Excel file by what its archive holds, without macros."""
    for magic, ending, media_type in _MAGIC:
        if content.startswith(magic):
            return FileType(ending=ending, media_type=media_type)
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return None


def _office_type(content: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError, struct.error):
        return None
    if len(names) > _MOST_ENTRIES or "[Content_Types].xml" not in names:
        return None
    if any(_is_macro(name) for name in names):
        return None
    for part, (ending, media_type) in _OFFICE_PARTS.items():
        if any(name.startswith(part) for name in names):
            return FileType(ending=ending, media_type=media_type)
    return None


def _is_macro(name: str) -> bool:
    """Whether a part of an archive holds what a word processor would run."""
    lower = name.lower()
    return lower.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in lower


def safe_name(name: str, ending: str) -> str:
    """A file name that is only a name: no path, no control characters, the ending that the content has."""
    last = re.split(r"[/\\]", clean_line(name))[-1]
    stem = re.sub(r"[<>:\"|?*]", "", last).strip(". ")
    stem = _ENDING.sub("", stem).strip(". ")
    short = stem.encode()[:LONGEST_NAME].decode(errors="ignore").strip(". ") or "tep"
    return f"_{short}.{ending}" if _RESERVED.fullmatch(short) else f"{short}.{ending}"
