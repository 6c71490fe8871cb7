"""Photos of a phone carry the place where they were taken; it is taken out before they are kept."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from tracker.core.errors import Invalid
from tracker.core.words import N_

MOST_PIXELS = 60_000_000


def without_location(name: str, content: bytes, media_type: str) -> bytes:
    """The same picture, turned upright, without any of its metadata. Other files are returned as they are."""
    if not media_type.startswith("image/"):
        return content
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _unreadable(name)
            upright = ImageOps.exif_transpose(picture)
            clean = io.BytesIO()
            if media_type == "image/jpeg":
                upright.convert("RGB").save(clean, "JPEG", quality=88)
            else:
                upright.save(clean, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unreadable(name) from error
    return clean.getvalue()


def _unreadable(name: str) -> Invalid:
    return Invalid(N_("Ảnh %(name)s không đọc được. Chụp hoặc lưu lại rồi gửi."), field="files", name=name)
