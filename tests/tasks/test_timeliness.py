"""Where a task stands against its deadline: at every boundary, and judged by the day the group reported."""

from datetime import date, timedelta

import pytest

from tracker.calendar.rules import WorkingCalendar
from tracker.tasks.rules import Dates, DayView, day_view, timeliness
from tracker.tasks.status import LEFT_STATES, OPEN_STATES, State, Timeliness

TODAY = date(2026, 5, 12)  # a Tuesday
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
VIEW = day_view(TODAY, WorkingCalendar())
STILL_OPEN = sorted(OPEN_STATES)


def task(state=State.IN_PROGRESS, due_on=TODAY, reported_on=None):
    return Dates(state=state, due_on=due_on, reported_on=reported_on, assigned_on=date(2026, 4, 6), last_update_on=None)


@pytest.mark.parametrize("state", STILL_OPEN)
@pytest.mark.parametrize(
    ("due_on", "stands"),
    [
        (date(2025, 12, 31), Timeliness.OVERDUE),
        (YESTERDAY, Timeliness.OVERDUE),
        (TODAY, Timeliness.DUE_SOON),
        (TOMORROW, Timeliness.DUE_SOON),
        (date(2026, 5, 21), Timeliness.DUE_SOON),
        (date(2026, 5, 22), Timeliness.IN_TERM),
        (date(2026, 6, 30), Timeliness.IN_TERM),
    ],
)
def test_open_work_is_judged_by_today(state, due_on, stands):
    assert timeliness(task(state, due_on), VIEW) is stands


def test_due_today_is_never_late():
    for state in State:
        assert timeliness(task(state, TODAY), VIEW) not in {Timeliness.OVERDUE, Timeliness.DONE_LATE}


def test_soon_means_seven_working_days_and_so_the_weekend_does_not_count():
    assert VIEW.soon_until == date(2026, 5, 21)


def test_a_holiday_makes_the_near_days_reach_further():
    holiday = WorkingCalendar(days_off=frozenset({date(2026, 5, 20)}))
    assert day_view(TODAY, holiday).soon_until == date(2026, 5, 22)


@pytest.mark.parametrize(
    ("reported_on", "stands"),
    [
        (YESTERDAY, Timeliness.DONE_ON_TIME),
        (TODAY, Timeliness.DONE_ON_TIME),
        (TOMORROW, Timeliness.DONE_LATE),
    ],
)
def test_finished_work_is_judged_by_the_day_of_the_report(reported_on, stands):
    assert timeliness(task(State.COMPLETED, TODAY, reported_on), VIEW) is stands


def test_reported_on_the_last_day_and_confirmed_much_later_is_on_time():
    in_a_month = day_view(TODAY + timedelta(days=30), WorkingCalendar())
    assert timeliness(task(State.COMPLETED, TODAY, TODAY), in_a_month) is Timeliness.DONE_ON_TIME


@pytest.mark.parametrize("days_later", [0, 1, 30])
def test_a_report_in_time_keeps_the_task_in_term_however_long_the_office_takes(days_later):
    later = day_view(TODAY + timedelta(days=days_later), WorkingCalendar())
    assert timeliness(task(State.AWAITING_CONFIRMATION, TODAY, TODAY), later) is Timeliness.IN_TERM


def test_a_late_report_stays_overdue_while_it_waits():
    assert timeliness(task(State.AWAITING_CONFIRMATION, YESTERDAY, TODAY), VIEW) is Timeliness.OVERDUE


def test_waiting_work_is_never_called_soon_because_the_group_has_nothing_left_to_do():
    assert timeliness(task(State.AWAITING_CONFIRMATION, TOMORROW, TODAY), VIEW) is Timeliness.IN_TERM


def test_returned_work_is_open_again_from_its_original_deadline():
    assert timeliness(task(State.RETURNED, YESTERDAY), VIEW) is Timeliness.OVERDUE
    assert timeliness(task(State.RETURNED, TODAY), VIEW) is Timeliness.DUE_SOON


@pytest.mark.parametrize("state", sorted(set(State) - LEFT_STATES))
def test_without_a_deadline_nothing_is_late_or_in_time(state):
    assert timeliness(task(state, None, TODAY), VIEW) is Timeliness.NO_DEADLINE


@pytest.mark.parametrize("state", sorted(LEFT_STATES))
@pytest.mark.parametrize("due_on", [None, YESTERDAY, TOMORROW])
def test_what_was_stopped_or_carried_over_is_not_judged_at_all(state, due_on):
    assert timeliness(task(state, due_on, TODAY), VIEW) is None


def test_work_finished_before_reports_had_a_day_is_judged_by_today():
    assert timeliness(task(State.COMPLETED, TODAY, None), VIEW) is Timeliness.DONE_ON_TIME
    assert timeliness(task(State.COMPLETED, YESTERDAY, None), VIEW) is Timeliness.DONE_LATE


def test_every_combination_of_days_falls_into_exactly_one_of_the_five():
    days = [None, *(TODAY + timedelta(days=n) for n in range(-12, 13))]
    view = DayView(today=TODAY, soon_until=TODAY + timedelta(days=9), silent_from=TODAY - timedelta(days=21))
    for state in set(State) - LEFT_STATES:
        for due_on in days:
            for reported_on in days:
                assert timeliness(task(state, due_on, reported_on), view) in set(Timeliness)
