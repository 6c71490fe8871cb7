"""What may be uploaded, told by the content and never by the name."""

import io
import re
import zipfile
from dataclasses import dataclass

from tracker.core.errors import Invalid
from tracker.core.text import clean_line
from tracker.core.words import N_

LONGEST_NAME = 150
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


@dataclass(frozen=True, kw_only=True)
class FileType:
    """What a file is: the ending its name gets, and its media type."""

    ending: str
    media_type: str


def check_file(name: str, content: bytes, megabytes: int) -> FileType:
    """The type of an upload, or a refusal that names the file and the limit."""
    shown = clean_line(name) or N_("không tên")
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
    except (zipfile.BadZipFile, ValueError):
        return None
    if len(names) > _MOST_ENTRIES or "[Content_Types].xml" not in names:
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    for part, (ending, media_type) in _OFFICE_PARTS.items():
        if any(name.startswith(part) for name in names):
            return FileType(ending=ending, media_type=media_type)
    return None


def safe_name(name: str, ending: str) -> str:
    """A file name that is only a name: no path, no control characters, the ending that the content has."""
    last = re.split(r"[/\\]", clean_line(name))[-1]
    stem = re.sub(r"[\x00-\x1f<>:\"|?*]", "", last).strip(". ")
    stem = re.sub(r"\.(?:[A-Za-z0-9]{1,5})$", "", stem)[:LONGEST_NAME].strip() or "tep"
    return f"{stem}.{ending}"
