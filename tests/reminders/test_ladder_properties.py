"""What holds for every ladder, every calendar and every deadline."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.accounts.actor import Role, SeatRole
from tracker.calendar.rules import WorkingCalendar
from tracker.reminders.plan_rules import MOST_BEFORE, faults_of_plan
from tracker.reminders.planning import OpenTask, Person, plan_lines
from tracker.reminders.rules import Ladder, LadderPlan, Part, Rule
from tracker.reminders.rungs import TaskDates, all_rungs, rungs_of, still_planned
from tracker.tasks.status import OPEN_STATES, State

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
days = st.dates(FIRST, LAST)
maybe = st.none() | days
numbers = st.integers(0, 20)

calendars = st.builds(
    WorkingCalendar,
    days_off=st.frozensets(days, max_size=30),
    extra_working=st.frozensets(days, max_size=10),
)
plans = st.builds(
    LadderPlan,
    before=st.lists(st.integers(1, 20), unique=True, max_size=3).map(tuple),
    on_day=st.booleans(),
    after=st.lists(st.integers(1, 20), unique=True, max_size=4).map(tuple),
    every=numbers,
    due_week_monday=st.booleans(),
    fixed_on=maybe,
    starts_on=maybe,
    escalate_after=numbers,
    committee_after=numbers,
    silent_after=numbers,
    paused=st.sampled_from((False, False, False, True)),
).filter(lambda plan: not faults_of_plan(plan))
tasks = st.builds(
    TaskDates,
    assigned_on=days,
    due_on=maybe,
    default_due_on=maybe,
    returned_on=maybe,
    reported_on=maybe,
    last_update_on=maybe,
    state=st.sampled_from(list(State)),
)
people = st.lists(
    st.builds(
        Person,
        account_id=st.integers(1, 8),
        address=st.just("x@example.vn"),
        seats=st.dictionaries(st.integers(1, 3), st.sampled_from(list(SeatRole)), max_size=3),
        roles=st.frozensets(st.sampled_from(list(Role))),
        duties_only=st.booleans(),
        muted=st.frozensets(st.just(41)),
    ),
    max_size=5,
    unique_by=lambda person: person.account_id,
)
open_tasks = st.builds(
    OpenTask,
    id=st.just(41),
    lead_group_id=st.integers(1, 3),
    in_charge_id=st.none() | st.integers(1, 8),
    due_revision=st.integers(1, 3),
    dates=tasks,
    owing_group_ids=st.frozensets(st.integers(1, 3)),
    plan=plans,
    author_id=st.none() | st.integers(1, 8),
)


@given(tasks, calendars, plans, days, st.integers(0, 90))
def test_rungs_stand_on_working_days_inside_the_days_asked_about(task, calendar, plan, after, length):
    until = after + timedelta(days=length)
    for day, rule in all_rungs(task, calendar, plan, after=after, until=until):
        assert after < day <= until
        assert calendar.is_working(day)
        assert day > task.assigned_on
        assert not plan.paused
        assert plan.starts_on is None or day >= plan.starts_on
        assert still_planned(rule, day, plan, calendar)
        assert (task.state is State.AWAITING_CONFIRMATION) == (rule.ladder is Ladder.WAITING)
        assert task.state in OPEN_STATES or rule.ladder is Ladder.WAITING


@given(tasks, calendars, plans, days, st.integers(1, 40), st.integers(1, 40))
def test_looking_twice_finds_what_one_look_finds(task, calendar, plan, after, first, second):
    middle = after + timedelta(days=first)
    until = middle + timedelta(days=second)
    parts = [
        *all_rungs(task, calendar, plan, after=after, until=middle),
        *all_rungs(task, calendar, plan, after=middle, until=until),
    ]
    assert parts == all_rungs(task, calendar, plan, after=after, until=until)


@given(tasks, calendars, plans)
def test_at_most_three_early_mentions_and_none_after_the_deadline(task, calendar, plan):
    rungs = rungs_of(task, calendar, plan, after=FIRST - timedelta(days=60), until=LAST)
    early = [rung for rung in rungs if rung.rule.is_early]
    assert len(early) <= MOST_BEFORE
    assert len({rung.day for rung in rungs}) == len(rungs)
    assert all(task.target is None or rung.day < task.target for rung in early)


@given(tasks, calendars, plans)
def test_those_who_work_have_the_days_of_their_own_ladder(task, calendar, plan):
    """Passing a task up to the head adds no day to anybody else's ladder."""
    alone = replace(plan, escalate_after=0)
    until = {"after": FIRST - timedelta(days=60), "until": LAST}
    assert rungs_of(task, calendar, plan, **until) == rungs_of(task, calendar, alone, **until)


@given(days, calendars)
def test_due_today_is_never_called_late(due_on, calendar):
    task = TaskDates(assigned_on=FIRST - timedelta(days=90), due_on=due_on)
    for day, rule in rungs_of(task, calendar, after=FIRST - timedelta(days=60), until=LAST):
        assert (day > due_on) == (rule.days > 0)
        assert rule.ladder is Ladder.DEADLINE


@given(people, open_tasks, calendars, days, st.integers(1, 40), st.dictionaries(st.integers(1, 8), st.integers(0, 3)))
def test_one_line_a_person_and_day_and_never_more_than_allowed(crowd, task, calendar, after, length, told):
    mentions = {(account_id, task.id): number for account_id, number in told.items()}
    until = after + timedelta(days=length)
    lines = plan_lines(crowd, [task], calendar, after=after, until=until, mentions=mentions)
    by_id = {person.account_id: person for person in crowd}
    assert len({(line.account_id, line.day) for line in lines}) == len(lines)
    assert len({line.key for line in lines}) == len(lines)
    for account_id, person in by_id.items():
        own = [line for line in lines if line.account_id == account_id]
        assert sum(line.newest for line in own) == bool(own)
        early = [line for line in own if line.rule.is_early]
        assert len(early) + told.get(account_id, 0) <= MOST_BEFORE or not early
        assert all(line.rule.is_duty for line in own) or not (person.duties_only or task.id in person.muted)


@given(people, open_tasks, calendars, days)
def test_nobody_judges_their_own_report_and_no_group_hears_of_its_own_silence(crowd, task, calendar, after):
    lines = plan_lines(crowd, [task], calendar, after=after, until=after + timedelta(days=30))
    seats = {person.account_id: person.seats for person in crowd}
    roles = {person.account_id: person.roles for person in crowd}
    for line in lines:
        assert line.part is not Part.REVIEWER or line.account_id != task.author_id
        assert line.part is not Part.SILENT or task.lead_group_id not in seats[line.account_id]
        assert line.part is not Part.COMMITTEE or Role.STANDING_COMMITTEE in roles[line.account_id]


@given(st.sampled_from(list(Ladder)), st.integers(0, 300), st.booleans())
def test_a_rule_is_read_as_it_was_written(ladder, number, before):
    days = -number if before and ladder in {Ladder.DEADLINE, Ladder.DEFAULT} else number
    rule = Rule(ladder, days)
    assert Rule.parse(str(rule)) == rule
    assert len(str(rule)) <= 16
