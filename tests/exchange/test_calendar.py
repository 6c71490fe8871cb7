"""Deadlines under a secret address: whose, which, for how long, and as every calendar program reads it."""

from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from tests.cast import NOW, TODAY
from tests.counting import questions
from tests.house.world import digest
from tracker.accounts.models import Account
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.exchange.models import CalendarFeed
from tracker.groups.models import Membership
from tracker.organizations.models import ContentLevel, Organization
from tracker.tasks.models import Task
from tracker.tasks.status import State


@pytest.fixture
def subscribe(pages):
    """Make the address of a person; answers its path."""

    def asking(name="binh"):
        html = pages.of(name).post("/account/calendar", status=200).text
        address = html.split('id="calendar-address">')[1].split("<")[0].strip()
        return urlsplit(address).path

    return asking


@pytest.fixture
def fetch(app, session):
    """What a calendar program is answered: it has no cookie."""

    def asking(path, *, method="GET", now=NOW, **headers):
        with clock.frozen(now):
            answer = app.test_client().open(path, method=method, headers=headers)
        db.session.rollback()
        return answer

    return asking


@pytest.fixture
def events(fetch):
    """The events under an address, by the number of their task."""

    def reading(path, **more):
        found = Calendar.from_ical(fetch(path, **more).data).walk("VEVENT")
        return {int(str(each["UID"]).split("@")[0].removeprefix("task-")): each for each in found}

    return reading


def change(task, **values):
    with transaction() as session:
        session.execute(sa.update(Task).where(Task.id == task.id).values(**values))


def test_it_holds_the_open_deadlines_of_my_groups_and_no_other(make, subscribe, events):
    mine = make.task(lead="a", due_on=TODAY)
    helped = make.task(lead="b", supporting=["a"], due_on=TODAY)
    make.task(lead="b", due_on=TODAY)
    make.task(lead="a", default_due_on=TODAY)
    make.task(lead="a", due_on=TODAY, state=State.AWAITING_CONFIRMATION, reported_on=TODAY)
    make.task(lead="a", due_on=TODAY, state=State.CANCELLED)
    assert set(events(subscribe())) == {mine.id, helped.id}


def test_an_event_is_a_whole_day_with_code_title_and_the_plain_address(make, subscribe, events):
    task = make.task(lead="a", due_on=date(2026, 5, 15), title="Chi trả; bồi thường, đợt 2")
    event = events(subscribe())[task.id]
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2026, 5, 15), date(2026, 5, 16))
    assert str(event["SUMMARY"]) == f"{task.code}. Chi trả; bồi thường, đợt 2"
    assert str(event["DESCRIPTION"]) == f"Chủ trì: Tổ công tác Bắc Sông\nhttp://localhost/tasks/{task.id}"
    assert str(event["URL"]) == f"http://localhost/tasks/{task.id}"


@pytest.mark.parametrize("level", ContentLevel)
def test_it_tells_no_more_than_the_committee_lets_out(make, subscribe, fetch, events, cast, level):
    task = make.task(lead="a", due_on=TODAY, title="Chi trả bồi thường")
    with transaction() as session:
        home = Organization.id == cast.home.id
        session.execute(sa.update(Organization).where(home).values(content_level=level))
    path = subscribe()
    text = fetch(path).text.replace("\r\n ", "")
    assert ("Chi trả" in text) == (level is not ContentLevel.CODE)
    assert ("Bắc Sông" in text) == (level is ContentLevel.FULL)
    assert str(events(path)[task.id]["SUMMARY"]).startswith(task.code)


def test_the_bytes_are_what_the_format_asks_for(make, subscribe, fetch):
    make.task(lead="a", due_on=TODAY, title="Đẩy nhanh tiến độ giải ngân vốn đầu tư công các dự án trọng điểm " * 3)
    answer = fetch(subscribe())
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    lines = answer.data.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode("utf-8") is not None for line in lines)
    whole = answer.text.replace("\r\n ", "")
    for line in ("METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "VERSION:2.0"):
        assert f"\r\n{line}\r\n" in whole


def test_a_title_cannot_write_lines_of_its_own(make, subscribe, events):
    task = make.task(lead="a", due_on=TODAY)
    change(task, title="Họp\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:task-9@x")
    assert set(events(subscribe())) == {task.id}


def test_a_title_that_bears_a_mark_of_secrecy_stays_at_home(make, subscribe, fetch, events):
    task = make.task(lead="a", due_on=TODAY)
    change(task, title="Kế hoạch diễn tập 7391 (Tối mật)")
    path = subscribe()
    assert str(events(path)[task.id]["SUMMARY"]) == task.code
    assert "7391" not in fetch(path).text
    assert "Bắc Sông" not in fetch(path).text


def test_a_moved_deadline_is_the_same_event_with_a_greater_sequence(make, subscribe, events):
    task = make.task(lead="a", due_on=TODAY)
    path = subscribe()
    before = events(path)[task.id]
    change(task, due_on=TODAY + timedelta(days=7), due_revision=Task.due_revision + 1)
    after = events(path)[task.id]
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTART") == TODAY + timedelta(days=7)


def test_the_second_look_may_be_short(make, subscribe, fetch):
    task, path = make.task(lead="a", due_on=TODAY), subscribe()
    tag = fetch(path).headers["ETag"]
    again = fetch(path, **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert fetch(path, method="HEAD").data == b""
    change(task, due_on=TODAY + timedelta(days=1), due_revision=2)
    assert fetch(path, **{"If-None-Match": tag}).status_code == 200


def test_reading_changes_no_row(make, subscribe, fetch):
    make.task(lead="a", due_on=TODAY)
    path = subscribe()
    before = digest(db.engine)
    for method in ("GET", "HEAD", "GET"):
        assert fetch(path, method=method).status_code == 200
    assert digest(db.engine) == before


def test_a_new_address_ends_the_old_and_either_can_be_ended(pages, subscribe, fetch):
    old, new = subscribe(), subscribe()
    assert (fetch(old).status_code, fetch(new).status_code) == (404, 200)
    assert new not in pages.of("binh").get("/account/calendar").html
    pages.of("binh").post("/account/calendar/end")
    assert fetch(new).status_code == 404
    pages.of("binh").post("/account/calendar/end")
    assert "Chưa có địa chỉ lịch nào" in pages.of("binh").get("/account/calendar").text


def test_it_dies_with_the_account_and_shrinks_with_the_seat(make, subscribe, fetch, events, cast):
    make.task(lead="a", due_on=TODAY)
    path, others = subscribe("binh"), subscribe("an")
    with transaction() as session:
        mine = Membership.account_id == cast.people["binh"].id
        session.execute(sa.update(Membership).where(mine).values(until_on=TODAY - timedelta(days=1)))
    assert events(path) == {}
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.email == "an@example.vn").values(disabled_at=NOW))
    assert fetch(others).status_code == 404


def test_the_table_does_not_know_the_address(subscribe):
    token = Path(subscribe()).stem
    (row,) = db.session.scalars(sa.select(CalendarFeed)).all()
    assert token not in {str(getattr(row, column.key)) for column in CalendarFeed.__table__.c}
    assert len(token) >= 43


def test_the_address_stands_in_no_log_even_when_the_page_breaks(make, subscribe, fetch, app, monkeypatch, caplog):
    make.task(lead="a", due_on=TODAY)
    path = subscribe()
    caplog.set_level("DEBUG")
    assert fetch(path).status_code == 200
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr("tracker.exchange.feed.write_calendar", lambda *_given: 1 / 0)
    assert fetch(path).status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert Path(path).stem not in caplog.text


def test_whatever_is_no_address_does_not_exist(fetch):
    for path in ("/calendar/x.ics", "/calendar/.ics", f"/calendar/{'a' * 5000}.ics", "/calendar/%00.ics"):
        assert fetch(path).status_code == 404


def test_the_number_of_questions_does_not_grow(make, subscribe, fetch):
    make.task(lead="a", due_on=TODAY)
    path = subscribe()
    few = questions(lambda: fetch(path))
    for _task in range(20):
        make.task(lead="b", supporting=["a"], due_on=TODAY)
    assert questions(lambda: fetch(path)) == few
