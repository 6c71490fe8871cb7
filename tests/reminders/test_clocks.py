"""Outages, clocks that leap, zones that change their hour, and the hours in which mails may leave."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tracker.core.database import db, transaction
from tracker.mail import reaping
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceState
from tracker.organizations.models import Organization
from tracker.reminders.actions import queue_due
from tracker.reminders.models import ReminderCursor
from tracker.reminders.mornings import window_of
from tracker.reminders.rewinding import CLOCK_RAN_AHEAD

from .conftest import MORNING

DAY = timedelta(days=1)


def home_is(cast, **values):
    with transaction() as session:
        session.execute(sa.update(Organization).where(Organization.id == cast.home.id).values(**values))


# Hours.


def test_when_the_window_is_over_the_lines_go_with_the_next_working_days_digest(make, books, caught_up):
    make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY)
    caught_up()
    evening = datetime(2026, 5, 12, 13, 0, tzinfo=UTC)  # 20:00 in Vietnam: the end is not inside
    assert queue_due(evening) == queue_due(evening + timedelta(hours=3)) == 0
    assert queue_due(MORNING + DAY) == 1
    assert [(line.rule, line.state) for line in books.lines()] == [
        ("0", OccurrenceState.SUPERSEDED),
        ("+1", OccurrenceState.ATTACHED),
    ]
    (mail,) = books.mails()
    assert (mail.local_day, mail.expires_at) == (TODAY + DAY, evening + DAY)


def test_a_digest_that_no_server_took_in_its_window_passes_its_lines_on(make, books, caught_up):
    make.task(due_on=TODAY, default_due_on=None, in_charge="binh", last_update_on=TODAY)
    caught_up()
    queue_due(MORNING)
    reaping.expire(datetime(2026, 5, 12, 13, 1, tzinfo=UTC))
    assert [mail.state for mail in books.mails()] == [MailState.EXPIRED]
    queue_due(MORNING + DAY)
    told = books.lines(state=OccurrenceState.ATTACHED)
    assert [line.rule for line in told] == ["+1"]
    assert books.balance.difference == 0


@pytest.mark.parametrize(
    ("digest_at", "start", "end", "leaves"),
    [
        (time(7, 30), time(6), time(20), time(7, 30)),
        (time(5, 0), time(6), time(20), time(6)),
        (time(20, 0), time(6), time(20), time(6)),
    ],
)
def test_a_digest_time_outside_the_window_gives_way(cast, digest_at, start, end, leaves):
    home = Organization(digest_at=digest_at, window_from=start, window_until=end, time_zone="Asia/Ho_Chi_Minh")
    window = window_of(home, TODAY)
    assert window.not_before.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).time() == leaves


def test_a_closed_organization_sends_nothing(make, books, caught_up, cast):
    home_is(cast, valid_to=TODAY - DAY)
    make.task(due_on=TODAY)
    caught_up()
    assert queue_due(MORNING) == 0


# Outages.


@pytest.mark.parametrize(
    ("down", "gap"),
    [
        (timedelta(hours=1), None),
        (timedelta(days=1), ["2026-06-29", "2026-06-29"]),
        (timedelta(days=3), ["2026-06-29", "2026-07-01"]),
        (timedelta(days=40), ["2026-06-29", "2026-08-07"]),
    ],
)
def test_after_an_outage_one_digest_a_person_says_from_when_to_when(make, books, cast, down, gap):
    """From Monday 29 June 2026 on, so that three days lead over the end of the quarter."""
    started = datetime(2026, 6, 29, 0, 30, tzinfo=UTC)
    for number in range(12):
        make.task(due_on=date(2026, 6, 22) + timedelta(days=2 * number), lead="abc"[number % 3], supporting=["b"])
    with transaction() as session:
        last = date(2026, 6, 28)
        session.add(ReminderCursor(organization_id=cast.home.id, done_until=last, moved_at=started))
    back = started + down
    while not (made := queue_due(back)):
        back += DAY  # a Saturday: the next working day
    mails = books.mails()
    assert len(mails) == made == len({mail.account_id for mail in mails})
    lines = books.lines()
    assert {line.state for line in lines} <= {OccurrenceState.ATTACHED, OccurrenceState.SUPERSEDED}
    assert all(line.state_reason for line in lines if line.state is OccurrenceState.SUPERSEDED)
    assert {line.mail_id is None for line in lines if line.state is OccurrenceState.SUPERSEDED} <= {True}
    assert {tuple(line.detail.get("gap") or ()) for line in lines} == {tuple(gap or ())}
    today = back.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    assert all(line.detail["caught_up"] is (line.local_day < today) for line in lines)
    assert books.balance.difference == 0


def test_a_weekend_is_no_outage(make, books, caught_up):
    make.task(due_on=date(2026, 5, 18), in_charge="binh")
    caught_up(days=-3)  # Friday the 15th
    queue_due(MORNING + 6 * DAY)
    assert [line.detail for line in books.lines(rule="0")] == [{"part": "in_charge", "caught_up": False}]


# Clocks.


@pytest.fixture
def ahead(make, books, caught_up):
    """Tuesday's digest went out; then the clock leapt to Friday, and Friday's was written down."""
    task = make.task(due_on=date(2026, 5, 13), in_charge="binh", last_update_on=TODAY)
    other = make.task(due_on=date(2026, 5, 15), in_charge="binh", last_update_on=TODAY)
    caught_up()
    queue_due(MORNING)
    books.sent()
    queue_due(MORNING + 3 * DAY)
    return task, other


def days_told(books):
    told = books.lines(state=OccurrenceState.ATTACHED)
    return sorted((line.mail.local_day.day, line.rule) for line in told if not line.key.startswith("void:"))


@pytest.mark.parametrize("left", [False, True])
def test_a_clock_that_ran_ahead_and_was_put_right_leaves_each_true_day_its_digest(ahead, books, left):
    if left:
        books.sent()  # Friday's digest has gone already: it cannot be taken back
    assert queue_due(MORNING + timedelta(hours=2)) == 0
    assert {cursor.done_until for cursor in books.cursor if cursor.organization_id == books.cast.home.id} == {TODAY}
    void = [line for line in books.lines() if line.key.startswith("void:")]
    assert void
    unsent = [line for line in void if line.state is OccurrenceState.CANCELLED]
    assert {line.state_reason for line in unsent} == {CLOCK_RAN_AHEAD}
    (friday,) = [mail for mail in books.mails() if mail.dedupe_key.startswith("void:")]
    assert friday.state is (MailState.ACCEPTED if left else MailState.CANCELLED)
    for number in (1, 2, 3):
        assert queue_due(MORNING + number * DAY) == 1
        assert queue_due(MORNING + number * DAY + timedelta(hours=1)) == 0
        books.sent()
    digests = [mail for mail in books.mails(kind=MailKind.DIGEST) if mail is not friday]
    assert [mail.local_day.day for mail in digests if not mail.dedupe_key.startswith("void:")] == [12, 13, 14, 15]
    assert days_told(books) == [(12, "-1"), (12, "-3"), (13, "0"), (14, "+1"), (14, "-1"), (15, "0")]
    assert books.balance.difference == 0


def test_what_a_void_digest_carried_over_is_told_all_the_same(make, books, caught_up):
    """Monday's line was taken by no server, and then put into the digest of a Thursday that had not come."""
    make.task(due_on=date(2026, 5, 20), in_charge="binh", last_update_on=TODAY)  # -7 on Monday, -3 on Friday
    caught_up(days=2)
    queue_due(MORNING - DAY)
    reaping.expire(MORNING)
    assert queue_due(MORNING + 2 * DAY) == 1
    assert queue_due(MORNING) == 1
    (line,) = books.lines()
    assert (line.rule, line.state, line.mail.local_day) == ("-7", OccurrenceState.ATTACHED, TODAY)
    assert line.detail["caught_up"] is True
    assert books.balance.difference == 0


def test_a_clock_that_leapt_ahead_after_an_outage_gives_the_days_of_the_outage_back(make, books, caught_up):
    """Nothing ran on Monday. The clock said Friday when it came up, and was put right on Tuesday."""
    make.task(due_on=date(2026, 5, 14), in_charge="binh", last_update_on=TODAY)  # -3 stood on Monday, -1 on Wednesday
    caught_up(days=3)
    queue_due(MORNING + 3 * DAY)
    assert queue_due(MORNING) == 1
    true = [line for line in books.lines() if not line.key.startswith("void:")]
    assert [(line.rule, line.local_day.day, line.mail.local_day) for line in true] == [("-3", 11, TODAY)]


# Zones and the year.


@pytest.mark.parametrize(
    ("day", "at", "until", "leaves", "ends"),
    [
        ("2026-03-27", time(2, 30), time(20), "2026-03-27T01:30", "2026-03-27T19:00"),
        ("2026-03-30", time(2, 30), time(20), "2026-03-30T00:30", "2026-03-30T18:00"),
        ("2026-03-29", time(2, 30), time(3, 30), "2026-03-29T01:30", "2026-03-29T01:30"),  # the hour does not exist
        ("2026-10-25", time(2, 30), time(3, 30), "2026-10-25T00:30", "2026-10-25T02:30"),  # the hour comes twice
    ],
)
def test_the_window_where_the_clock_is_changed(day, at, until, leaves, ends):
    berlin = Organization(digest_at=at, window_from=time(2), window_until=until, time_zone="Europe/Berlin")
    window = window_of(berlin, date.fromisoformat(day))
    found = [f"{moment:%Y-%m-%dT%H:%M}" for moment in (window.not_before, window.expires_at)]
    assert found == [leaves, ends]


def test_in_a_zone_with_summer_time_each_working_day_has_one_digest(make, books, cast):
    """The week before and the week after 29 March 2026, when 07:30 moves from 06:30 UTC to 05:30."""
    home_is(cast, time_zone="Europe/Berlin", digest_at=time(7, 30))
    make.task(
        default_due_on=date(2026, 3, 16), due_on=date(2026, 3, 30), in_charge="binh", assigned_on=date(2026, 3, 2)
    )
    with transaction() as session:
        session.add(ReminderCursor(organization_id=cast.home.id, done_until=date(2026, 3, 20), moved_at=MORNING))
    moment = datetime(2026, 3, 20, 23, 0, tzinfo=UTC)
    while moment < datetime(2026, 4, 4, tzinfo=UTC):
        queue_due(moment)
        books.sent()
        moment += timedelta(minutes=30)
    told = [(line.rule, line.local_day.isoformat()) for line in books.lines(account_id=cast.people["binh"].id)]
    assert told == [
        ("-3", "2026-03-25"),
        ("-1", "2026-03-27"),
        ("0", "2026-03-30"),
        ("+1", "2026-03-31"),
        ("+3", "2026-04-02"),
    ]
    hours = {mail.local_day: mail.not_before.hour for mail in books.mails(account_id=cast.people["binh"].id)}
    assert (hours[date(2026, 3, 27)], hours[date(2026, 3, 30)]) == (6, 5)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2028, 2, 29), ["-1 2028-02-28", "0 2028-02-29", "+1 2028-03-01"]),
        (date(2026, 12, 31), ["-1 2026-12-30", "0 2026-12-31", "+1 2027-01-04"]),  # New Year and a weekend lie between
    ],
)
def test_the_leap_day_and_the_end_of_the_year(make, books, cast, due_on, expected):
    make.task(due_on=due_on, in_charge="binh", assigned_on=due_on - timedelta(days=20), last_update_on=due_on)
    start = due_on - 3 * DAY
    with transaction() as session:
        session.add(ReminderCursor(organization_id=cast.home.id, done_until=start, moved_at=MORNING))
    for number in range(1, 8):
        queue_due(datetime.combine(start + number * DAY, time(0, 30), UTC))
        books.sent()
    told = books.lines(account_id=cast.people["binh"].id)
    assert [f"{line.rule} {line.local_day}" for line in told][:3] == expected
    assert db.session.scalar(sa.select(sa.func.count(OutgoingMail.id))) >= 3
