"""A name that came from outside is only a name: no path, no tricks, the ending that the content has."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.files.rules import safe_name

HOSTILE = [
    ("../../etc/passwd", "passwd.pdf"),
    ("..\\..\\windows\\system32\\x.exe", "x.pdf"),
    ("/absolute/path.pdf", "path.pdf"),
    ("C:\\Users\\lan\\Ảnh.JPG", "Ảnh.pdf"),
    ("báo cáo.pdf", "báo cáo.pdf"),
    (unicodedata.normalize("NFD", "Biên bản Kỳ Xuân.pdf"), "Biên bản Kỳ Xuân.pdf"),
    ("gpj.\u202efdp.exe", "gpj.fdp.pdf"),
    ("ten\r\nSet-Cookie: a=b.pdf", "ten Set-Cookie a=b.pdf"),
    ("q\"uo'te.pdf", "quo'te.pdf"),
    ("nul\x00l.pdf", "nul l.pdf"),
    ("a\u200bb\u00ad.pdf", "ab.pdf"),
    ("<script>.pdf", "script.pdf"),
    ("...", "tep.pdf"),
    ("", "tep.pdf"),
    (" . ", "tep.pdf"),
    (".htaccess", "htaccess.pdf"),
    ("-rf.pdf", "-rf.pdf"),
    ("con.pdf", "_con.pdf"),
    ("LPT1.docx", "_LPT1.pdf"),
    ("nul", "_nul.pdf"),
    ("hai.dau.cham.exe", "hai.dau.cham.pdf"),
    ("Biên bản 12.05.2026.pdf", "Biên bản 12.05.2026.pdf"),
]


@pytest.mark.parametrize(("name", "kept"), HOSTILE)
def test_a_hostile_name_becomes_an_ordinary_one(name, kept):
    assert safe_name(name, "pdf") == kept


def test_a_very_long_name_still_fits_a_file_system():
    kept = safe_name("Ộ" * 10_000 + ".pdf", "pdf")
    assert kept.endswith("Ộ.pdf")
    assert len(kept.encode()) <= 200


@given(st.text(max_size=300))
def test_no_name_whatever_leaves_its_folder_or_splits_a_header(name):
    kept = safe_name(name, "png")
    assert kept.endswith(".png")
    assert len(kept) > 4
    assert not set(kept) & set('/\\\r\n\0"<>:|?*')
    assert kept == unicodedata.normalize("NFC", kept)
    assert not kept.startswith(".")
    assert len(kept.encode()) <= 200
