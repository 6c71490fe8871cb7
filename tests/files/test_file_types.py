"""What a file is, is told by its content; the name says nothing."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.papers import EXE, PDF, office, photo
from tracker.core.errors import Invalid
from tracker.files.rules import check_file, file_type

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPENDOCUMENT = office("content/", "mimetype")


@pytest.mark.parametrize(
    ("content", "ending", "media_type"),
    [
        (PDF, "pdf", "application/pdf"),
        (photo("JPEG"), "jpg", "image/jpeg"),
        (photo("PNG"), "png", "image/png"),
        (office("word/"), "docx", DOCX),
        (office("xl/"), "xlsx", XLSX),
    ],
)
@pytest.mark.parametrize("name", ["x", "report.exe", "anh.gif", "báo cáo.pdf"])
def test_the_content_decides_whatever_the_name(name, content, ending, media_type):
    found = check_file(name, content, 10)
    assert (found.ending, found.media_type) == (ending, media_type)


@pytest.mark.parametrize(
    "content",
    [
        EXE,
        b"GIF89a" + b"\x00" * 50,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,  # .doc and .xls of long ago may hold macros
        b"plain words",
        b"PK\x03\x04",
        b" " + PDF,
        OPENDOCUMENT,
        office("word/", "word/vbaProject.bin"),
        office("word/", "word/VBAPROJECT.BIN"),
        office("xl/", "xl/macrosheets/sheet1.xml"),
        office("xl/", "xl/vbaData.xml"),
    ],
)
def test_what_is_no_photo_pdf_word_or_excel_is_refused_whatever_it_is_called(content):
    with pytest.raises(Invalid, match="không đúng loại") as refused:
        check_file("Báo cáo.pdf", content, 10)
    assert refused.value.field == "files"
    assert "Báo cáo.pdf" in str(refused.value)


def test_a_word_file_without_its_list_of_parts_is_none():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert file_type(held.getvalue()) is None


def test_an_archive_of_ten_thousand_parts_is_not_a_letter():
    assert file_type(office("word/", *(f"word/{n}" for n in range(10_000)))) is None


def test_an_empty_file_is_named():
    with pytest.raises(Invalid, match=r"Tệp trong\.pdf rỗng"):
        check_file("trong.pdf", b"", 10)


@pytest.mark.parametrize("megabytes", [1, 2])
def test_the_limit_itself_passes_and_one_byte_more_does_not(megabytes):
    limit = megabytes * 1024 * 1024
    whole = PDF.ljust(limit, b" ")
    assert check_file("to.pdf", whole, megabytes).ending == "pdf"
    with pytest.raises(Invalid, match=f"quá {megabytes} MB"):
        check_file("to.pdf", whole + b" ", megabytes)


def test_a_refusal_shows_no_more_of_a_name_than_fits():
    with pytest.raises(Invalid) as refused:
        check_file("a" * 10_000, EXE, 10)
    assert len(str(refused.value)) < 250


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xff\xd8\xff"]))
def test_no_content_whatever_makes_the_check_stumble(content, start):
    file_type(start + content)


@given(st.data())
def test_a_damaged_archive_is_told_from_a_whole_one_without_stumbling(data):
    whole = bytearray(office("word/"))
    for _n in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = file_type(bytes(whole))
    assert found is None or found.ending in {"docx", "xlsx"}
