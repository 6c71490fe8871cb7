"""A whole year at once: every wrong line told, what would move shown by task and person, then all of it or nothing."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.pages import Page
from tracker.administration import calendar_actions as actions
from tracker.audit.models import AuditEntry
from tracker.calendar.day_list import read_days
from tracker.calendar.imports import weigh
from tracker.calendar.models import CalendarOverride
from tracker.calendar.queries import working_calendar
from tracker.core.database import db, transaction
from tracker.core.errors import Invalid
from tracker.mail.models import Occurrence
from tracker.reminders.actions import queue_due
from tracker.reminders.models import ReminderCursor

PATH = "/admin/calendar/days?year=2026"
LIST = "25/05/2026; nghỉ; Hoán đổi, 15-TB/ĐU\n30/05/2026; làm việc; Làm bù\n02/09/2026; nghỉ; Quốc khánh"
# Due on Tuesday the 26th: with Monday off, three working days before is Wednesday, one is Friday.
DUE = date(2026, 5, 26)


def kept():
    db.session.rollback()
    rows = db.session.scalars(sa.select(CalendarOverride).order_by(CalendarOverride.day))
    return [(each.day, each.works, each.reason) for each in rows]


def entries():
    db.session.rollback()
    return db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()


def hidden(page: Page) -> dict:
    form = next(each for each in page.forms if "seal" in each["fields"] and each.get("method") == "post")
    return {name: found[0]["value"] for name, found in form["fields"].items() if name not in {"action", "file"}}


def looked_at(visitor, text=LIST, status=200, path=PATH):
    return Page(visitor.post(path, {"text": text, "action": "check"}, status=status).text)


def test_looked_at_first_then_saved_in_one_go(pages, make, cast):
    task = make.task(lead="a", due_on=DUE, last_update_on=TODAY, title="Rà soát hộ nghèo")
    hoa = pages.of("hoa")
    page = looked_at(hoa)
    assert kept() == []
    assert "2 ngày sẽ ghi" in page.text
    assert "lịch đã vậy, không ghi" in page.text, "2 September is a holiday anyhow"
    assert f"{task.code}. Rà soát hộ nghèo trước hạn 3 ngày Nguyễn Văn An, Trần Thị Bình" in page.text
    assert "thứ Năm 21/05/2026 thứ Tư 20/05/2026" in page.text
    assert "bỏ 0" in page.text
    answer = hoa.post(PATH, {**hidden(page), "action": "save"})
    assert answer.headers["Location"] == "/admin/calendar?year=2026"
    assert kept() == [
        (date(2026, 5, 25), False, "Hoán đổi, 15-TB/ĐU"),
        (date(2026, 5, 30), True, "Làm bù"),
    ]
    (entry,) = entries()
    assert (entry.action, entry.subject_label) == ("calendar.days_imported", "2026")
    assert entry.changes["days"][1].splitlines()[1] == "30/05/2026; làm việc; Làm bù"
    assert "Đã ghi 2 ngày vào lịch." in hoa.get("/admin/calendar?year=2026").text


def test_the_administrator_sees_people_and_no_title(pages, make):
    make.task(lead="a", due_on=DUE, last_update_on=TODAY, title="Rà soát hộ nghèo")
    page = looked_at(pages.of("quan"))
    assert "Trần Thị Bình" in page.text
    assert "Rà soát hộ nghèo" not in page.text


def test_what_was_shown_is_what_moves_and_each_reminder_comes_once(pages, make, cast, session):
    """The days the page foretold are the days of the ledger, for each person one line of each step."""
    make.task(lead="a", due_on=DUE, last_update_on=TODAY)
    hoa = pages.of("hoa")
    page = looked_at(hoa)
    hoa.post(PATH, {**hidden(page), "action": "save"})
    with transaction() as writing:
        writing.add(ReminderCursor(organization_id=cast.home.id, done_until=TODAY, moved_at=NOW))
    for days in range(1, 16):
        queue_due(NOW + timedelta(days=days))
    db.session.rollback()
    told = db.session.execute(
        sa.select(Occurrence.rule, Occurrence.local_day, sa.func.count())
        .group_by(Occurrence.rule, Occurrence.local_day)
        .order_by(Occurrence.local_day)
    )
    assert [tuple(row) for row in told] == [
        ("-7", date(2026, 5, 14), 2),
        ("-3", date(2026, 5, 20), 2),
        ("-1", date(2026, 5, 22), 2),
        ("0", date(2026, 5, 26), 2),
        ("+1", date(2026, 5, 27), 2),
    ]


def test_wrong_lines_are_told_beside_their_number_and_nothing_is_saved(pages):
    text = "25/05/2026; nghỉ; Hoán đổi\n31/02/2026; nghỉ; Tết\n30/05/2026; nửa ngày; Làm bù"
    for action in ("check", "save"):
        answer = pages.of("hoa").post(PATH, {"text": text, "action": action}, status=422)
        page = Page(answer.text)
        assert "2 dòng chưa đúng" in page.text
        assert "Dòng 2 31/02/2026; nghỉ; Tết “31/02/2026” không phải là ngày." in page.text
        assert (
            "3 30/05/2026; nửa ngày; Làm bù Cột thứ hai ghi “nghỉ” hoặc “làm việc”, không phải “nửa ngày”." in page.text
        )
        assert text.splitlines()[2] in answer.text.split("<textarea")[1], "what was typed is still there"
    assert kept() == []
    assert entries() == []


@pytest.mark.parametrize("text", ["", "  \n;;\n"])
def test_an_empty_list_says_what_to_do(pages, text):
    assert "Dán danh sách hoặc chọn tệp." in looked_at(pages.of("hoa"), text, 422).text


def test_a_file_takes_the_place_of_the_list(pages):
    file = (BytesIO(("\ufeff" + LIST.replace("; ", ";")).encode()), "lich-2026.csv")
    answer = pages.of("hoa").post(
        PATH, {"text": "", "file": file, "action": "check"}, status=200, content_type="multipart/form-data"
    )
    page = Page(answer.text)
    assert "2 ngày sẽ ghi" in page.text
    pages.of("hoa").post(PATH, {**hidden(page), "action": "save"})
    assert len(kept()) == 2


def test_a_file_that_is_no_text_says_so_and_keeps_the_list(pages):
    file = (BytesIO(b"PK\x03\x04\xff\xfe"), "lich.xlsx")
    answer = pages.of("hoa").post(
        PATH, {"text": LIST, "file": file, "action": "check"}, status=422, content_type="multipart/form-data"
    )
    assert "Lưu lại dạng CSV UTF-8 rồi chọn lại." in Page(answer.text).text
    assert "Làm bù" in answer.text


def test_back_to_the_list_keeps_it(pages):
    hoa = pages.of("hoa")
    answer = hoa.post(PATH, {**hidden(looked_at(hoa)), "action": "edit"}, status=200)
    assert "30/05/2026; làm việc; Làm bù" in answer.text


def test_a_calendar_changed_meanwhile_is_looked_at_again(pages, cast):
    hoa = pages.of("hoa")
    seen = hidden(looked_at(hoa))
    actions.add_override(date(2026, 5, 30), works=True, reason="x", actor=cast.quan, now=NOW)
    page = Page(hoa.post(PATH, {**seen, "action": "save"}, status=409).text)
    assert "Lịch vừa được sửa ở nơi khác. Xem lại rồi ghi." in page.text
    assert "1 ngày sẽ ghi" in page.text
    assert len(kept()) == 1
    hoa.post(PATH, {**hidden(page), "action": "save"})
    assert [day for day, _works, _reason in kept()] == [date(2026, 5, 25), date(2026, 5, 30)]


def test_nothing_goes_in_without_having_been_looked_at(pages):
    page = Page(pages.of("hoa").post(PATH, {"text": LIST, "seal": "", "action": "save"}, status=409).text)
    assert "Xem lại rồi ghi." in page.text
    assert kept() == []


def test_a_day_said_otherwise_before_is_replaced(pages, cast):
    actions.add_override(date(2026, 5, 25), works=False, reason="cũ", actor=cast.hoa, now=NOW)
    hoa = pages.of("hoa")
    page = looked_at(hoa, "25/05/2026; làm việc; Bỏ hoán đổi")
    assert "thay điều chỉnh cũ: nghỉ" in page.text
    hoa.post(PATH, {**hidden(page), "action": "save"})
    assert kept() == [(date(2026, 5, 25), True, "Bỏ hoán đổi")]


def test_a_list_that_changes_nothing_is_not_saved(pages, cast):
    page = looked_at(pages.of("hoa"), "02/09/2026; nghỉ; Quốc khánh")
    assert "0 ngày sẽ ghi" in page.text
    days = read_days("02/09/2026; nghỉ; Quốc khánh", year=2026).days
    seal = weigh(db.session(), cast.home.id, 2026, days).seal
    with pytest.raises(Invalid):
        actions.import_days(2026, days, seal=seal, actor=cast.hoa, now=NOW)


def test_the_days_of_the_committee_above_can_be_taken_over(pages, cast):
    with transaction() as session:
        above = cast.organizations["province"].id
        session.add(CalendarOverride(organization_id=above, day=date(2026, 5, 25), works=False, reason="Hoán đổi"))
    hoa = pages.of("hoa")
    page = hoa.get(PATH)
    assert "Tỉnh ủy Thử" in page.text
    assert "Đảng ủy xã Núi" not in page.text
    filled = hoa.get(f"{PATH}&from={above}").html
    assert "25/05/2026; nghỉ; Hoán đổi</textarea>" in filled
    assert kept()[0][2] == "Hoán đổi"
    for other in (cast.organizations["next"].id, "x", "9" * 30):
        assert "Hoán đổi</textarea>" not in hoa.get(f"{PATH}&from={other}").html


def test_next_year_shows_what_moves_around_its_deadlines(pages, make):
    """With the first working Friday of 2027 off, what was due on the Monday is reminded of a day earlier."""
    make.task(lead="a", due_on=date(2027, 3, 8), last_update_on=TODAY)
    path = "/admin/calendar/days?year=2027"
    page = looked_at(pages.of("hoa"), "05/03/2027; nghỉ; Ngày hội", path=path)
    assert "thứ Sáu 05/03/2027 thứ Năm 04/03/2027" in page.text
    assert "dời ngày 6, thêm 0, bỏ 0" in page.text


def test_a_single_day_is_looked_at_too(pages, make):
    make.task(lead="a", due_on=DUE, last_update_on=TODAY)
    hoa = pages.of("hoa")
    says = {"day": "25/05/2026", "works": "off", "reason": "Hoán đổi"}
    page = Page(hoa.post("/admin/calendar", {**says, "action": "check"}, status=200).text)
    assert "dời ngày 6, thêm 0, bỏ 0" in page.text
    assert kept() == []
    form = next(each for each in page.forms if "reason" in each["fields"])
    again = {name: found[0]["value"] for name, found in form["fields"].items() if name != "action"}
    assert "Hoán đổi" in hoa.post("/admin/calendar", {**again, "action": "edit"}, status=200).text
    hoa.post("/admin/calendar", {**again, "action": "save"})
    assert kept() == [(date(2026, 5, 25), False, "Hoán đổi")]


def test_a_day_taken_back_is_looked_at_too(pages, make, cast):
    make.task(lead="a", due_on=DUE, last_update_on=TODAY)
    made = actions.add_override(date(2026, 5, 25), works=False, reason="Hoán đổi", actor=cast.hoa, now=NOW)
    hoa = pages.of("hoa")
    assert f"/admin/calendar/{made.id}/remove" in hoa.get("/admin/calendar?year=2026").links
    page = hoa.get(f"/admin/calendar/{made.id}/remove")
    assert "thứ Tư 20/05/2026 thứ Năm 21/05/2026" in page.text
    assert len(kept()) == 1
    hoa.post(f"/admin/calendar/{made.id}/remove", {"action": "save"})
    assert kept() == []


def test_the_page_speaks_english_too(pages):
    visitor = pages.of("hoa")
    visitor.post("/language", {"language": "en"})
    page = looked_at(visitor, "25/05/2026; off; Swap")
    assert "1 day to write" in page.text
    assert "No reminder changes." in page.text


def test_the_calendar_of_the_committee_is_that_of_the_list(pages, cast):
    hoa = pages.of("hoa")
    hoa.post(PATH, {**hidden(looked_at(hoa)), "action": "save"})
    calendar = working_calendar(db.session(), cast.home.id, TODAY)
    assert [calendar.is_working(date(2026, 5, day)) for day in (25, 30)] == [False, True]
    assert working_calendar(db.session(), cast.organizations["next"].id, TODAY).is_working(date(2026, 5, 25))
