"""One pasted line is one task: numbering goes, columns are recognised, the kind is guessed."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.intake.lines import Pasted, check_lines, guess_kind, read_deadline, read_lines, without_numbering
from tracker.tasks.status import Kind

TODAY = date(2026, 5, 12)
GROUPS = {
    1: ("Tổ công tác Bắc Sông", "Bắc Sông"),
    2: ("Phòng Tài chính", "Tài chính"),
    3: ("Đoàn xã Đông", "Chung"),
    4: ("Đoàn xã Đoài", "Chung"),
}


def read(text):
    return read_lines(text, GROUPS, today=TODAY)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Đẩy mạnh thu ngân sách", "Đẩy mạnh thu ngân sách"),
        ("1. Đẩy mạnh", "Đẩy mạnh"),
        ("12) Đẩy mạnh", "Đẩy mạnh"),
        ("(3) Đẩy mạnh", "Đẩy mạnh"),
        ("4/ Đẩy mạnh", "Đẩy mạnh"),
        ("2.3. Đẩy mạnh", "Đẩy mạnh"),
        ("2.3 Đẩy mạnh", "Đẩy mạnh"),
        ("1.Đẩy mạnh", "Đẩy mạnh"),
        ("- Đẩy mạnh", "Đẩy mạnh"),
        ("-Đẩy mạnh", "Đẩy mạnh"),
        ("+ Đẩy mạnh", "Đẩy mạnh"),
        ("• Đẩy mạnh", "Đẩy mạnh"),
        ("a) Đẩy mạnh", "Đẩy mạnh"),
        ("đ) Đẩy mạnh", "Đẩy mạnh"),
        ("b. Đẩy mạnh", "Đẩy mạnh"),
        ("IV. Đẩy mạnh", "Đẩy mạnh"),
        ("1. - a) Đẩy mạnh", "Đẩy mạnh"),
        ("1.000 lượt người được khám bệnh", "1.000 lượt người được khám bệnh"),
        ("5.466,32 ha lúa", "5.466,32 ha lúa"),
        ("09 mô hình sản xuất", "09 mô hình sản xuất"),
        ("6 xã về đích", "6 xã về đích"),
        ("V/v thu ngân sách", "V/v thu ngân sách"),
        ("Im lặng quá lâu", "Im lặng quá lâu"),
    ],
)
def test_numbering_goes_and_numbers_stay(line, title):
    assert [each.title for each in read(line)] == [title]


def test_blank_lines_count_as_lines_and_give_no_task():
    assert [(each.number, each.title) for each in read("một\n\n  \t \r\nhai\n-\n")] == [(1, "một"), (4, "hai")]


def test_columns_behind_a_bar_or_a_tab_are_lead_and_deadline():
    for line in ("Thu ngân sách | Tài chính | 20/6/2026", "Thu ngân sách\tPhòng Tài chính\t20/6/2026"):
        (found,) = read(line)
        assert (found.title, found.lead_group_id, found.due_on, found.no_deadline, found.unread) == (
            "Thu ngân sách",
            2,
            date(2026, 6, 20),
            False,
            (),
        )


@pytest.mark.parametrize(
    "name", ["phong tai chinh", "TÀI CHÍNH", "tai chinh.", unicodedata.normalize("NFD", "Tài chính")]
)
def test_a_group_is_known_without_its_marks(name):
    assert read(f"Việc | {name}")[0].lead_group_id == 2


def test_a_name_of_two_groups_or_of_none_is_left_to_choose():
    for name in ("Chung", "Phòng Lạ"):
        (found,) = read(f"Việc | {name} | 20/6/2026")
        assert (found.lead_group_id, found.unread, found.due_on) == (None, (name,), date(2026, 6, 20))


def test_the_number_column_of_a_pasted_table_is_no_title():
    assert [(each.title, each.lead_group_id) for each in read("1\tThu ngân sách\tTài chính\n2.\tChi\tBắc Sông")] == [
        ("Thu ngân sách", 2),
        ("Chi", 1),
    ]


def test_a_line_without_columns_says_nothing_of_a_deadline():
    (found,) = read("Giữ gìn trật tự")
    assert (found.lead_group_id, found.due_on, found.no_deadline, found.due_text) == (None, None, None, "")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("20/06/2026", (date(2026, 6, 20), "", False)),
        ("20/6", (date(2026, 6, 20), "", False)),
        ("ngày 15 tháng 6 năm 2026", (date(2026, 6, 15), "", False)),
        ("trước ngày 15/6/2026", (date(2026, 6, 15), "trước ngày 15/6/2026", False)),
        ("Hạn: 15/6/2026.", (date(2026, 6, 15), "Hạn: 15/6/2026.", False)),
        ("chậm nhất 15/6/2026", (date(2026, 6, 15), "chậm nhất 15/6/2026", False)),
        ("không giao hạn", (None, "", True)),
        ("Khong giao han", (None, "", True)),
        ("Theo quy định", (None, "theo quy định", True)),
        ("thường xuyên", (None, "thường xuyên", True)),
        ("31/6/2026", None),
        ("18.5", None),
        ("trước", None),
        ("", None),
    ],
)
def test_a_deadline_is_a_day_or_words_that_give_none(words, answer):
    assert read_deadline(words, today=TODAY) == answer


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Ban hành Đề án thu gom chất thải rắn", Kind.DELIVER_DOCUMENT),
        ("Xây dựng kế hoạch phòng chống lụt bão", Kind.DELIVER_DOCUMENT),
        ("Tổng kết 10 năm thực hiện Chỉ thị 10", Kind.DELIVER_DOCUMENT),
        ("Báo cáo kết quả rà soát hộ nghèo", Kind.DELIVER_DOCUMENT),
        ("Giải quyết dứt điểm khiếu nại, tố cáo", Kind.HANDLE_CASES),
        ("Xử lý các vụ việc phức tạp", Kind.HANDLE_CASES),
        ("Trả lời đơn của công dân", Kind.HANDLE_CASES),
        ("Phát động phong trào thi đua", Kind.MILESTONE),
        ("Tổ chức lễ kỷ niệm thành lập huyện", Kind.MILESTONE),
        ("Đạt 10 tiêu chí nông thôn mới", Kind.REACH_NUMBER),
        ("Đẩy mạnh thu ngân sách", Kind.REACH_NUMBER),
        ("Chi trả cho các đối tượng còn lại", Kind.REACH_NUMBER),
        ("Thực hiện kế hoạch sản xuất", Kind.ONGOING_ACTIVITY),
        ("Các đơn vị bám sát cơ sở", Kind.ONGOING_ACTIVITY),
        ("Gửi thư chúc mừng, sơ tán dân", Kind.ONGOING_ACTIVITY),
        ("Thu gom rác thải", Kind.ONGOING_ACTIVITY),
    ],
)
def test_the_kind_is_guessed_from_whole_words(title, kind):
    assert guess_kind(title) is kind


def test_nothing_pasted_is_refused():
    assert [each.field for each in check_lines(read(" \n\n- \n"))] == ["lines"]


def test_too_many_lines_and_too_long_ones_are_named():
    assert not check_lines(read("\n".join(["việc"] * 200)))
    assert str(check_lines(read("\n".join(["việc"] * 201)))[0]).startswith("Có 201 dòng")
    (long,) = check_lines(read("ngắn\n\n" + "x" * 301))
    assert str(long) == "Dòng 3 dài 301 ký tự, tối đa 300. Rút gọn hoặc tách thành nhiều dòng."
    assert not check_lines([Pasted(number=1, title="x" * 300, kind=Kind.MILESTONE)])


@given(st.text(max_size=60))
def test_any_text_is_read(text):
    lines = read(text)
    assert [line.number for line in lines] == sorted({line.number for line in lines})
    assert all(line.title == line.title.strip() and line.title and "\n" not in line.title for line in lines)


@given(st.text(alphabet="1aIX.-+)(/ b", max_size=30))
def test_numbering_always_comes_to_an_end(text):
    assert text.endswith(without_numbering(text))
