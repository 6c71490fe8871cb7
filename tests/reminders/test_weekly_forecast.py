"""The week's report before it goes out: the preview names it on the day on which it comes, and `why` tells of it."""

from datetime import date, timedelta

import pytest

from tests.cast import TODAY
from tests.reminders.conftest import MORNING
from tracker.calendar.models import CalendarOverride
from tracker.commands import reminding
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.core.quarter import Quarter
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState
from tracker.reminders.actions import queue_due
from tracker.reminders.forecast import forecast
from tracker.reminders.why import explain
from tracker.reports.sending import send_report, set_weekly

MONDAY = MORNING - timedelta(days=1)
Q2 = Quarter(2026, 2)


@pytest.fixture
def task(make):
    """Nothing that the committee is told of."""
    return make.task(due_on=date(2026, 6, 30), last_update_on=TODAY)


@pytest.fixture
def weekly(cast):
    set_weekly(on=True, actor=cast.hoa, now=MORNING)


def foreseen(cast, *, now=MORNING, days=14):
    """The days on which somebody is told of a quarter: who, and of which."""
    db.session.rollback()
    return [
        (f"{each.day:%d/%m}", person.name, person.report, len(person.lines))
        for each in forecast(db.session(), cast.home.id, now=now, days=days)
        for person in each.people
        if person.report
    ]


def report_words(task, name="tam", *, now=MORNING, day=None):
    db.session.rollback()
    return explain(db.session(), task.code, f"{name}@example.vn", now=now, day=day).report


def test_the_preview_has_it_on_the_first_working_day_of_each_week(task, books, cast, weekly):
    books.last_looked_at()
    assert foreseen(cast) == [("18/05", "Hồ Thị Tâm", Q2, 0), ("25/05", "Hồ Thị Tâm", Q2, 0)]
    with transaction() as session:
        session.add(CalendarOverride(organization_id=cast.home.id, day=date(2026, 5, 18), works=False))
    assert [day for day, *_ in foreseen(cast)] == ["19/05", "25/05"]


def test_it_is_not_there_while_nobody_has_asked_for_it(task, books, cast):
    books.last_looked_at()
    assert foreseen(cast) == []


def test_where_nothing_ran_on_monday_it_is_foreseen_for_today_until_it_was_sent(task, books, cast, weekly):
    books.last_looked_at(3)
    assert foreseen(cast, days=3) == [("12/05", "Hồ Thị Tâm", Q2, 0)]
    send_report(Q2, actor=cast.hoa, now=MORNING)
    assert foreseen(cast, days=3) == []


def test_what_is_foreseen_is_what_is_written_down(task, books, cast, weekly):
    books.last_looked_at(3)
    before = foreseen(cast, now=MONDAY, days=0)
    queue_due(MONDAY)
    (mail,) = books.mails(account_id=cast.people["tam"].id)
    assert [(f"{mail.local_day:%d/%m}", "Hồ Thị Tâm", Q2, 0)] == before
    assert foreseen(cast, now=MONDAY, days=4) == []


def test_a_new_quarter_is_told_of_by_its_own_name(task, books, cast, weekly):
    books.last_looked_at()
    quarters = {day: quarter for day, _, quarter, _ in foreseen(cast, days=60)}
    assert (quarters["29/06"], quarters["06/07"]) == (Q2, Quarter(2026, 3))


def test_why_tells_what_was_sent_and_what_comes(task, books, cast, weekly):
    books.last_looked_at(3)
    queue_due(MONDAY)
    with transaction() as session:
        (mail,) = session.query(OutgoingMail)
        mail.state = MailState.ACCEPTED
    send_report(Q2, actor=cast.hoa, now=MORNING + timedelta(hours=3))
    coming = "Báo cáo tình hình Quý II/2026, nếu không có gì thay đổi: 18/05/2026, trong thư đầu tuần."
    assert report_words(task, now=MORNING + timedelta(hours=4)) == (
        "11/05/2026 Tình hình Quý II/2026, báo cáo hằng tuần: trong thư ngày 11/05/2026: đã nhận",
        "12/05/2026 Tình hình Quý II/2026, báo cáo do Văn phòng gửi: trong thư ngày 12/05/2026: chờ gửi",
        coming,
    )
    assert report_words(task, day=TODAY - timedelta(days=1))[0].startswith("11/05/2026")
    assert report_words(task, day=TODAY - timedelta(days=2)) == (coming,)
    assert report_words(task, now=MONDAY + timedelta(days=4)) == report_words(task)


def test_why_says_that_the_report_is_not_turned_on_and_is_silent_about_others(task, books, cast):
    books.last_looked_at()
    assert report_words(task) == ("Báo cáo tình hình hằng tuần tới Thường trực chưa được bật.",)
    assert report_words(task, "binh") == report_words(task, "kien") == ()


def test_page_and_commands_name_it(task, books, cast, pages, weekly):
    books.last_looked_at()
    page = pages.of("hoa").get("/reminders/preview?day=2026-05-18")
    assert "Tình hình Quý II/2026 – báo cáo hằng tuần · Thường trực" in page.text
    assert "1 thư, 1 dòng" in pages.of("hoa").get("/reminders/preview").text
    with clock.frozen(MORNING):
        lines = reminding.preview(14)
        told = reminding.why(task.code, "tam@example.vn", None)
    at = lines.index("thứ Hai 18/05/2026")
    assert lines[at + 1 : at + 3] == ["  Hồ Thị Tâm", "    Tình hình Quý II/2026  báo cáo hằng tuần"]
    assert told[-1].endswith("18/05/2026, trong thư đầu tuần.")
