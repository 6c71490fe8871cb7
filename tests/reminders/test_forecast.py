"""What goes out in the next days: today's mails until they are written, then tomorrow's, whatever is in the way."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.counting import questions
from tracker.accounts.models import Account
from tracker.core.database import db, transaction
from tracker.groups.models import Membership
from tracker.mail import reaping
from tracker.mail.models import OutgoingMail
from tracker.organizations.models import Organization
from tracker.reminders.forecast import forecast
from tracker.reminders.plans import NO_ROW, Scope, set_plan
from tracker.reminders.rules import LadderPlan, Part
from tracker.tasks.status import State

from .conftest import MORNING

DAY = timedelta(days=1)


def coming(cast, *, now=MORNING, days=14):
    db.session.rollback()
    return [
        (f"{each.day:%d/%m}", person.name.rsplit(" ", 1)[1], line.code, str(line.rule))
        for each in forecast(db.session(), cast.home.id, now=now, days=days)
        for person in each.people
        for line in person.lines
    ]


def test_todays_mails_are_in_it_until_they_are_written(make, books, cast, morning):
    code = make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY).code
    books.last_looked_at()
    rest = [("13/05", "Bình", code, "+1"), ("15/05", "Bình", code, "+3")]
    assert coming(cast, days=3) == [("12/05", "Bình", code, "0"), *rest]
    morning()
    assert coming(cast, days=3) == rest


def test_a_line_says_what_task_and_in_what_part(make, books, cast):
    task = make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY, title="Nạo vét kênh")
    books.last_looked_at()
    (day,) = forecast(db.session(), cast.home.id, now=MORNING, days=0)
    ((person,), (line,)) = day.people, day.people[0].lines
    assert (day.day, person.account_id, person.name) == (TODAY, cast.people["binh"].id, "Trần Thị Bình")
    assert (line.task_id, line.title, line.part) == (task.id, "Nạo vét kênh", Part.IN_CHARGE)


def test_after_the_window_todays_lines_are_tomorrows(make, books, cast):
    code = make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY).code
    books.last_looked_at()
    assert coming(cast, now=MORNING + timedelta(hours=14), days=1) == [("13/05", "Bình", code, "+1")]


def test_days_that_nobody_looked_at_come_with_the_first_digest(make, books, cast):
    code = make.task(due_on=date(2026, 5, 14), in_charge="binh", last_update_on=TODAY).code  # -3 was on Monday
    books.last_looked_at(3)
    assert coming(cast, days=0) == [("12/05", "Bình", code, "-3")]


def test_a_line_that_no_server_took_is_in_the_next_digest(make, books, cast):
    code = make.task(due_on=date(2026, 5, 15), in_charge="binh", last_update_on=TODAY).code
    books.open()
    evening = MORNING + timedelta(hours=13)
    reaping.expire(evening)
    assert coming(cast, now=evening, days=1) == [("13/05", "Bình", code, "-3")]
    assert questions(lambda: coming(cast, now=evening, days=1))
    assert db.session.scalars(sa.select(OutgoingMail.state)).all() == ["expired"]


def test_it_follows_plans_seats_roles_and_the_calendar(make, books, cast):
    paused = make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY)
    set_plan(Scope(task_id=paused.id), LadderPlan(paused=True), NO_ROW, actor=cast.hoa, now=NOW)
    late = make.task(due_on=date(2026, 5, 4), in_charge="an", last_update_on=TODAY)
    with transaction() as session:
        leaves = Membership.account_id == cast.people["an"].id
        session.execute(sa.update(Membership).where(leaves).values(until_on=date(2026, 5, 17)))
    books.last_looked_at()
    found = coming(cast, days=7)
    assert {each[2] for each in found} == {late.code}
    assert sorted((day, name, rule) for day, name, _code, rule in found) == [
        ("18/05", "Bình", "+10"),  # An has left on Sunday, so nobody is in charge
        ("18/05", "Tâm", "c+10"),
    ]


def test_three_mentions_are_counted_ahead(make, books, cast, change_task):
    task = make.task(due_on=date(2026, 5, 21), in_charge="binh", last_update_on=TODAY)
    books.last_looked_at()
    books.go_on(7)
    change_task(task, due_on=date(2026, 6, 2), due_revision=2)
    now = MORNING + 6 * DAY + timedelta(hours=1)
    rules = [(day, rule) for day, name, _code, rule in coming(cast, now=now) if name == "Bình"]
    assert rules == [("01/06", "-1")]


def test_a_closed_organization_has_none(make, books, cast):
    make.task(due_on=TODAY + DAY)
    books.last_looked_at()
    with transaction() as session:
        session.execute(sa.update(Organization).values(valid_to=TODAY - DAY))
    assert coming(cast) == []


@pytest.mark.parametrize("state", [State.COMPLETED, State.CANCELLED])
def test_what_is_done_is_not_in_it(make, books, cast, state):
    make.task(due_on=TODAY, state=state)
    books.last_looked_at()
    assert coming(cast) == []


def test_who_left_is_not_in_it(make, books, cast):
    make.task(due_on=TODAY, last_update_on=TODAY)
    books.last_looked_at()
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.id == cast.people["an"].id).values(disabled_at=NOW))
    assert {name for _day, name, _code, _rule in coming(cast, days=3)} == {"Bình"}


def test_the_number_of_selects_does_not_grow_with_tasks(make, books, cast):
    make.task(due_on=TODAY, supporting=["b"])
    books.last_looked_at()
    few = questions(lambda: coming(cast))
    for _ in range(6):
        make.task(due_on=TODAY, supporting=["b", "c"])
    assert questions(lambda: coming(cast)) == few
