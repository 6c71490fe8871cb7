"""A list of days as people have it: pasted, typed, saved by a spreadsheet; what is wrong is told line by line."""

from datetime import date

import pytest

from tracker.calendar.day_list import decode_list, read_days, spell_days
from tracker.core.errors import Invalid


def read(text, year=2026):
    found = read_days(text, year=year)
    return (
        [(each.day, each.works, each.reason) for each in found.days],
        [(each.line, str(each.refusal)) for each in found.faults],
    )


TWO = [(date(2026, 1, 2), False, "Hoán đổi"), (date(2026, 1, 10), True, "Làm bù")]


@pytest.mark.parametrize(
    "text",
    [
        "02/01/2026; nghỉ; Hoán đổi\n10/01/2026; làm việc; Làm bù",
        "02/01/2026\tNghỉ\tHoán đổi\r\n10/01/2026\tLàm việc\tLàm bù\r\n",
        "2026-01-02,off,Hoán đổi\n2026-01-10,work,Làm bù",
        "\ufeffNgày;Nghỉ hay làm;Lý do\n02/01/2026;NGHỈ;Hoán đổi\n\n;;\n10/01/2026;làm bù;Làm bù",
        '"02/01/2026";"nghỉ";"Hoán đổi"\n"10/01/2026";"làm việc";"Làm bù"',
        "2/1; nghi; Hoán đổi\n10-1-2026; lam viec; Làm bù;",
    ],
)
def test_the_same_days_in_every_writing(text):
    assert read(text) == (TWO, [])


def test_each_wrong_line_is_told_by_its_number():
    text = "\n".join([
        "Ngày; Loại; Lý do",
        "02/01/2026; nghỉ; Hoán đổi",
        "30/02/2026; nghỉ; Tết",
        "16/02/2062; nghỉ; Tết",
        "17/02/2026; có thể; Tết",
        "18/02/2026; nghỉ;",
        "02/01/2026; làm việc; Trực",
        "hôm qua",
        f"19/02/2026; nghỉ; {'x' * 201}",
    ])  # fmt: skip
    days, faults = read(text)
    assert days == TWO[:1]
    assert faults == [
        (3, "“30/02/2026” không phải là ngày. Viết như 20/06/2017."),
        (4, "Ngày 16/02/2062 không thuộc năm 2026."),
        (5, "Cột thứ hai ghi “nghỉ” hoặc “làm việc”, không phải “có thể”."),
        (6, "Ghi lý do hoặc số văn bản."),
        (7, "Ngày này đã có ở dòng 2."),
        (8, "“hôm qua” không phải là ngày. Viết như 20/06/2017."),
        (9, "Lý do dài 201 ký tự, tối đa 200."),
    ]


def test_a_reason_may_hold_the_mark_that_parts_the_columns():
    assert read("02/01/2026, nghỉ, Hoán đổi, Thông báo 15-TB/ĐU")[0][0][2] == "Hoán đổi, Thông báo 15-TB/ĐU"


def test_nothing_is_read_where_nothing_stands():
    for text in ("", "\n \n\t\n", "\ufeff", "Ngày;Loại;Lý do"):
        assert read(text) == ([], [])


def test_a_list_without_end_is_refused():
    _days, faults = read("\n".join("02/01/2026; nghỉ; x" for _ in range(401)))
    assert faults == [(401, "Danh sách dài quá 400 dòng.")]


def test_what_was_spelled_is_read_again():
    text = spell_days(reversed(TWO))
    assert text == "02/01/2026; nghỉ; Hoán đổi\n10/01/2026; làm việc; Làm bù"
    assert read(text) == (TWO, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_of_a_spreadsheet_is_text(encoding):
    assert read(decode_list("02/01/2026\tnghỉ\tHoán đổi".encode(encoding)))[0] == TWO[:1]


@pytest.mark.parametrize("content", ["nghà".encode("cp1258"), b"PK\x03\x04\xff\xfe\x00", b"\xff\xfea"])
def test_a_file_of_other_bytes_says_what_to_do(content):
    with pytest.raises(Invalid, match="Lưu lại dạng CSV UTF-8"):
        decode_list(content)
