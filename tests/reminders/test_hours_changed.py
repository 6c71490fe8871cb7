"""The day, or its hours, change after its digests were written down and before they have left."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tests.mail.room import make_ready
from tracker.calendar.models import CalendarOverride
from tracker.core.database import transaction
from tracker.core.days import format_day
from tracker.mail import claims
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState, OccurrenceState
from tracker.organizations.models import Organization
from tracker.reminders.actions import queue_due
from tracker.reminders.forecast import forecast
from tracker.reminders.lines import DAY_OFF, HOURS_OVER
from tracker.reminders.told_before import ON_A_DAY_OFF
from tracker.reminders.why import explain

from .conftest import MORNING
from .reading import ledger_of_task

DAY = timedelta(days=1)


@pytest.fixture
def take(session):
    """Claim what is due and write it, as a sender does; the addresses that may be written to."""

    def taking(now):
        taken = claims.claim(worker="sender", limit=10, now=now)
        ready = [make_ready(each, worker="sender", now=now) for each in taken]
        return sorted(each.recipient.partition("@")[0] for each in ready if each is not None)

    return taking


def declare_off(cast, day=TODAY):
    with transaction() as session:
        session.add(CalendarOverride(organization_id=cast.home.id, day=day, works=False, reason="Bão số 3"))


def home_is(cast, **values):
    with transaction() as session:
        session.execute(sa.update(Organization).where(Organization.id == cast.home.id).values(**values))


def sent_to(cast, *people):
    """The digests of these people were taken by the server before anything changed."""
    with transaction() as session:
        whose = OutgoingMail.account_id.in_([cast.people[person].id for person in people])
        session.execute(sa.update(OutgoingMail).where(whose).values(state=MailState.ACCEPTED))


def told(books, cast, person):
    lines = books.lines(account_id=cast.people[person].id)
    return [(line.rule, line.state, line.mail.local_day if line.mail else None) for line in lines]


def test_on_a_day_declared_off_nothing_leaves_and_the_next_working_day_tells_it(make, books, cast, take, caught_up):
    make.task(due_on=TODAY, lead="a", last_update_on=TODAY)
    caught_up()
    queue_due(MORNING)
    sent_to(cast, "an")
    declare_off(cast)
    assert take(MORNING) == []
    waiting = books.mails(account_id=cast.people["binh"].id)
    assert [(mail.state, mail.state_reason, mail.attempt) for mail in waiting] == [(MailState.EXPIRED, DAY_OFF, 0)]
    assert queue_due(MORNING + timedelta(hours=1)) == 0
    queue_due(MORNING + DAY)
    assert "binh" in take(MORNING + DAY)
    (line,) = books.lines(account_id=cast.people["binh"].id, state=OccurrenceState.ATTACHED)
    assert line.mail.local_day == TODAY + DAY
    assert "gap" not in line.detail, "a day off is no outage"
    assert books.balance.difference == 0


def test_whoever_had_the_mail_before_does_not_get_the_same_step_twice(make, books, cast, take, caught_up):
    """One day overdue on the Tuesday; when that is off, Wednesday is one working day overdue as well."""
    make.task(due_on=TODAY - DAY, lead="a", last_update_on=TODAY)
    caught_up()
    queue_due(MORNING)
    sent_to(cast, "an")
    declare_off(cast)
    take(MORNING)
    queue_due(MORNING + DAY)
    assert take(MORNING + DAY) == ["binh"]
    assert told(books, cast, "an") == [
        ("+1", OccurrenceState.ATTACHED, TODAY),
        ("+1", OccurrenceState.SUPERSEDED, None),
    ]
    (second,) = books.lines(account_id=cast.people["an"].id, state=OccurrenceState.SUPERSEDED)
    assert second.state_reason == ON_A_DAY_OFF
    assert [line[1:] for line in told(books, cast, "binh") if line[1] is OccurrenceState.ATTACHED] == [
        (OccurrenceState.ATTACHED, TODAY + DAY)
    ]
    assert books.balance.difference == 0


def test_what_was_told_on_a_day_declared_off_is_not_announced_again(make, books, cast, take, caught_up, session):
    """The ledger and the explanation of a task say what Wednesday's digest will: the head has heard it."""
    task = make.task(due_on=TODAY - DAY, lead="a", last_update_on=TODAY)
    caught_up()
    queue_due(MORNING)
    sent_to(cast, "an")
    declare_off(cast)
    take(MORNING)
    later = MORNING + timedelta(hours=3)
    wednesday = format_day(TODAY + DAY)
    assert wednesday not in explain(session(), str(task.id), "an@example.vn", now=later).next_one
    assert wednesday in explain(session(), str(task.id), "binh@example.vn", now=later).next_one
    coming = [row for row in ledger_of_task(session(), task.id, now=later) if row.future and row.day == TODAY + DAY]
    assert [row.who for row in coming] == [cast.people["binh"].full_name]


def test_the_list_of_the_next_week_comes_although_this_weeks_was_told_on_a_day_declared_off(make, books, cast):
    """Both stand under the same rule, seven days apart."""
    make.task(due_on=date(2026, 4, 20), lead="a", last_update_on=TODAY)
    books.last_looked_at()
    books.go_on(7)
    monday = TODAY + 6 * DAY
    declare_off(cast, monday)
    books.go_on(7, start=7)
    assert told(books, cast, "tam") == [
        ("c+10", OccurrenceState.ATTACHED, monday),
        ("c+10", OccurrenceState.SUPERSEDED, None),
        ("c+10", OccurrenceState.ATTACHED, monday + 7 * DAY),
    ]


def test_the_preview_has_the_list_of_the_next_week_too(make, books, cast, session):
    make.task(due_on=date(2026, 4, 20), lead="a", last_update_on=TODAY)
    books.last_looked_at()
    books.go_on(7)
    monday = TODAY + 6 * DAY
    declare_off(cast, monday)
    coming = forecast(session(), cast.home.id, now=MORNING + 6 * DAY)
    days = [day.day for day in coming for person in day.people if person.account_id == cast.people["tam"].id]
    assert days == [monday + 7 * DAY, monday + 14 * DAY]


def test_a_later_hour_lets_the_digest_wait_for_it(make, books, cast, take, caught_up):
    make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY)
    caught_up()
    queue_due(MORNING)
    home_is(cast, digest_at=time(14, 0), window_until=time(16, 0))
    assert take(MORNING) == []
    (mail,) = books.mails()
    afternoon = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
    expected = (MailState.QUEUED, afternoon, afternoon + timedelta(hours=2), 0)
    assert (mail.state, mail.not_before, mail.expires_at, mail.attempt) == expected
    assert take(afternoon - timedelta(minutes=1)) == []
    assert take(afternoon) == ["binh"]


def test_when_the_new_hours_are_over_the_next_day_tells_it(make, books, cast, take, caught_up):
    make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY)
    caught_up()
    queue_due(MORNING)
    home_is(cast, window_until=time(8, 0))
    assert take(MORNING + timedelta(hours=1)) == []
    (mail,) = books.mails()
    assert (mail.state, mail.state_reason) == (MailState.EXPIRED, HOURS_OVER)
    home_is(cast, window_until=time(20, 0))
    queue_due(MORNING + DAY)
    assert take(MORNING + DAY) == ["binh"]
    assert books.balance.difference == 0


def test_what_a_person_lets_out_again_asks_no_hours(make, books, cast, take, caught_up):
    make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY)
    caught_up()
    queue_due(MORNING)
    (mail,) = books.mails()
    declare_off(cast)
    take(MORNING)
    evening = datetime(2026, 5, 12, 15, 0, tzinfo=UTC)
    with transaction() as session:
        assert claims.requeue(session, mail.id, now=evening, expires_at=evening + DAY)
    assert take(evening) == ["binh"]


@pytest.mark.parametrize(
    ("sunday", "leaves"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # 02:30 does not exist: 03:30 by the wall
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # 02:30 comes twice: the first counts
    ],
)
def test_a_digest_hour_that_summer_time_leaps_over_or_repeats_comes_once(make, books, cast, caught_up, sunday, leaves):
    """In Berlin, on a Sunday that is worked."""
    hours = {"digest_at": time(2, 30), "window_from": time(2), "window_until": time(20)}
    home_is(cast, time_zone="Europe/Berlin", **hours)
    with transaction() as session:
        session.add(CalendarOverride(organization_id=cast.home.id, day=sunday, works=True, reason="Làm bù"))
    make.task(due_on=sunday, in_charge="binh", assigned_on=sunday - 9 * DAY, last_update_on=sunday)
    caught_up(days=(TODAY - sunday).days + 1)
    made = []
    moment = datetime.combine(sunday, time(), UTC) - timedelta(hours=2)
    while moment < datetime.combine(sunday + DAY, time(), UTC):
        if queue_due(moment):
            made.append(moment)
        books.sent()
        moment += timedelta(minutes=10)
    assert made == [leaves]
    (mail,) = books.mails(account_id=cast.people["binh"].id)
    assert (mail.not_before, mail.local_day) == (leaves, sunday)
