"""The pace in plain numbers: days, running totals, the way of an indicator, and what is said of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calendar.rules import build_calendar
from tracker.core.quarter import Quarter
from tracker.indicators.status import Direction, RollUp
from tracker.pace.chart import Paper, corners, round_ticks
from tracker.pace.rules import Aim, Verdict, aim_days, axis_of, burn_up, expected, readings, running, verdict

Q2 = Quarter(2026, 2)
CALENDAR = build_calendar(range(2025, 2028))
TUESDAY, SATURDAY = date(2026, 5, 12), date(2026, 5, 16)
DAYS = st.integers(-20, 120).map(lambda n: Q2.first_day + timedelta(days=n))


def aim(start, target, *, direction=Direction.HIGHER, rule=RollUp.LATEST) -> Aim:
    def exact(n):
        return None if n is None else Decimal(n)

    return Aim(
        baseline=exact(start),
        target=exact(target),
        direction=direction,
        roll_up=rule,
        first_day=Q2.first_day,
        last_day=Q2.last_day,
    )


def reported(*pairs):
    return [(date(2026, *day), Decimal(value)) for day, value in pairs]


def test_the_axis_has_the_working_days_of_the_quarter():
    axis = axis_of(Q2, CALENDAR, TUESDAY)
    assert len(axis.days) == CALENDAR.working_days_in(Q2.first_day, Q2.last_day)
    assert date(2026, 4, 30) not in axis.days  # a holiday
    assert axis.gone[-1] == TUESDAY


@pytest.mark.parametrize("today", [SATURDAY, date(2026, 7, 20)], ids=["a Saturday", "after the quarter"])
def test_today_stands_on_the_axis_also_where_it_is_no_working_day_of_the_quarter(today):
    axis = axis_of(Q2, CALENDAR, today)
    assert axis.gone[-1] == today
    assert len(axis.days) == CALENDAR.working_days_in(Q2.first_day, Q2.last_day) + 1


def test_of_a_quarter_ahead_nothing_is_gone():
    burn = burn_up(axis_of(Q2, CALENDAR, date(2026, 3, 31)), {}, {date(2026, 5, 1): 2})
    assert (burn.axis.gone, burn.finished, burn.finished_now, burn.planned_now) == ((), (), 0, 0)
    assert burn.planned[-1] == burn.whole == 2


@given(st.dictionaries(DAYS, st.integers(1, 5)), st.dictionaries(DAYS, st.integers(1, 5)), DAYS)
def test_each_point_counts_what_came_up_to_its_day(finished, due, today):
    axis = axis_of(Q2, CALENDAR, today)
    burn = burn_up(axis, finished, due)
    for n, day in enumerate(axis.gone):
        assert burn.finished[n] == sum(k for d, k in finished.items() if d <= day)
    for n, day in enumerate(axis.days):
        assert burn.planned[n] == sum(k for d, k in due.items() if d <= day)
    assert burn.whole == sum(due.values())
    assert running(due, [date.max])[0] == burn.whole


@given(DAYS, DAYS)
def test_a_day_stands_on_itself_or_on_the_last_one_before(day, today):
    axis = axis_of(Q2, CALENDAR, today)
    before = [each for each in axis.days if each <= day]
    assert axis.days[axis.place(day)] == (before[-1] if before else axis.days[0])


def test_the_way_is_even_over_working_days():
    axis = axis_of(Q2, CALENDAR, TUESDAY)
    down = aim(200, 0, direction=Direction.LOWER)
    places = len(axis.days) - 1
    for n, day in enumerate(axis.days):
        assert expected(down, axis, day) == pytest.approx(Decimal(200) - Decimal(200) * n / places)
    assert expected(down, axis, SATURDAY) == expected(
        down, axis, date(2026, 5, 15)
    )  # nothing is expected of a Saturday
    assert expected(down, axis, date(2026, 8, 1)) == 0


@pytest.mark.parametrize(
    ("start", "target", "direction"),
    [(5, None, Direction.HIGHER), (None, 10, Direction.LOWER), (5, 5, Direction.HIGHER), (5, 9, Direction.LOWER)],
    ids=["no target", "no start", "nowhere to go", "the wrong side"],
)
def test_no_way_is_made_up(start, target, direction):
    assert expected(aim(start, target, direction=direction), axis_of(Q2, CALENDAR, TUESDAY), TUESDAY) is None


def test_the_way_lies_between_the_day_of_the_task_and_its_deadline_inside_the_quarter():
    assert aim_days(Q2, date(2026, 4, 20), date(2026, 6, 1)) == (date(2026, 4, 20), date(2026, 6, 1))
    assert aim_days(Q2, date(2026, 3, 20), date(2026, 8, 1)) == (Q2.first_day, Q2.last_day)
    assert aim_days(Q2, date(2026, 5, 20), date(2026, 5, 4)) == (date(2026, 5, 20), date(2026, 5, 20))


def test_reports_stand_by_the_rule_of_the_indicator():
    said = reported(((4, 10), 10), ((5, 8), 15))
    assert [value for _, value in readings(said, RollUp.SUM)] == [10, 25]
    assert [value for _, value in readings(said, RollUp.LATEST)] == [10, 15]
    assert [value for _, value in readings(said, RollUp.AVERAGE)] == [10, Decimal("12.5")]


@pytest.mark.parametrize(
    ("of", "values", "found"),
    [
        (aim(0, 100), [10], Verdict.BEHIND),
        (aim(0, 100), [90], Verdict.ON_WAY),
        (aim(0, 100), [100], Verdict.REACHED),
        (aim(0, 100), [], Verdict.SILENT),
        (aim(None, 100), [90], Verdict.ON_WAY),
        (aim(200, 0, direction=Direction.LOWER), [190], Verdict.BEHIND),
        (aim(200, 0, direction=Direction.LOWER), [20], Verdict.ON_WAY),
        (aim(200, 0, direction=Direction.LOWER), [0], Verdict.REACHED),
        (aim(None, 5, direction=Direction.LOWER), [9], Verdict.NO_WAY),
        (aim(9, None), [90], Verdict.NO_TARGET),
    ],
)
def test_the_verdict(of, values, found):
    stood = [(date(2026, 5, 8), Decimal(each)) for each in values]
    assert verdict(of, axis_of(Q2, CALENDAR, TUESDAY), stood, TUESDAY) is found


@given(st.lists(st.integers(0, 4), min_size=1, max_size=20))
def test_a_line_of_counts_keeps_its_value_at_every_place(steps):
    values = [sum(steps[: n + 1]) for n in range(len(steps))]
    points = corners(values)
    assert points[0] == (0, values[0])
    assert points[-1] == (len(values) - 1, values[-1])
    drawn = dict(points)  # of two points at one place the later one is where the line goes on
    level = values[0]
    for place, value in enumerate(values):
        level = drawn.get(place, level)
        assert level == value


@pytest.mark.parametrize(
    ("high", "ticks"), [(0, (0, 1)), (3, (0, 1, 2, 3)), (36, (0, 10, 20, 30, 40)), (5640, (0, 2000, 4000, 6000))]
)
def test_the_edge_bears_a_few_round_numbers(high, ticks):
    assert round_ticks(high) == ticks


def test_a_chart_in_which_nothing_differs_has_its_line_at_the_foot():
    paper = Paper(width=100, height=50, last=0, low=Decimal(5), high=Decimal(5))
    assert (paper.x(0), paper.y(Decimal(5))) == (paper.left, paper.bottom)
