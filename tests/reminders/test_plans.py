"""The ladder of each task: default, organization, quarter, task; who may set it, and what a change does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.counting import counted
from tracker.audit.models import AuditEntry
from tracker.core.database import db
from tracker.core.errors import NotAllowed, NotFound, Refusal, Stale
from tracker.core.quarter import Quarter
from tracker.mail.status import OccurrenceState
from tracker.reminders.lines import OTHER_LADDER
from tracker.reminders.plans import NO_ROW, Scope, clear_plan, find_plan, plan_of, plans_of, set_plan
from tracker.reminders.rules import DEFAULT_PLAN, LadderPlan
from tracker.reminders.work import mentions_until

from .conftest import MORNING

Q2 = Scope(quarter=Quarter(2026, 2))
WHOLE = Scope()
SPARSE = LadderPlan(before=(2,), on_day=False, after=(4,), every=0, escalate_after=0, committee_after=0, silent_after=0)


def entries():
    return db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()


def ladder_of(task):
    return plans_of(db.session(), task.organization_id).of(task.id, task.quarter)


def test_the_narrowest_plan_counts_and_counts_whole(make, cast):
    task, other, later = make.task(), make.task(), make.task(quarter="2026-Q3")
    assert ladder_of(task) == DEFAULT_PLAN
    set_plan(WHOLE, replace(SPARSE, before=(9,)), NO_ROW, actor=cast.quan, now=NOW)
    set_plan(Q2, replace(SPARSE, before=(8,)), NO_ROW, actor=cast.hoa, now=NOW)
    set_plan(Scope(task_id=task.id), LadderPlan(before=(4,)), NO_ROW, actor=cast.hoa, now=NOW)
    assert [ladder_of(each).before for each in (task, other, later)] == [(4,), (8,), (9,)]
    assert ladder_of(task).after == DEFAULT_PLAN.after


def test_a_plan_is_read_as_it_was_set(make, cast):
    plan = LadderPlan(
        before=(5, 2), due_week_monday=True, after=(), every=3, starts_on=date(2026, 5, 4), paused=True, silent_after=20
    )
    row = set_plan(Q2, plan, NO_ROW, actor=cast.hoa, now=NOW)
    assert (plan_of(row), row.version) == (plan, 1)
    changed = replace(plan, fixed_on=date(2026, 6, 1), due_week_monday=False, paused=False)
    assert plan_of(set_plan(Q2, changed, 1, actor=cast.hoa, now=NOW)) == changed
    assert find_plan(db.session(), cast.home.id, Q2).version == 2


def test_a_page_of_tasks_costs_one_select(make, cast):
    tasks = [make.task() for _ in range(5)]
    for task in tasks:
        set_plan(Scope(task_id=task.id), SPARSE, NO_ROW, actor=cast.hoa, now=NOW)
    with counted() as seen:
        plans = plans_of(db.session(), cast.home.id)
        assert {plans.of(task.id, task.quarter) for task in tasks} == {SPARSE}
    assert sum(statement.startswith("SELECT") for statement in seen) == 1


@pytest.mark.parametrize(
    ("who", "scope", "allowed"),
    [
        ("hoa", "organization", True),
        ("quan", "organization", True),
        ("tam", "organization", False),
        ("an", "organization", False),
        ("hoa", "quarter", True),
        ("quan", "quarter", False),
        ("hoa", "task", True),
    ],
)
def test_who_sets_what(make, cast, who, scope, allowed):
    actor = getattr(cast, who)
    asked = {"organization": WHOLE, "quarter": Q2, "task": Scope(task_id=make.task().id)}[scope]
    if allowed:
        set_plan(asked, SPARSE, NO_ROW, actor=actor, now=NOW)
        assert [each.action for each in entries()] == ["reminder.plan_set"]
    else:
        with pytest.raises(NotAllowed):
            set_plan(asked, SPARSE, NO_ROW, actor=actor, now=NOW)
        assert entries() == []


@pytest.mark.parametrize(
    ("who", "refusal"), [("an", NotAllowed), ("tam", NotAllowed), ("quan", NotFound), ("lan", NotFound)]
)
def test_the_plan_of_a_task_is_set_by_its_office_alone(make, cast, who, refusal):
    with pytest.raises(refusal):
        set_plan(Scope(task_id=make.task().id), SPARSE, NO_ROW, actor=getattr(cast, who), now=NOW)


def test_a_plan_that_somebody_else_changed_is_not_overwritten(make, cast):
    set_plan(Q2, SPARSE, NO_ROW, actor=cast.hoa, now=NOW)
    for version in (NO_ROW, 2):
        with pytest.raises(Stale):
            set_plan(Q2, DEFAULT_PLAN, version, actor=cast.hung, now=NOW)
    with pytest.raises(Stale):
        clear_plan(Q2, 7, actor=cast.hung, now=NOW)
    assert plan_of(find_plan(db.session(), cast.home.id, Q2)) == SPARSE
    assert len(entries()) == 1


def test_a_cleared_plan_gives_way_to_the_wider_one(make, cast):
    task = make.task()
    set_plan(WHOLE, SPARSE, NO_ROW, actor=cast.hoa, now=NOW)
    set_plan(Q2, DEFAULT_PLAN, NO_ROW, actor=cast.hoa, now=NOW)
    clear_plan(Q2, 1, actor=cast.hoa, now=NOW)
    assert ladder_of(task) == SPARSE
    assert [each.action for each in entries()][-1] == "reminder.plan_cleared"
    with pytest.raises(NotFound):
        clear_plan(Q2, NO_ROW, actor=cast.hoa, now=NOW)


def test_the_trail_names_what_changed(make, cast):
    task = make.task()
    set_plan(Scope(task_id=task.id), SPARSE, NO_ROW, actor=cast.hoa, now=NOW)
    set_plan(Scope(task_id=task.id), replace(SPARSE, before=(2, 1)), 1, actor=cast.hoa, now=NOW)
    first, second = entries()
    assert (second.changes, second.task_id) == ({"before": [[2], [2, 1]]}, task.id)
    assert first.changes["after"] == [None, [4]]


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (LadderPlan(before=(9, 7, 3, 1)), "before"),
        (LadderPlan(due_week_monday=True), "before"),
        (LadderPlan(before=(3, 1), due_week_monday=True, fixed_on=TODAY), "before"),
        (LadderPlan(before=(0,)), "before"),
        (LadderPlan(before=(3, 3)), "before"),
        (LadderPlan(before=(61,)), "before"),
        (LadderPlan(after=(-1,)), "after"),
        (LadderPlan(after=tuple(range(1, 12))), "after"),
        (LadderPlan(every=-1), "every"),
        (LadderPlan(silent_after=61), "silent_after"),
    ],
)
def test_a_ladder_that_cannot_be_kept_is_refused_at_its_field(make, cast, plan, field):
    with pytest.raises(Refusal) as caught:
        set_plan(WHOLE, plan, NO_ROW, actor=cast.hoa, now=NOW)
    assert caught.value.field == field


def test_each_task_climbs_its_own_ladder(make, cast, books):
    plain = make.task(due_on=TODAY + timedelta(days=1), in_charge="binh")
    own = make.task(due_on=TODAY + timedelta(days=2), in_charge="binh")
    quiet = make.task(due_on=TODAY, in_charge="binh")
    set_plan(Scope(task_id=own.id), replace(SPARSE, before=(2,)), NO_ROW, actor=cast.hoa, now=NOW)
    set_plan(Scope(task_id=quiet.id), LadderPlan(paused=True), NO_ROW, actor=cast.hoa, now=NOW)
    books.open()
    binh = cast.people["binh"].id
    assert {(line.task_id, line.rule) for line in books.lines(account_id=binh)} == {(plain.id, "-1"), (own.id, "-2")}


def test_a_changed_plan_cancels_what_is_pending_and_arms_later_steps_once(make, cast, books, morning, write):
    task = make.task(due_on=TODAY + timedelta(days=1), in_charge="binh", last_update_on=TODAY)
    books.open()
    set_plan(Scope(task_id=task.id), LadderPlan(before=(), on_day=True), NO_ROW, actor=cast.hoa, now=NOW)
    (mail,) = books.mails()
    write(mail)
    (line,) = books.lines()
    assert (line.rule, line.state, line.state_reason) == ("-1", OccurrenceState.CANCELLED, OTHER_LADDER)
    morning(days=1)
    morning(days=1, hours=2)
    assert [each.rule for each in books.lines()] == ["-1", "0"]
    assert books.balance.difference == 0


def test_the_heads_hear_by_the_plan_of_the_task(make, cast, books):
    task = make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY)
    plan = LadderPlan(before=(), on_day=False, after=(), every=0, escalate_after=2, committee_after=0)
    set_plan(Scope(task_id=task.id), plan, NO_ROW, actor=cast.hoa, now=NOW)
    books.last_looked_at()
    books.go_on(12)
    an = cast.people["an"].id
    assert [(line.rule, line.detail["part"]) for line in books.lines(account_id=an)] == [("+2", "head"), ("+7", "head")]


SHORT = LadderPlan(before=(), on_day=False, after=(2, 4), every=0, committee_after=0, silent_after=0)


@pytest.mark.parametrize("in_charge", ["binh", None])
def test_the_day_of_the_head_is_the_heads_alone(make, cast, books, in_charge):
    """A ladder of 2 and 4 days late, passed up after 5: nobody but the head hears on the fifth day."""
    task = make.task(lead="a", supporting=["b"], due_on=TODAY, in_charge=in_charge, last_update_on=TODAY)
    set_plan(Scope(task_id=task.id), SHORT, NO_ROW, actor=cast.hoa, now=NOW)
    books.last_looked_at()
    books.go_on(18)

    def heard(name):
        return [(line.rule, line.detail["part"]) for line in books.lines(account_id=cast.people[name].id)]

    of_the_head = [("+5", "head"), ("+10", "head")]
    doing = "in_charge" if in_charge else "lead"
    assert heard("binh") == [("+2", doing), ("+4", doing)]
    assert heard("chi") == [("+2", "supporting"), ("+4", "supporting")]
    assert heard("an") == (of_the_head if in_charge else [("+2", "lead"), ("+4", "lead"), *of_the_head])


def test_a_day_of_both_ladders_is_told_to_both(make, cast, books):
    task = make.task(lead="a", due_on=TODAY, in_charge="binh", last_update_on=TODAY)
    set_plan(Scope(task_id=task.id), replace(SHORT, after=(2, 5)), NO_ROW, actor=cast.hoa, now=NOW)
    books.last_looked_at()
    books.go_on(8)
    assert [(line.rule, line.detail["part"]) for line in books.lines() if line.rule == "+5"] == [
        ("+5", "head"), ("+5", "in_charge"),
    ]  # fmt: skip


def test_nothing_goes_out_before_the_plan_starts(make, cast, books):
    task = make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY)
    plan = LadderPlan(starts_on=TODAY + timedelta(days=2))
    set_plan(Scope(task_id=task.id), plan, NO_ROW, actor=cast.hoa, now=NOW)
    books.last_looked_at()
    books.go_on(4)
    assert [line.rule for line in books.lines()] == ["+3"]


def test_mentions_are_those_that_were_told_up_to_the_day(make, cast, books):
    """-7 on Friday was replaced by -3 on Thursday; what today's digest says is not counted before today is over."""
    task = make.task(due_on=date(2026, 5, 19), in_charge="binh", last_update_on=TODAY)
    books.open(days=7, now=MORNING + timedelta(days=2))
    assert [line.state for line in books.lines()] == [OccurrenceState.SUPERSEDED, OccurrenceState.ATTACHED]
    binh = cast.people["binh"].id
    for day, told in ((date(2026, 5, 13), {}), (date(2026, 5, 14), {(binh, task.id): 1})):
        assert mentions_until(db.session(), [binh], day) == told


def test_three_mentions_before_the_deadline_are_all_however_often_it_moves(make, cast, books, change_task):
    """The third move comes after two mentions: the last one left is kept for the day before the deadline."""
    task = make.task(due_on=date(2026, 5, 21), in_charge="binh", last_update_on=TODAY)
    books.last_looked_at()
    books.go_on(7)  # -7 today, -3 on Monday the 18th
    change_task(task, due_on=date(2026, 6, 19), due_revision=2)
    books.go_on(33, start=7)
    binh = cast.people["binh"].id
    early = [(line.rule, line.local_day) for line in books.lines(account_id=binh) if line.rule.startswith("-")]
    assert early == [("-7", date(2026, 5, 12)), ("-3", date(2026, 5, 18)), ("-1", date(2026, 6, 18))]
