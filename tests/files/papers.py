"""Small files of every kind, right and wrong, made in memory."""

import io
import zipfile

from PIL import Image

PDF = b"%PDF-1.4\n%%EOF\n"
EXE = b"MZ\x90\x00" + b"\x00" * 200
GPS = 0x8825


def office(part: str, *more: str) -> bytes:
    """The archive of a Word (`word/`) or Excel (`xl/`) file, with further parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("[Content_Types].xml", f"{part}document.xml", *more):
            archive.writestr(name, "<x/>")
    return held.getvalue()


def photo(kind="JPEG", *, size=(40, 20), orientation=1, **more) -> bytes:
    """A photo of a phone: it knows where it was taken, by which camera, and which side is up."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Lan"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (18.0, 20.0, 34.0)
    held = io.BytesIO()
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    picture.save(held, kind, exif=exif, **more)
    return held.getvalue()
