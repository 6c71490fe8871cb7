"""The figures of the update rate: written by hand, and on random worlds the same as told step by step."""

from datetime import date
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.board.worlds import QUARTERS, organization_id, sees, settled, worlds
from tests.cast import NOW, TODAY
from tests.update_rate.talk import Said, Talk, Told, figures_by_hand, some_talk, write
from tracker.board.queries import Scope
from tracker.mail.status import MailState, OccurrenceState
from tracker.reminders.rules import Part
from tracker.tasks.models import Task
from tracker.tasks.queries import almanac
from tracker.tasks.rules import is_silent, is_updated
from tracker.tasks.status import OPEN_STATES, ReviewDecision, State
from tracker.update_rate.queries import rates

CONFIRMED, RETURNED, WITHDRAWN = ReviewDecision.CONFIRMED, ReviewDecision.RETURNED, ReviewDecision.WITHDRAWN
DAY = 24
on_random_worlds = settings(
    max_examples=100,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def days(session, cast):
    found = almanac(session, cast.home.id, NOW)
    session.rollback()
    return found


@pytest.fixture
def rate_of(session, cast, days):
    """The rate of a group as the office sees it, after something was said about the tasks there are."""

    def ask(*events, group="a"):
        told = tuple(each for each in events if isinstance(each, Told))
        write(session, Talk(told=told, said=tuple(each for each in events if isinstance(each, Said))), cast)
        scope = Scope(actor=cast.hoa, organization_id=cast.home.id, quarter=QUARTERS[0], view=days.view, zone=days.zone)
        found = {of.id: rate for of, rate in rates(session, scope, days.calendar)}
        session.rollback()
        return found[cast.groups[group].id]

    return ask


@pytest.fixture
def task(make):
    return make.task(state=State.IN_PROGRESS, last_update_on=TODAY).id


def test_the_wait_begins_with_the_first_reminder_and_ends_with_the_update(rate_of, task):
    """Friday and Monday reminded, Tuesday answered: two working days."""
    found = rate_of(
        Told(task=task, hours_ago=4 * DAY, to="an"),
        Told(task=task, hours_ago=DAY, to="an"),
        Said(task=task, hours_ago=1, group="a"),
    )
    assert (found.waits, found.reminders) == ((2,), 2)


def test_each_answer_ends_its_own_wait(rate_of, task):
    """Wednesday reminded and Friday answered; Monday both; the second update of Monday answers nothing more."""
    found = rate_of(
        Told(task=task, hours_ago=6 * DAY, to="an"),
        Said(task=task, hours_ago=4 * DAY, group="a"),
        Told(task=task, hours_ago=DAY, to="an"),
        Said(task=task, hours_ago=DAY - 2, group="a"),
        Said(task=task, hours_ago=DAY - 3, group="a"),
    )
    assert found.waits == (0, 2)
    assert str(found.median_wait) == "1"


def test_what_nobody_has_answered_yet_is_no_wait(rate_of, task):
    found = rate_of(Said(task=task, hours_ago=5 * DAY, group="a"), Told(task=task, hours_ago=4 * DAY, to="an"))
    assert (found.waits, found.median_wait, found.reminders) == ((), None, 1)


def test_several_readers_on_one_day_are_one_reminder(rate_of, task):
    found = rate_of(*(Told(task=task, hours_ago=26, to=who, part=Part.LEAD) for who in ("an", "binh")))
    assert found.reminders == 1


@pytest.mark.parametrize(
    "line",
    [
        {"mail": MailState.QUEUED},
        {"mail": MailState.EXPIRED},
        {"line": OccurrenceState.CANCELLED},
        {"line": OccurrenceState.SUPERSEDED},
        {"part": Part.SUPPORTING, "to": "chi"},
        {"part": Part.COMMITTEE, "to": "tam"},
        {"part": Part.SILENT, "to": "hoa"},
        {"part": Part.REVIEWER, "to": "hoa"},
        {"part": None, "to": "chi"},
    ],
)
def test_what_did_not_reach_the_lead_group_is_no_reminder_to_it(rate_of, task, line):
    told = Told(**{"task": task, "hours_ago": 3 * DAY, "to": "an", **line})
    found = rate_of(told, Said(task=task, hours_ago=1, group="a"))
    assert (found.reminders, found.waits) == (0, ())


def test_a_chase_by_hand_is_a_reminder(rate_of, task):
    found = rate_of(
        Told(task=task, hours_ago=3, to="binh", part=None, mail=MailState.ACCEPTED),
        Said(task=task, hours_ago=1, group="a"),
    )
    assert (found.reminders, found.waits) == (1, (0,))


def test_the_part_of_a_supporting_group_answers_nothing(rate_of, task):
    found = rate_of(Told(task=task, hours_ago=3 * DAY, to="an"), Said(task=task, hours_ago=1, group="b"))
    assert found.waits == ()


@pytest.mark.parametrize(
    ("answers", "answered", "returned"),
    [
        ((CONFIRMED,), 1, 0),
        ((RETURNED,), 1, 1),
        ((RETURNED, WITHDRAWN), 0, 0),
        ((RETURNED, WITHDRAWN, CONFIRMED), 1, 0),
        ((), 0, 0),
    ],
)
def test_the_last_answer_to_a_report_counts(rate_of, task, answers, answered, returned):
    found = rate_of(Said(task=task, hours_ago=1, group="a", answers=answers))
    assert (found.answered, found.returned) == (answered, returned)


def test_the_tasks_on_which_work_is_owed_fall_apart_into_three(rate_of, make):
    """Heard of lately, silent, and too young for either; what is finished or waits for the office is no one's debt."""
    make.task(state=State.IN_PROGRESS, last_update_on=TODAY)
    make.task(state=State.IN_PROGRESS, last_update_on=date(2026, 4, 6))
    make.task(assigned_on=date(2026, 4, 6))
    make.task(assigned_on=TODAY)
    make.task(state=State.COMPLETED, last_update_on=TODAY)
    make.task(state=State.AWAITING_CONFIRMATION, last_update_on=TODAY)
    found = rate_of()
    assert (found.owed, found.updated, found.mute, found.never, found.completed) == (4, 1, 2, 2, 1)


@pytest.mark.parametrize(
    ("said", "unchanged"),
    [
        ([("a", True)], 1),
        ([("a", False)], 0),
        ([("a", False), ("a", True)], 1),
        ([("a", True), ("a", False)], 0),
        ([("a", False), ("b", True)], 0),
        ([("a", True), ("b", False)], 1),
        ([("b", True)], 0),
    ],
)
def test_the_latest_report_of_the_lead_group_says_whether_anything_has_changed(rate_of, task, said, unchanged):
    """An earlier report, or the word of a supporting group, decides nothing."""
    events = [
        Said(task=task, hours_ago=9 - n, group=group, no_change=as_before) for n, (group, as_before) in enumerate(said)
    ]
    found = rate_of(*events)
    assert (found.owed, found.updated, found.unchanged) == (1, 1, unchanged)


def test_a_report_of_no_change_that_is_old_or_of_a_finished_task_is_not_counted(rate_of, make):
    old = make.task(state=State.IN_PROGRESS, last_update_on=date(2026, 4, 6))
    done = make.task(state=State.COMPLETED, last_update_on=TODAY)
    found = rate_of(*(Said(task=each.id, hours_ago=1, group="a", no_change=True) for each in (old, done)))
    assert (found.updated, found.unchanged) == (0, 0)


def counts_for(actor, piece, cast) -> bool:
    """Whether a task counts in the quarter that this person looks at."""
    here = organization_id(piece, cast) == cast.home.id and piece.quarter == QUARTERS[0]
    return here and piece.counted and sees(actor, piece, cast)


VIEWER = st.sampled_from(("hoa", "tam", "an", "chi", "phuc"))


@given(seed=st.integers(0, 10**9), world=worlds(4, 9), viewer=VIEWER)
@on_random_worlds
def test_on_random_worlds_the_figures_are_those_told_step_by_step(session, cast, days, seed, world, viewer):
    actor = cast.actors[viewer]
    mine = [each for each in world if counts_for(actor, each, cast)]
    talk = some_talk(Random(seed), [each.id for each in mine] or [1])
    with settled(session, world, cast):
        write(session, talk, cast)
        scope = Scope(actor=actor, organization_id=cast.home.id, quarter=QUARTERS[0], view=days.view, zone=days.zone)
        found = {of.id: rate for of, rate in rates(session, scope, days.calendar)}
    by_hand = figures_by_hand(talk, {each.id: each.lead for each in mine}, days.calendar)
    assert set(found) == {cast.groups[each.lead].id for each in mine}
    for key in {each.lead for each in mine}:
        rate, expected = found[cast.groups[key].id], by_hand[key]
        assert list(rate.waits) == expected.waits
        assert (rate.reminders, rate.answered, rate.returned) == (
            expected.reminders,
            expected.answered,
            expected.returned,
        )
        assert rate.median_wait == expected.median
        led = [each for each in mine if each.lead == key]
        assert rate.owed == sum(each.state in OPEN_STATES for each in led)
        assert rate.updated == sum(is_updated(each.dates, days.view) for each in led)
        heard = [each for each in led if is_updated(each.dates, days.view)]
        assert rate.unchanged == sum(each.id in expected.as_before for each in heard)
        assert rate.mute == sum(is_silent(each.dates, days.view) for each in led)
        assert rate.completed == sum(each.state is State.COMPLETED for each in led)
    assert session.scalar(sa.select(sa.func.count(Task.id))) == 0
