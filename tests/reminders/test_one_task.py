"""What the page of a task says of the next steps is what the planning of all tasks says."""

from datetime import date, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.accounts.models import Account, DigestWish
from tracker.calendar.models import CalendarOverride
from tracker.calendar.queries import working_calendar
from tracker.core.database import db, transaction
from tracker.groups.models import Membership
from tracker.mail.models import OutgoingMail
from tracker.mail.restored_decisions import COUNTED_AS_SENT
from tracker.mail.status import MailKind, MailState
from tracker.reminders.mute_actions import mute_task
from tracker.reminders.one_task import dates_of, open_task
from tracker.reminders.people import EVERYBODY, people_after
from tracker.reminders.planning import plan_lines
from tracker.reminders.plans import NO_ROW, Scope, plans_of, set_plan
from tracker.reminders.queries import MOST_PLANNED
from tracker.reminders.rules import LadderPlan, Rule
from tracker.reminders.rungs import next_rungs
from tracker.reminders.told_before import yet_to_tell
from tracker.reminders.words import rule_words
from tracker.reminders.work import mentions_until, owed_tasks
from tracker.tasks.models import Task
from tracker.tasks.status import State

from .reading import dossier_of, ledger_of_task, set_on

DAY = timedelta(days=1)
TASKS = 30


@pytest.fixture(params=range(2))
def tasks(request, make, report):
    """Tasks of every kind: states, deadlines, people in charge, supporting groups that have reported and have not."""
    chance = Random(request.param)
    made = []
    for number in range(TASKS):
        due_on = TODAY + chance.randint(-30, 30) * DAY if chance.random() < 0.8 else None
        state = list(State)[number % 5]
        lead = chance.choice("aabc")
        others = [key for key in "abc" if key != lead]
        task = make.task(
            lead=lead,
            supporting=chance.sample(others, chance.randint(0, 2)),
            due_on=due_on,
            default_due_on=None if due_on else TODAY + chance.randint(0, 20) * DAY,
            state=state,
            reported_on=TODAY - 3 * DAY if state in {State.AWAITING_CONFIRMATION, State.COMPLETED} else None,
            returned_on=TODAY - 2 * DAY if state is State.RETURNED else None,
            last_update_on=chance.choice((None, TODAY - 2 * DAY)),
            in_charge=chance.choice((None, "an", "binh", "chi", "hoa")),
        )
        made.append(task)
        if state in {State.AWAITING_CONFIRMATION, State.COMPLETED}:
            report(task, group=lead, author=chance.choice(("an", "hoa")), to=State.AWAITING_CONFIRMATION)
        for key in others:
            if chance.random() < 0.4:
                report(task, group=key, on=chance.choice((date(2026, 3, 20), date(2026, 5, 4))), to=state)
    return made


@pytest.fixture
def lived(tasks, cast, books):
    """Four mornings have passed; people have left and wish for less, ladders and days have been changed."""
    books.last_looked_at(4)
    books.go_on(4, start=-3)
    alive = [task for task in tasks if task.state in {State.NOT_STARTED, State.IN_PROGRESS}]
    set_plan(Scope(task_id=alive[0].id), LadderPlan(paused=True), NO_ROW, actor=cast.hoa, now=NOW)
    fixed = LadderPlan(before=(1,), fixed_on=TODAY + 2 * DAY, due_week_monday=True)
    set_plan(Scope(task_id=alive[1].id), fixed, NO_ROW, actor=cast.hoa, now=NOW)
    for task in tasks:
        if task.lead_group_id == cast.groups["a"].id and task.id % 2:
            mute_task(task.id, actor=cast.binh, now=NOW)
    set_on(Account, cast.people["chi"].id, digests=DigestWish.DUTIES)
    with transaction() as session:
        gone = Membership.account_id == cast.people["dung"].id
        session.execute(sa.update(Membership).where(gone).values(until_on=TODAY - DAY))
        session.add(CalendarOverride(organization_id=cast.home.id, day=TODAY, works=False))
        kept = session.scalars(sa.select(OutgoingMail).where(OutgoingMail.kind == MailKind.DIGEST)).all()
        for number, mail in enumerate(kept[:3], 1):
            mail.local_day, mail.state, mail.state_reason = TODAY + number * DAY, MailState.ACCEPTED, COUNTED_AS_SENT
    return tasks


def said_by_all(cast, task):
    """The next steps with their readers, as the planning for everybody has them."""
    session, organization_id = db.session(), cast.home.id
    calendar = working_calendar(session, organization_id, TODAY)
    owed = owed_tasks(session, Task.id == task.id, TODAY, plans_of(session, organization_id)).get(task.id)
    rungs = next_rungs(owed.dates, calendar, owed.plan, today=TODAY, most=MOST_PLANNED) if owed else []
    if not rungs:
        return []
    people, _last = people_after(session, organization_id, after_id=0, most=EVERYBODY, day=TODAY)
    mentions = mentions_until(session, [person.account_id for person in people], TODAY)
    lines = plan_lines(people, [owed], calendar, after=TODAY, until=rungs[-1].day, mentions=mentions)
    lines = yet_to_tell(session, lines, calendar, done=TODAY)
    told = {(line.account_id, line.day, line.rule) for line in lines}
    names = session.execute(sa.select(Account.id, Account.full_name).order_by(Account.sort_key, Account.id)).all()
    return [(rung.day, rule_words(rung.rule), [name for id_, name in names if (id_, *rung) in told]) for rung in rungs]


def test_the_next_steps_and_their_readers_are_those_of_every_morning(lived, cast):
    db.session.rollback()
    seen = set()
    for task in lived:
        rows = [row for row in ledger_of_task(db.session(), task.id, now=NOW) if row.future]
        told = [(day, rule, ", ".join(names) or "không có ai nhận") for day, rule, names in said_by_all(cast, task)]
        assert [(row.day, row.rule, row.who) for row in rows] == told
        seen |= {row.who for row in rows}
    assert len(seen) > 5


def test_the_task_is_the_one_that_every_morning_looks_at(lived, cast):
    db.session.rollback()
    session = db.session()
    plans = plans_of(session, cast.home.id)
    people, _last = people_after(session, cast.home.id, after_id=0, most=EVERYBODY, day=TODAY)
    owed = owed_tasks(session, Task.organization_id == cast.home.id, TODAY, plans)
    assert len(owed) > TASKS / 2
    for task_id, expected in owed.items():
        dossier = dossier_of(session, task_id)
        assert open_task(dossier, plans.of(task_id, dossier.quarter), people, TODAY) == expected
        assert dates_of(dossier) == expected.dates


def test_next_morning_brings_what_the_page_had_said(lived, cast, books, morning):
    """The lines of tomorrow, by the page of each task, are those that are written tomorrow."""
    db.session.rollback()
    tomorrow = TODAY + DAY
    foretold = {
        (task.id, row.rule, row.who)
        for task in lived
        for row in ledger_of_task(db.session(), task.id, now=NOW)
        if row.future and row.day == tomorrow and row.who != "không có ai nhận"
    }
    books.last_looked_at(0)
    morning(days=1)
    names = {account.id: account for account in cast.people.values()}
    written = {}
    for line in books.lines(local_day=tomorrow, state="attached"):
        written.setdefault((line.task_id, rule_words(Rule.parse(line.rule))), []).append(names[line.account_id])
    by_name = {
        (*about, ", ".join(each.full_name for each in sorted(people, key=lambda one: (one.sort_key, one.id))))
        for about, people in written.items()
    }
    assert foretold <= by_name
    assert foretold
