"""Rows that are right, and yet worth a second look before they are given."""

from datetime import date

from tests.cast import TODAY
from tests.intake.test_pasting import paste
from tracker.calendar.rules import build_calendar
from tracker.intake.remarks import DAY_OFF, SAME, Row, remarks_on

CALENDAR = build_calendar(range(2025, 2028))
SATURDAY = date(2026, 6, 20)


def row(title="Thu ngân sách", lead=1, due_on=TODAY, *, dropped=False):
    return Row(title=title, lead_group_id=lead, due_on=due_on, dropped=dropped)


def said(*rows):
    return [[(each.words, *each.values.values()) for each in found] for found in remarks_on(rows, CALENDAR)]


def test_the_same_work_for_the_same_group_is_pointed_out_whatever_its_marks():
    assert said(row(), row("thu ngan sach."), row(lead=2)) == [[], [(SAME, 1)], []]


def test_a_dropped_row_is_nobody_s_double():
    assert said(row(dropped=True), row(), row(dropped=True)) == [[], [], []]


def test_a_deadline_on_a_day_off_names_the_working_day_before():
    assert said(row(due_on=SATURDAY), row(lead=2, due_on=None)) == [[(DAY_OFF, "19/06/2026")], []]
    assert said(row(due_on=date(2026, 4, 30))) == [[(DAY_OFF, "29/04/2026")]]


def test_they_stand_beside_the_row_and_keep_nothing_from_going_on(pages, make):
    document = make.document(text="Thu ngân sách.")
    page = paste(pages, document, "thu ngân sách | Bắc Sông | 20/6/2026\nthu ngân sách | Bắc Sông | 19/6/2026")
    assert page.text.count("Hạn rơi vào ngày nghỉ; ngày làm việc liền trước là 19/06/2026.") == 1
    assert page.text.count("Trùng với dòng 1; bỏ một dòng nếu là cùng một việc.") == 1
