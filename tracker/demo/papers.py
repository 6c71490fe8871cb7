"""A one-page PDF, written by hand, as evidence for the demo."""

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_SHEET = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>"
)
_END = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"


def paper(title: str) -> bytes:
    """A PDF whose page says `title`, which is plain ASCII."""
    page = f"BT /F1 16 Tf 72 760 Td ({title}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _SHEET,
        _FONT,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
    )
    body, places = b"%PDF-1.4\n", list[int]()
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return body + _END % (size, table, size, len(body))
