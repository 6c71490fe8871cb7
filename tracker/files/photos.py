"""Photos of a phone carry the place where they were taken; it is taken out before they are kept."""

import io
import struct

from PIL import Image, ImageOps, UnidentifiedImageError

from tracker.core.errors import Invalid
from tracker.core.text import clean_line
from tracker.core.words import N_

MOST_PIXELS = 60_000_000
_QUALITY = 88
# What a damaged or hostile picture makes the decoder raise; the content is all there is to blame.
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def without_location(name: str, content: bytes, media_type: str) -> bytes:
    """The same picture, turned upright, without any of its metadata. Other files are returned as they are."""
    if not media_type.startswith("image/"):
        return content
    try:
        return _only_the_picture(content, media_type)
    except _BROKEN as error:
        sentence = N_("Ảnh %(name)s không đọc được. Chụp hoặc lưu lại rồi gửi.")
        raise Invalid(sentence, field="files", name=clean_line(name)) from error


def _only_the_picture(content: bytes, media_type: str) -> bytes:
    """The pixels alone, in a new file: comments, places, thumbnails and names of cameras stay behind."""
    jpeg = media_type == "image/jpeg"
    with Image.open(io.BytesIO(content), formats=["JPEG"] if jpeg else ["PNG"]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        upright = ImageOps.exif_transpose(picture)
        bare = upright.convert("RGB") if jpeg else upright.copy()
        transparent = bare.info.get("transparency")
        bare.info = {} if transparent is None else {"transparency": transparent}
        clean = io.BytesIO()
        if jpeg:
            bare.save(clean, "JPEG", quality=_QUALITY)
        else:
            bare.save(clean, "PNG")
        return clean.getvalue()
