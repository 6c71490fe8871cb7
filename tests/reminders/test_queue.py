"""What is written down each morning: once, for the right people, and nothing forgotten."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.counting import counted, selects
from tracker.calendar.models import CalendarOverride
from tracker.core.database import db, transaction
from tracker.groups.models import Membership
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceKind, OccurrenceState
from tracker.reminders import actions
from tracker.reminders.mornings import mornings
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.status import State

from .conftest import MORNING


@pytest.fixture(autouse=True)
def _yesterday(caught_up):
    caught_up()


def ids(cast, *names):
    return [cast.people[name].id for name in names]


def test_nothing_is_written_before_the_digest_time(make, morning, books):
    make.task(due_on=TODAY)
    assert actions.queue_due(MORNING - timedelta(seconds=1)) == 0
    assert books.lines() == []
    assert morning() == 2


def test_nothing_is_written_on_a_day_off_and_the_next_working_day_makes_up_for_it(make, morning, books, session, cast):
    make.task(due_on=date(2026, 5, 14))
    with transaction() as writing:
        writing.add(CalendarOverride(organization_id=cast.home.id, day=TODAY, works=False, reason="Nghỉ"))
    assert morning() == 0
    assert books.mails() == []
    assert morning(days=1) == 2
    assert {line.rule for line in books.lines()} == {"-1"}


def test_a_saturday_and_a_sunday_are_left_alone(make, morning, books):
    make.task(due_on=TODAY)
    assert morning(days=4) == 0
    assert morning(days=5) == 0


def test_one_digest_a_person_whatever_the_number_of_tasks(make, morning, books, cast):
    for _ in range(3):
        make.task(due_on=TODAY)
    make.task(due_on=TODAY, lead="b", supporting=["a"])
    assert morning() == 3
    mails = books.mails()
    assert sorted(mail.account_id for mail in mails) == sorted(ids(cast, "an", "binh", "chi"))
    assert {mail.kind for mail in mails} == {MailKind.DIGEST}
    assert len(books.lines(account_id=cast.people["an"].id)) == 4


def test_it_is_written_once_however_often_it_runs(make, morning, books):
    make.task(due_on=TODAY)
    morning()
    first = [(line.key, line.mail_id) for line in books.lines()]
    assert [morning(hours=n) for n in range(5)] == [0] * 5
    assert [(line.key, line.mail_id) for line in books.lines()] == first


def test_it_is_written_once_even_if_the_cursor_is_lost(make, morning, books, caught_up):
    make.task(due_on=TODAY)
    morning()
    caught_up()
    assert morning() == 0
    assert len(books.lines()) == 2
    assert books.balance.difference == 0


def test_a_line_has_its_key_its_rule_and_the_revision_of_the_deadline(make, morning, books, cast):
    task = make.task(due_on=TODAY, in_charge="binh", due_revision=3)
    morning()
    (line,) = books.lines()
    assert line.key == f"due:{task.id}:{cast.people['binh'].id}:2026-05-12:3:0"
    assert (line.rule, line.due_revision, line.kind) == ("0", 3, OccurrenceKind.REMINDER)
    assert line.detail == {"part": "in_charge", "caught_up": False}


def test_a_digest_waits_for_its_hour_and_ends_with_the_window(make, morning, books):
    make.task(due_on=TODAY)
    morning(hours=3)
    mail = books.mails()[0]
    assert mail.not_before == MORNING
    assert mail.expires_at == datetime(2026, 5, 12, 13, 0, tzinfo=UTC)  # 20:00 in Vietnam
    assert mail.dedupe_key == f"digest:{mail.account_id}:2026-05-12"


def test_the_hours_are_those_of_the_organization(make, morning, books, cast):
    """Berlin in summer: 07:30 is 05:30 UTC."""
    with transaction() as session:
        cast.home.time_zone = "Europe/Berlin"
        session.merge(cast.home)
    make.task(due_on=TODAY)
    assert actions.queue_due(datetime(2026, 5, 12, 5, 29, tzinfo=UTC)) == 0
    assert actions.queue_due(datetime(2026, 5, 12, 5, 30, tzinfo=UTC)) == 2
    assert books.mails()[0].expires_at == datetime(2026, 5, 12, 18, 0, tzinfo=UTC)


def test_each_organization_has_its_own_hour(make, morning, books, cast):
    with transaction() as session:
        cast.organizations["next"].digest_at = time(9, 0)
        session.merge(cast.organizations["next"])
    make.task(due_on=TODAY)
    make.task(due_on=TODAY, organization="next", lead="d", field=None)
    assert morning() == 2
    assert morning(hours=1.5) == 1


def test_only_the_one_in_charge_is_reminded_until_five_days_late(make, morning, books, cast):
    make.task(due_on=date(2026, 5, 14), in_charge="binh", last_update_on=TODAY)
    for days in range(10):
        morning(days=days)
    told = {line.rule: set() for line in books.lines()}
    for line in books.lines():
        told[line.rule].add(line.account_id)
    an, binh = ids(cast, "an", "binh")
    assert told == {"-1": {binh}, "0": {binh}, "+1": {binh}, "+3": {binh}, "+5": {an, binh}}


def test_without_an_active_person_in_charge_the_whole_group_is_reminded(make, morning, books, cast):
    make.task(due_on=TODAY, in_charge="binh")
    with transaction() as session:
        his = Membership.account_id == cast.people["binh"].id
        session.execute(sa.update(Membership).where(his).values(until_on=date(2026, 5, 11)))
    morning()
    assert books.told() == [(cast.people["an"].id, "0")]


def test_a_disabled_person_is_not_reminded(make, morning, books, cast):
    make.task(due_on=TODAY, in_charge="binh")
    with transaction() as session:
        cast.people["binh"].disabled_at = NOW
        session.merge(cast.people["binh"])
    morning()
    assert books.told() == [(cast.people["an"].id, "0")]


@pytest.mark.parametrize("state", [State.AWAITING_CONFIRMATION, State.COMPLETED, State.CANCELLED, State.CARRIED_OVER])
def test_a_task_that_asks_for_nothing_is_not_reminded_of(make, morning, books, state):
    make.task(due_on=TODAY, state=state)
    assert morning() == 0
    assert books.lines() == []


def test_a_supporting_group_is_reminded_until_it_has_filed_its_part(make, morning, books, cast):
    one = make.task(due_on=TODAY, supporting=["b", "c"])
    with transaction() as session:
        session.add(
            StatusUpdate(
                organization_id=one.organization_id,
                task_id=one.id,
                group_id=cast.groups["b"].id,
                author_id=cast.people["chi"].id,
                created_at=NOW,
                reported_on=date(2026, 4, 20),
                from_state=State.IN_PROGRESS,
                to_state=State.IN_PROGRESS,
            )
        )
    morning()
    assert sorted(who for who, _ in books.told()) == sorted(ids(cast, "an", "binh", "dung"))


def test_what_a_supporting_group_filed_last_quarter_does_not_count(make, morning, books, cast):
    one = make.task(due_on=TODAY, supporting=["b"], quarter="2026-Q1", assigned_on=date(2026, 1, 5))
    with transaction() as session:
        session.add(
            StatusUpdate(
                organization_id=one.organization_id,
                task_id=one.id,
                group_id=cast.groups["b"].id,
                author_id=cast.people["chi"].id,
                created_at=NOW,
                reported_on=date(2026, 3, 20),
                from_state=State.IN_PROGRESS,
                to_state=State.IN_PROGRESS,
            )
        )
    morning()
    assert (cast.people["chi"].id, "0") in books.told()


def test_a_person_reached_by_two_ways_gets_one_line(make, morning, books, cast):
    with transaction() as session:
        session.add(
            Membership(
                organization_id=cast.home.id,
                group_id=cast.groups["b"].id,
                account_id=cast.people["an"].id,
                role="member",
                from_on=date(2026, 1, 1),
            )
        )
    make.task(due_on=TODAY, supporting=["b"])
    morning()
    assert len(books.lines(account_id=cast.people["an"].id)) == 1


def test_a_returned_task_is_reminded_of_three_days_later(make, morning, books):
    make.task(state=State.RETURNED, returned_on=date(2026, 5, 7))
    morning()
    assert {line.rule for line in books.lines()} == {"r+3"}


def test_three_days_without_a_scheduler_are_one_digest_with_the_newest_lines(make, morning, books, caught_up):
    caught_up(days=3)  # the last look was on Saturday 9 May, so Monday's rungs are missing
    make.task(due_on=date(2026, 5, 11), last_update_on=TODAY)
    assert morning() == 2
    assert {(line.rule, line.state) for line in books.lines()} == {
        ("0", OccurrenceState.SUPERSEDED),
        ("+1", OccurrenceState.ATTACHED),
    }
    assert books.balance.difference == 0
    assert (books.balance.total, books.balance.superseded, books.balance.waiting) == (4, 2, 2)


def test_a_line_that_fell_due_while_nothing_ran_says_so(make, morning, books, caught_up):
    caught_up(days=5)
    make.task(due_on=date(2026, 5, 13), in_charge="binh")  # its rung -3 stood on Friday 8 May, -1 stands today
    make.task(due_on=date(2026, 5, 14), in_charge="binh")  # its rung -3 stood on Monday 11 May
    morning()
    told = {line.rule: line for line in books.lines(state=OccurrenceState.ATTACHED)}
    assert told["-1"].detail["caught_up"] is False
    assert told["-3"].detail["caught_up"] is True
    assert told["-3"].local_day == date(2026, 5, 11)


def test_forty_days_without_a_scheduler_are_still_one_digest(make, morning, books, caught_up):
    caught_up(days=40)
    for n in range(6):
        make.task(due_on=date(2026, 4, 20) + timedelta(days=7 * n), assigned_on=date(2026, 3, 2))
    assert morning() == 5  # the group of two, the office of two, and the standing committee
    lines = books.lines()
    told = [line for line in lines if line.state is OccurrenceState.ATTACHED]
    assert len({(line.task_id, line.account_id) for line in told}) == len(told)
    assert all(line.state is OccurrenceState.SUPERSEDED and line.mail_id is None for line in lines if line not in told)
    assert books.balance.difference == 0
    assert books.balance.total == len(lines)


def test_a_longer_gap_is_cut_never_refused(make, morning, books, caught_up):
    caught_up(days=400)
    make.task(due_on=date(2025, 6, 2), assigned_on=date(2025, 5, 5), quarter="2025-Q2")
    assert morning() == 5
    assert min(line.local_day for line in books.lines()) > TODAY - timedelta(days=61)


def test_the_first_start_looks_at_today_alone(make, session, books, caught_up):
    with transaction() as writing:
        writing.execute(sa.text("DELETE FROM reminder_cursor"))
    make.task(due_on=date(2026, 5, 11))
    actions.queue_due(MORNING)
    assert {line.rule for line in books.lines()} == {"+1"}
    assert {cursor.done_until for cursor in books.cursor} == {TODAY}


def test_a_clock_that_was_put_back_silences_nobody(make, morning, books, caught_up):
    make.task(due_on=date(2026, 5, 13), in_charge="binh")
    caught_up(days=-300)  # looked at by a machine that thought it was next year
    assert morning() == 1
    assert {cursor.done_until for cursor in books.cursor} == {TODAY}


def test_a_moved_deadline_has_a_ladder_of_its_own(make, morning, books, caught_up):
    task = make.task(due_on=TODAY, in_charge="binh")
    morning()
    with transaction() as session:
        session.execute(sa.update(Task).where(Task.id == task.id).values(due_on=date(2026, 5, 14), due_revision=2))
    morning(days=1)
    assert [(line.rule, line.due_revision) for line in books.lines()] == [("0", 1), ("-1", 2)]


def test_a_line_that_comes_after_the_days_digest_has_gone_is_not_said_to_be_in_it(make, morning, books, caught_up):
    make.task(due_on=TODAY, in_charge="binh")
    morning()
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(state=MailState.ACCEPTED))
    caught_up()
    make.task(due_on=TODAY, in_charge="binh")
    morning()
    assert [line.state for line in books.lines()] == [OccurrenceState.ATTACHED, OccurrenceState.SUPERSEDED]
    assert books.balance.difference == 0


def test_what_no_server_took_yesterday_is_told_today(make, morning, books):
    make.task(due_on=date(2026, 5, 15), in_charge="binh")  # -3 today, -1 on Thursday
    make.task(due_on=date(2026, 5, 13), in_charge="binh")  # -1 today, 0 tomorrow
    morning()
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(state=MailState.EXPIRED))
    morning(days=1)
    today = books.mails()[-1]
    assert sorted(line.rule for line in books.lines(mail_id=today.id, state=OccurrenceState.ATTACHED)) == ["-3", "0"]
    (replaced,) = books.lines(state=OccurrenceState.SUPERSEDED)
    assert replaced.rule == "-1"
    assert books.balance.difference == 0


def test_a_digest_still_waiting_at_midnight_passes_its_lines_on(make, morning, books):
    make.task(due_on=date(2026, 5, 15), in_charge="binh")
    morning()
    morning(days=1)
    old, new = books.mails()
    assert (old.state, [line.rule for line in old.lines]) == (MailState.QUEUED, [])
    assert [line.rule for line in new.lines] == ["-3"]


def test_pages_of_people_are_walked_to_the_end(make, morning, books, monkeypatch):
    monkeypatch.setattr(actions, "PAGE", 1)
    make.task(due_on=TODAY, supporting=["b", "c"])
    assert morning() == 4
    assert {cursor.done_until for cursor in books.cursor} == {TODAY}


def test_a_crash_between_two_pages_loses_and_doubles_nothing(make, morning, books, monkeypatch):
    monkeypatch.setattr(actions, "PAGE", 1)
    make.task(due_on=TODAY, supporting=["b", "c"])
    real, calls = actions.queue_people, []

    def dying(*args):
        calls.append(args)
        if len(calls) == 5:  # the province above has one to look at, then nobody: those were the first
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(actions, "queue_people", dying)
    with pytest.raises(KeyboardInterrupt):
        morning()
    assert 0 < len(books.lines()) < 4
    monkeypatch.setattr(actions, "queue_people", real)
    morning()
    assert len(books.lines()) == 4
    assert len(books.mails()) == 4


def test_two_schedulers_at_once_write_what_one_would(app, make, morning, books, monkeypatch):
    monkeypatch.setattr(actions, "PAGE", 1)
    for _ in range(4):
        make.task(due_on=TODAY, supporting=["b", "c"])
    failures, start = [], threading.Barrier(2)

    def scheduler():
        with app.app_context():
            start.wait()
            try:
                actions.queue_due(MORNING)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
                failures.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=scheduler) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(books.lines()) == 16
    assert len(books.mails()) == 4
    assert books.balance.difference == 0


def test_a_second_scheduler_that_comes_in_between_two_pages_changes_nothing(make, morning, books, monkeypatch):
    monkeypatch.setattr(actions, "PAGE", 1)
    make.task(due_on=TODAY, supporting=["b", "c"])
    real, calls = actions.people_after, []

    def interrupted(session, organization_id, **kwargs):
        found = real(session, organization_id, **kwargs)
        calls.append(kwargs["after_id"])
        return found

    first = mornings(db.session(), MORNING)
    actions.queue_due(MORNING)  # the other one does the whole day meanwhile
    monkeypatch.setattr(actions, "people_after", interrupted)
    assert [actions._queue_organization(each, MORNING) for each in first] == [0] * len(first)
    assert calls == []
    assert len(books.mails()) == 4


def test_the_number_of_selects_does_not_grow_with_tasks_or_people(make, morning, books, cast, caught_up):
    def asked():
        caught_up()
        with counted() as sent:
            morning()
        return selects(sent)

    make.task(due_on=TODAY)
    few = asked()
    for _ in range(12):
        make.task(due_on=TODAY, supporting=["b", "c"])
    assert asked() == few


def test_the_occurrences_of_a_quarter_never_exceed_the_budget(make, morning, books, cast):
    """One digest a person and working day, at most three mentions before a deadline, no mail without a line."""
    for n in range(8):
        make.task(due_on=date(2026, 5, 18) + timedelta(days=5 * n), supporting=["b"], assigned_on=date(2026, 4, 6))
    for days in range(50):
        morning(days=days)
        with transaction() as session:
            session.execute(sa.update(OutgoingMail).values(state=MailState.ACCEPTED))
    mails = books.mails()
    assert len({(mail.account_id, mail.local_day) for mail in mails}) == len(mails)
    assert all(mail.local_day.weekday() < 5 for mail in mails)
    before: dict = {}
    for line in books.lines():
        if line.rule.startswith("-"):
            before.setdefault((line.task_id, line.account_id), []).append(line.rule)
    assert max(map(len, before.values())) == 3
    assert not db.session.scalars(
        sa.select(OutgoingMail.id).where(~sa.exists().where(Occurrence.mail_id == OutgoingMail.id))
    ).all()
