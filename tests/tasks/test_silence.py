"""A group is silent when it owes work and has not been heard for fifteen working days."""

from datetime import date

import pytest

from tracker.calendar.rules import WorkingCalendar
from tracker.tasks.rules import Dates, day_view, is_silent
from tracker.tasks.status import OPEN_STATES, State

TODAY = date(2026, 5, 12)
VIEW = day_view(TODAY, WorkingCalendar())
FIFTEEN_AGO, FOURTEEN_AGO = date(2026, 4, 21), date(2026, 4, 22)


def task(state=State.IN_PROGRESS, assigned_on=date(2026, 1, 5), last_update_on=None):
    return Dates(state=state, due_on=None, reported_on=None, assigned_on=assigned_on, last_update_on=last_update_on)


def test_fifteen_working_days_are_three_weeks_without_holidays():
    assert VIEW.silent_from == FIFTEEN_AGO


@pytest.mark.parametrize(("heard", "silent"), [(FIFTEEN_AGO, True), (FOURTEEN_AGO, False), (TODAY, False)])
def test_silence_begins_on_the_fifteenth_day_after_the_last_word(heard, silent):
    assert is_silent(task(last_update_on=heard), VIEW) is silent


@pytest.mark.parametrize(("given", "silent"), [(FIFTEEN_AGO, True), (FOURTEEN_AGO, False)])
def test_a_group_that_was_never_heard_is_counted_from_the_day_it_was_given_the_work(given, silent):
    assert is_silent(task(assigned_on=given), VIEW) is silent


@pytest.mark.parametrize("state", sorted(set(State) - OPEN_STATES))
def test_whoever_owes_nothing_is_not_silent(state):
    assert not is_silent(task(state), VIEW)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_whoever_owes_work_may_be(state):
    assert is_silent(task(state), VIEW)
