"""The working calendar: what the pages show and change, and what every reminder reads."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.pages import Page
from tracker.administration import calendar_actions as actions
from tracker.audit.models import AuditEntry
from tracker.calendar.models import CalendarOverride
from tracker.calendar.queries import working_calendar
from tracker.core.errors import Invalid, NotFound

OFF = {"day": "15/05/2026", "works": "off", "reason": "Đại hội", "action": "save"}


def entries(session):
    return [each.action for each in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def test_the_year_shows_holidays_by_name_and_counts_working_days(pages):
    page = pages.of("hoa").get("/admin/calendar?year=2026")
    assert "Quốc khánh" in page.text
    assert "Ngày Giỗ Tổ Hùng Vương" in page.text
    assert "Lịch làm việc năm 2026" in page.text
    assert "Tháng 7 23" in page.text, "July 2026 has no holiday and 23 weekdays"
    assert "Chưa điều chỉnh ngày nào." in page.text


def test_the_months_add_up_to_the_year(pages, session, cast):
    calendar = working_calendar(session, cast.home.id, TODAY)
    n = calendar.working_days_in(date(2026, 1, 1), date(2026, 12, 31))
    assert f"{n} ngày làm việc" in pages.of("quan").get("/admin/calendar?year=2026").text


@pytest.mark.parametrize("year", ["", "abc", "1800", "9999", "２０２６", "-1", "99999999999999999999"])
def test_a_year_that_is_none_is_this_year(pages, year):
    assert "Lịch làm việc năm 2026" in pages.of("hoa").get(f"/admin/calendar?year={year}").text


def test_a_day_off_and_a_working_saturday_rule_the_calendar(pages, session, cast):
    friday, saturday = date(2026, 5, 15), date(2026, 5, 16)
    before = working_calendar(session, cast.home.id, TODAY)
    assert before.is_working(friday)
    assert not before.is_working(saturday)
    pages.of("hoa").post("/admin/calendar", OFF)
    pages.of("quan").post("/admin/calendar", {**OFF, "day": "16/05/2026", "works": "work", "reason": "Làm bù"})
    after = working_calendar(session, cast.home.id, TODAY)
    assert not after.is_working(friday)
    assert after.is_working(saturday)
    page = pages.of("hoa").get("/admin/calendar?year=2026")
    assert "Đại hội" in page.text
    assert "Cơ quan đã điều chỉnh 2" in page.text
    assert entries(session) == ["calendar.day_added", "calendar.day_added"]


def test_another_organization_keeps_its_own_calendar(pages, session, cast):
    pages.of("lan").post("/admin/calendar", OFF)
    assert working_calendar(session, cast.home.id, TODAY).is_working(date(2026, 5, 15))
    assert not working_calendar(session, cast.organizations["next"].id, TODAY).is_working(date(2026, 5, 15))


def test_the_calendar_knows_the_neighbouring_years(session, cast):
    calendar = working_calendar(session, cast.home.id, date(2026, 12, 31))
    assert not calendar.is_working(date(2027, 1, 1))
    assert not calendar.is_working(date(2025, 9, 2))


def test_a_holiday_may_be_worked_and_the_day_taken_back(pages, session, cast):
    day = date(2026, 9, 2)
    assert not working_calendar(session, cast.home.id, TODAY).is_working(day)
    answer = pages.of("hoa").post("/admin/calendar", {**OFF, "day": "2/9/2026", "works": "work", "reason": "Trực"})
    assert answer.headers["Location"] == "/admin/calendar?year=2026"
    assert working_calendar(session, cast.home.id, TODAY).is_working(day)
    row = session.scalars(sa.select(CalendarOverride)).one()
    pages.of("hoa").post(f"/admin/calendar/{row.id}/remove")
    assert not working_calendar(session, cast.home.id, TODAY).is_working(day)
    found = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(each.action, each.changes, each.reason) for each in found] == [
        ("calendar.day_added", {"works": [None, True]}, "Trực"),
        ("calendar.day_removed", {"works": [True, None]}, "Trực"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("day", "", "Ghi ngày."),
        ("day", "31/02/2026", "“31/02/2026” không phải là ngày."),
        ("reason", "", "Ghi lý do hoặc số văn bản."),
        ("reason", "x" * 201, "tối đa 200"),
    ],
)
def test_a_refused_day_says_why(pages, session, field, value, words):
    page = Page(pages.of("hoa").post("/admin/calendar?year=2026", {**OFF, field: value}, status=422).text)
    assert words in page.text
    assert entries(session) == []


def test_a_day_is_adjusted_once(pages, session):
    pages.of("hoa").post("/admin/calendar", OFF)
    page = Page(pages.of("hoa").post("/admin/calendar", {**OFF, "works": "work"}, status=422).text)
    assert "Ngày 15/05/2026 đã có điều chỉnh." in page.text
    assert entries(session) == ["calendar.day_added"]


def test_the_actions_refuse_the_same(session, cast):
    made = actions.add_override(date(2026, 5, 15), works=False, reason="x", actor=cast.hoa, now=NOW)
    with pytest.raises(Invalid):
        actions.add_override(date(2026, 5, 15), works=True, reason="x", actor=cast.quan, now=NOW)
    with pytest.raises(NotFound):
        actions.remove_override(made.id, actor=cast.lan, now=NOW)


def test_unknown_days_and_those_of_others_do_not_exist(pages, session):
    pages.of("hoa").post("/admin/calendar", OFF)
    row = session.scalars(sa.select(CalendarOverride)).one()
    for unknown in (999999, 10**30):
        pages.of("hoa").post(f"/admin/calendar/{unknown}/remove", status=404)
    assert session.get(CalendarOverride, row.id, populate_existing=True) is not None


@pytest.mark.parametrize("name", ["an", "tam", "kien"])
def test_others_do_not_touch_the_calendar(pages, name):
    visitor = pages.of(name)
    visitor.get("/admin/calendar", status=403)
    visitor.post("/admin/calendar", OFF, status=403)
    visitor.post("/admin/calendar/1/remove", status=403)


def test_the_page_speaks_english_too(pages):
    visitor = pages.of("hoa")
    visitor.post("/language", {"language": "en"})
    assert "National Day" in visitor.get("/admin/calendar?year=2026").text
