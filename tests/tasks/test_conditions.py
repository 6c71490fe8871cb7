"""What SQL says of a task is what the rules say of it: on random tasks, for every slice, on both engines."""

from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW, PEOPLE, TODAY
from tests.tasks.worlds import Made, on_random_tasks, settled, tasks
from tracker.accounts.policy import Right, allows
from tracker.tasks.conditions import FIVE, Slice, counted, within
from tracker.tasks.models import Task
from tracker.tasks.queries import almanac
from tracker.tasks.rules import Dates, DayView, is_silent, is_updated, timeliness
from tracker.tasks.sight import places_of, sight_of, visible_at, visible_to
from tracker.tasks.status import ALIVE_STATES, LEFT_STATES, OPEN_STATES, SelfRating, State, Timeliness

ON_TIME, LATE = Timeliness.DONE_ON_TIME, Timeliness.DONE_LATE
IN_TERM, SOON, OVERDUE = Timeliness.IN_TERM, Timeliness.DUE_SOON, Timeliness.OVERDUE
TIMELY = {
    Slice.DONE: {ON_TIME},
    Slice.LATE: {LATE},
    Slice.TERM: {IN_TERM, SOON},
    Slice.SOON: {SOON},
    Slice.OVER: {OVERDUE},
    Slice.NO_DEADLINE: {Timeliness.NO_DEADLINE},
    Slice.WITH_DEADLINE: {ON_TIME, LATE, IN_TERM, SOON, OVERDUE},
    Slice.FALLEN_DUE: {ON_TIME, LATE, OVERDUE},
    Slice.FINISHED: {ON_TIME, LATE},
}
STATES = {
    Slice.WAIT: {State.AWAITING_CONFIRMATION},
    Slice.BACK: {State.RETURNED},
    Slice.NONE: {State.NOT_STARTED},
    Slice.PROGRESS: {State.IN_PROGRESS},
    Slice.COMPLETED: {State.COMPLETED},
    Slice.OPEN: ALIVE_STATES,
    Slice.CANCELLED: {State.CANCELLED},
    Slice.CARRIED: {State.CARRIED_OVER},
}
ATTENTION = (Slice.DIRECTION, Slice.OVER, Slice.BACK, Slice.RISK, Slice.MUTE, Slice.SOON)


def belongs(task: Made, part: Slice, view: DayView) -> bool:
    """The slice once more, in the words of the rules."""
    state = task.dates.state
    if part in TIMELY:
        return timeliness(task.dates, view) in TIMELY[part]
    if part in STATES:
        return state in STATES[part]
    if part is Slice.ATTENTION:
        return any(belongs(task, each, view) for each in ATTENTION)
    return {
        Slice.MUTE: is_silent(task.dates, view),
        Slice.NEVER: state in OPEN_STATES and task.dates.last_update_on is None,
        Slice.PLANNED: state not in LEFT_STATES and task.dates.due_on is not None and task.dates.due_on <= view.today,
        Slice.OWED: state in OPEN_STATES,
        Slice.UPDATED: is_updated(task.dates, view),
        Slice.UNCHANGED: False,  # no report is written here; tests/update_rate has them
        Slice.RISK: state in OPEN_STATES and task.self_rating is SelfRating.AT_RISK,
        Slice.DIRECTION: task.directed and state in ALIVE_STATES,
    }[part]


@pytest.fixture
def directives(make):
    return {home: make.directive(organization=home) for home in ("home", "next")}


@pytest.fixture
def view(session, cast):
    found = almanac(session, cast.home.id, NOW).view
    session.rollback()
    return found


def ids(session, *conditions) -> set[int]:
    return set(session.scalars(sa.select(Task.id).where(*conditions)))


@given(made=tasks())
@on_random_tasks
def test_every_slice_holds_the_tasks_that_the_rules_put_there(session, cast, directives, view, made):
    with settled(session, made, cast, directives):
        for part in Slice:
            assert ids(session, within(part, view)) == {each.id for each in made if belongs(each, part, view)}, part


def test_every_boundary_falls_on_the_side_the_rules_say(session, cast, directives, view):
    made = boundary_tasks(view)
    with settled(session, made, cast, directives):
        for part in Slice:
            assert ids(session, within(part, view)) == {each.id for each in made if belongs(each, part, view)}, part


def boundary_tasks(view: DayView) -> list[Made]:
    """Every state with every day that decides anything, and the days beside it."""
    day = timedelta(days=1)
    due_on = (None, TODAY - day, TODAY, TODAY + day, view.soon_until, view.soon_until + day)
    reported_on = (None, TODAY - day, TODAY, TODAY + day)
    heard = (view.silent_from - day, view.silent_from, view.silent_from + day)
    combinations = product(State, due_on, reported_on, (None, *heard), heard)
    return [
        Made(
            id=n,
            lead="a",
            supporting=frozenset(),
            dates=Dates(state=state, due_on=due, reported_on=reported, assigned_on=given, last_update_on=said),
            self_rating=SelfRating.AT_RISK if n % 2 else None,
            directed=n % 3 == 0,
        )
        for n, (state, due, reported, said, given) in enumerate(combinations, 1)
    ]


@given(made=tasks())
@on_random_tasks
def test_the_five_share_out_what_is_counted_without_rest_and_without_overlap(session, cast, directives, view, made):
    with settled(session, made, cast, directives):
        found = [each for part in FIVE for each in ids(session, within(part, view))]
        assert sorted(found) == sorted(ids(session, counted()))
        assert ids(session, counted()) == {each.id for each in made if each.dates.state not in LEFT_STATES}


@given(made=tasks(), name=st.sampled_from(sorted(PEOPLE)))
@on_random_tasks
def test_a_task_exists_for_whom_the_policy_lets_see_it(session, cast, directives, made, name):
    actor = cast.actors[name]
    with settled(session, made, cast, directives):
        allowed = {each.id for each in made if allows(actor, Right.SEE_TASK, each.subject(cast))}
        assert ids(session, visible_to(actor)) == allowed
        built_once = sa.select(Task.id).where(visible_at(sight_of(actor)))
        assert set(session.scalars(built_once, places_of(actor))) == allowed
