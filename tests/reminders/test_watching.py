"""Who watches over the work hears of it too: reports that wait, long delays, silence; and who wants less hears less."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.accounts.actor import Role, SeatRole
from tracker.accounts.models import Account, AccountRole, DigestWish
from tracker.audit.models import AuditEntry
from tracker.core.database import db, transaction
from tracker.core.errors import NotAllowed, NotFound
from tracker.groups.models import Membership
from tracker.mail.status import MailKind, OccurrenceState
from tracker.reminders.actions import queue_due
from tracker.reminders.lines import MUTED, REVIEWED, UPDATED
from tracker.reminders.mute_actions import mute_task, unmute_task
from tracker.tasks.status import State

from .conftest import MORNING

MONDAY = date(2026, 5, 18)


def of(books, name, **conditions):
    """What somebody was owed, as (day, rule, part)."""
    lines = books.lines(account_id=books.cast.people[name].id, **conditions)
    return [(line.local_day, line.rule, line.detail["part"]) for line in lines]


def on(books, days, *, sent=True):
    """So many mornings from Tuesday the 12th on; unsent mails are those of the last one."""
    books.last_looked_at()
    books.go_on(days - (not sent))
    if not sent:
        queue_due(MORNING + timedelta(days=days - 1))


def test_the_committee_has_one_list_a_week_of_what_is_ten_days_late(make, books):
    late = [make.task(due_on=date(2026, 4, 20), last_update_on=TODAY, lead=lead) for lead in ("a", "b", "c")]
    make.task(due_on=date(2026, 5, 8), last_update_on=TODAY)
    make.task(due_on=date(2026, 4, 20), state=State.AWAITING_CONFIRMATION, reported_on=date(2026, 4, 28))
    on(books, 14)
    lines = books.lines(account_id=books.cast.people["tam"].id)
    assert {(line.rule, line.detail["part"]) for line in lines} == {("c+10", "committee")}
    assert [line.local_day for line in lines] == [MONDAY] * 3 + [MONDAY + timedelta(days=7)] * 4
    assert {line.task_id for line in lines[:3]} == {task.id for task in late}
    assert len(books.mails(account_id=books.cast.people["tam"].id)) == 2


def test_a_short_week_begins_on_its_first_working_day(make, books):
    """Monday 27 April 2026 is off for the Hùng kings; in the week of Tet, 16 to 20 February, no day is worked."""
    make.task(due_on=date(2026, 1, 12), assigned_on=date(2026, 1, 5), last_update_on=TODAY)
    for day in (*range(40, 56), *range(114, 121)):  # 9 to 24 February, 24 to 30 April
        books.last_looked_at((TODAY - date(2026, 1, 1)).days - day + 1)
        queue_due(datetime(2026, 1, 1, 0, 30, tzinfo=UTC) + timedelta(days=day))
        books.sent()
    assert [each[0] for each in of(books, "tam")] == [date(2026, 2, 23), date(2026, 4, 28)]


def test_silence_is_told_to_the_office_never_to_the_silent_group(make, books):
    make.task(last_update_on=date(2026, 4, 21))  # fifteen working days before Friday the 15th
    make.task(assigned_on=date(2026, 4, 6))
    make.task(last_update_on=date(2026, 5, 11))
    on(books, 8)
    assert of(books, "hoa") == of(books, "hung") == [(MONDAY, "s15", "silent")] * 2
    assert of(books, "an") == of(books, "binh") == of(books, "tam") == []


def test_an_update_ends_the_silence_also_after_the_line_was_written(make, books, report, write):
    task = make.task(last_update_on=date(2026, 4, 6))
    on(books, 7, sent=False)
    mail = books.mails(account_id=books.cast.people["hoa"].id, kind=MailKind.DIGEST)[0]
    report(task, "Đã làm", on=MONDAY, at=datetime(2026, 5, 18, 1, 0, tzinfo=UTC))
    write(mail, now=datetime(2026, 5, 18, 1, 5, tzinfo=UTC))
    (line,) = books.lines(account_id=mail.account_id)
    assert (line.state, line.state_reason) == (OccurrenceState.CANCELLED, UPDATED)


def test_somebody_of_the_office_in_the_silent_group_is_not_told(make, books, cast):
    with transaction() as session:
        session.add(
            Membership(
                organization_id=cast.home.id,
                group_id=cast.groups["a"].id,
                account_id=cast.people["hoa"].id,
                role=SeatRole.MEMBER,
                from_on=date(2026, 1, 1),
            )
        )
    make.task(last_update_on=date(2026, 4, 6))
    on(books, 7)
    assert of(books, "hoa") == []
    assert of(books, "hung") == [(MONDAY, "s15", "silent")]


def test_a_report_that_nobody_answers_is_put_before_the_office_again(make, books, report):
    task = make.task(state=State.AWAITING_CONFIRMATION, reported_on=date(2026, 5, 11), due_on=date(2026, 5, 20))
    report(task, "Xong", on=date(2026, 5, 11), to=State.AWAITING_CONFIRMATION)
    on(books, 15)
    expected = [("w+1", 12), ("w+3", 14), ("w+5", 18), ("w+10", 25)]
    assert of(books, "hoa") == [(date(2026, 5, day), rule, "reviewer") for rule, day in expected]
    assert of(books, "an") == of(books, "binh") == of(books, "tam") == []


def test_nobody_is_asked_to_confirm_their_own_report(make, books, report, cast):
    task = make.task(state=State.AWAITING_CONFIRMATION, reported_on=date(2026, 5, 11))
    report(task, "Xong", on=date(2026, 5, 11), to=State.AWAITING_CONFIRMATION, author="hoa")
    on(books, 1)
    assert of(books, "hoa") == []
    assert of(books, "hung") == [(TODAY, "w+1", "reviewer")]


def test_an_answered_report_is_not_put_before_anybody(make, books, report, write, change_task, cast):
    task = make.task(state=State.AWAITING_CONFIRMATION, reported_on=date(2026, 5, 11))
    report(task, "Xong", on=date(2026, 5, 11), to=State.AWAITING_CONFIRMATION)
    on(books, 1, sent=False)
    change_task(task, state=State.COMPLETED)
    for mail in books.mails():
        write(mail)
    assert {(line.state, line.state_reason) for line in books.lines()} == {(OccurrenceState.CANCELLED, REVIEWED)}


def test_several_roles_are_one_line_a_day_in_the_strongest_part(make, books, cast):
    """An, the head of the leading group, is now of the standing committee and works in the office as well."""
    with transaction() as session:
        for role in (Role.STANDING_COMMITTEE, Role.OFFICE):
            session.add(AccountRole(organization_id=cast.home.id, account_id=cast.people["an"].id, role=role))
    make.task(due_on=date(2026, 4, 23), in_charge="binh", assigned_on=date(2026, 4, 6))
    on(books, 14)
    told = of(books, "an")
    assert told == [
        (date(2026, 5, 12), "+10", "head"),
        (MONDAY, "c+10", "committee"),
        (date(2026, 5, 19), "+15", "head"),
        (date(2026, 5, 25), "c+10", "committee"),
    ]


@pytest.fixture
def muted(cast):
    def muting(task, name="binh"):
        mute_task(task.id, actor=getattr(cast, name), now=NOW)

    return muting


def test_a_muted_task_is_silent_until_it_is_due_and_the_others_speak(make, books, muted):
    task = make.task(due_on=date(2026, 5, 14), in_charge="binh", last_update_on=TODAY)
    other = make.task(due_on=date(2026, 5, 14), in_charge="binh", last_update_on=TODAY)
    muted(task)
    on(books, 4)
    binh = books.cast.people["binh"].id
    rules = {each.id: [line.rule for line in books.lines(task_id=each.id, account_id=binh)] for each in (task, other)}
    assert rules == {task.id: ["0", "+1"], other.id: ["-1", "0", "+1"]}


def test_who_wants_duties_alone_gets_duties(make, books, cast):
    with transaction() as session:
        session.execute(
            sa.update(Account).where(Account.id == cast.people["binh"].id).values(digests=DigestWish.DUTIES)
        )
    make.task(due_on=date(2026, 5, 14), in_charge="binh", last_update_on=TODAY)
    make.task(default_due_on=date(2026, 5, 13), in_charge="binh", last_update_on=TODAY)
    make.task(state=State.RETURNED, returned_on=date(2026, 5, 7), in_charge="binh", last_update_on=TODAY)
    on(books, 4)
    assert [rule for _day, rule, _part in of(books, "binh")] == ["r+3", "0", "+1"]


def test_a_returned_task_is_asked_for_although_an_early_rung_that_is_muted_meets_it(make, books, muted):
    due_on = TODAY + timedelta(days=3)
    task = make.task(
        state=State.RETURNED, returned_on=date(2026, 5, 7), due_on=due_on, in_charge="binh", last_update_on=TODAY
    )
    muted(task)
    on(books, 1)
    assert of(books, "binh") == [(TODAY, "r+3", "in_charge")]


def test_muting_after_the_line_was_written_is_in_time(make, books, muted, write):
    task = make.task(due_on=date(2026, 5, 13), in_charge="binh")
    on(books, 1, sent=False)
    muted(task)
    write(books.mails()[0])
    (line,) = books.lines()
    assert (line.state, line.state_reason) == (OccurrenceState.CANCELLED, MUTED)


def test_only_who_sits_on_a_task_mutes_it_and_once_is_enough(make, cast):
    task = make.task()
    for name, refusal in (("hoa", NotAllowed), ("tam", NotAllowed), ("chi", NotFound), ("quan", NotFound)):
        with pytest.raises(refusal):
            mute_task(task.id, actor=getattr(cast, name), now=NOW)
    for _twice in range(2):
        mute_task(task.id, actor=cast.binh, now=NOW)
    for _twice in range(2):
        unmute_task(task.id, actor=cast.binh, now=NOW)
    actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["reminder.muted", "reminder.unmuted"]
