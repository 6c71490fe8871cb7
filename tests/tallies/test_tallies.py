"""Tallies follow every change of a task in the same transaction, and are what counting anew would give."""

from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.board.worlds import settled, told, worlds
from tests.cast import NOW, TODAY
from tracker.core.database import transaction
from tracker.tallies.counting import differences, rebuild
from tracker.tallies.models import Tally
from tracker.tallies.queries import figures_through_children, own_figures
from tracker.tallies.rules import figure_of, parts_of
from tracker.tallies.settling import settle_tallies
from tracker.tasks.models import Task
from tracker.tasks.queries import almanac
from tracker.tasks.rules import Dates, DayView
from tracker.tasks.status import State

QUARTER = "2026-Q2"
a_world = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def view_of(day: date) -> DayView:
    return DayView(today=day, soon_until=day + timedelta(days=9), silent_from=day - timedelta(days=21))


@given(world=worlds(), shift=st.integers(-60, 60))
@a_world
def test_on_any_day_the_tallies_say_what_the_rules_say(session, cast, world, shift):
    view = view_of(TODAY + timedelta(days=shift))
    with settled(session, world, cast):
        rebuild(session)
        assert differences(session) == []
        home, next_ = (cast.organizations[name].id for name in ("home", "next"))
        found = own_figures(session, [home, next_], QUARTER, view)
    for name, organization_id in (("home", home), ("next", next_)):
        mine = [each for each in world if each.organization == name and each.counted and str(each.quarter) == QUARTER]
        expected = Counter(word for each in mine for word in told(each, view))
        assert +found.get(organization_id, Counter()) == expected


def test_every_change_of_a_task_is_a_change_of_the_tallies(session, make):
    task = make.task(due_on=TODAY, last_update_on=TODAY)
    for change in (
        {"state": State.IN_PROGRESS},
        {"due_on": TODAY + timedelta(days=3)},
        {"due_on": None, "last_update_on": TODAY - timedelta(days=2)},
        {"due_on": TODAY, "state": State.AWAITING_CONFIRMATION, "reported_on": TODAY + timedelta(days=1)},
        {"state": State.COMPLETED},
        {"state": State.RETURNED, "reported_on": None},
        {"quarter": "2026-Q3"},
        {"state": State.CARRIED_OVER},
        {"state": State.IN_PROGRESS, "title": "Việc khác"},
    ):
        with transaction() as writing:
            found = writing.get_one(Task, task.id)
            for name, value in change.items():
                setattr(found, name, value)
        assert differences(session) == [], change
    with transaction() as writing:
        writing.delete(writing.get_one(Task, task.id))
    assert differences(session) == []
    assert session.scalar(sa.select(sa.func.sum(Tally.n))) == 0


def test_what_is_rolled_back_leaves_no_tally(session, make):
    task = make.task(due_on=TODAY)
    before = session.scalar(sa.select(sa.func.count(Tally.id)))
    with pytest.raises(ZeroDivisionError):
        complete_and_fail(task.id)
    assert session.scalar(sa.select(sa.func.count(Tally.id))) == before


def complete_and_fail(task_id):
    with transaction() as writing:
        writing.get_one(Task, task_id).state = State.COMPLETED
        writing.flush()
        raise ZeroDivisionError


def test_figures_reach_every_committee_above_by_the_child_they_come_through(session, cast, make):
    make.task(organization="home", lead="a", due_on=TODAY - timedelta(days=1))
    make.task(organization="next", lead="d", due_on=TODAY + timedelta(days=1))
    home, next_ = (cast.organizations[name] for name in ("home", "next"))
    assert home.parent_id == next_.parent_id is not None
    view = almanac(session, home.parent_id, NOW).view
    found = figures_through_children(session, home.parent_id, QUARTER, view)
    assert found[home.id]["over"] == found[next_.id]["term"] == 1
    assert found[home.id]["term"] == found[next_.id]["over"] == 0
    tomorrow = view_of(TODAY + timedelta(days=2))
    assert figures_through_children(session, home.parent_id, QUARTER, tomorrow)[next_.id]["over"] == 1


def test_settling_changes_rows_but_no_figure(session, cast, make):
    tasks = [make.task(due_on=TODAY) for _ in range(3)]
    for each in tasks:
        with transaction() as writing:
            writing.get_one(Task, each.id).state = State.IN_PROGRESS
    before = session.scalar(sa.select(sa.func.count(Tally.id)))
    session.rollback()
    assert settle_tallies() > 0
    assert session.scalar(sa.select(sa.func.count(Tally.id))) < before
    assert differences(session) == []
    assert not session.scalar(sa.select(sa.func.count(Tally.id)).where(sa.not_(Tally.settled)))
    session.rollback()
    assert settle_tallies() == 0


def test_a_tally_that_is_wrong_is_found(session, make):
    make.task(due_on=TODAY)
    with transaction() as writing:
        wrong = writing.scalars(sa.select(Tally).limit(1)).one()
        wrong.n += 2
    (found,) = differences(session)
    assert (found["organization_id"], found["part"], found["n"]) == (wrong.organization_id, wrong.part, 2)


def test_a_figure_needs_no_day_where_time_changes_nothing(make):
    parts = [part for part, _ in parts_of(make_done())]
    assert {figure_of(part, True, True) for part in parts} == {"done", "completed"}
    assert {figure_of(str(part), False, False) for part in parts} == {"done", "completed"}


def make_done():
    day = TODAY - timedelta(days=9)
    return Dates(state=State.COMPLETED, due_on=day, reported_on=day, assigned_on=day, last_update_on=day)
