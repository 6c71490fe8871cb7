from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calendar.rules import WorkingCalendar, build_calendar, vietnamese_holidays
from tracker.core.quarter import Quarter

# Decided late by the Government, so noted by the office: Friday 2 January 2026 for Saturday the 10th.
SWAP = {date(2026, 1, 2): False, date(2026, 1, 10): True}
YEARS = range(2016, 2029)
VIETNAM = build_calendar(YEARS, SWAP)
# Other weeks than ours are tried as well: an error of whole weeks must not cancel out.
CALENDARS = st.builds(
    WorkingCalendar,
    days_off=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=30),
    extra_working=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=15),
    weekend=st.sampled_from([frozenset({5, 6}), frozenset({6}), frozenset()]),
) | st.just(VIETNAM)
DAYS = st.dates(date(2025, 12, 1), date(2026, 4, 30))


def every_day(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 1, 2), False),  # the office's note
        (date(2026, 1, 10), True),  # a Saturday by the office's note
        (date(2026, 1, 17), False),  # an ordinary Saturday
        (date(2026, 2, 16), False),  # Tết, to Friday the 20th
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),  # Giỗ Tổ fell on a Sunday
        (date(2026, 8, 22), True),  # a Saturday, for Monday 31 August
        (date(2026, 8, 31), False),
        (date(2026, 11, 24), False),  # Vietnamese Culture Day, new in 2026
        (date(2025, 11, 24), True),
        (date(2025, 4, 26), True),  # a Saturday, for Friday 2 May
        (date(2025, 5, 2), False),
        (date(2017, 4, 28), True),
        (date(2017, 5, 2), False),
        (date(2017, 5, 3), True),
        (date(2017, 6, 30), True),
    ],
)
def test_a_day_is_worked_or_not(day, working):
    assert VIETNAM.is_working(day) is working


@pytest.mark.parametrize(
    ("day", "n", "reached"),
    [
        (date(2026, 1, 12), -1, date(2026, 1, 10)),  # one working day before is the make-up Saturday
        (date(2026, 1, 5), -1, date(2025, 12, 31)),
        (date(2026, 2, 23), -1, date(2026, 2, 13)),  # over Tết
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2017, 4, 28), 1, date(2017, 5, 3)),
        (date(2017, 6, 30), -3, date(2017, 6, 27)),
        (date(2017, 6, 30), -7, date(2017, 6, 21)),
        (date(2026, 11, 23), 1, date(2026, 11, 25)),
        (date(2026, 1, 12), 0, date(2026, 1, 12)),
        (date(2026, 2, 18), 0, date(2026, 2, 13)),  # a free day falls back
        (date(2026, 2, 18), -1, date(2026, 2, 13)),  # and is itself never counted
        (date(2026, 2, 18), -2, date(2026, 2, 12)),
        (date(2026, 2, 18), 1, date(2026, 2, 23)),
        (date(2017, 4, 1), 62, date(2017, 6, 30)),
    ],
)
def test_working_days_are_counted_off_from_a_day(day, n, reached):
    assert VIETNAM.shift(day, n) == reached


@pytest.mark.parametrize(
    ("a", "b", "days"),
    [
        (date(2017, 4, 28), date(2017, 5, 3), 1),
        (date(2017, 5, 3), date(2017, 4, 28), -1),
        (date(2026, 2, 13), date(2026, 2, 22), 0),
        (date(2026, 2, 13), date(2026, 2, 23), 1),
        (date(2026, 1, 9), date(2026, 1, 12), 2),
        (date(2017, 6, 20), date(2017, 6, 20), 0),
        (date(2017, 6, 20), date(2017, 6, 28), 6),
    ],
)
def test_the_working_days_between_two_days(a, b, days):
    assert VIETNAM.between(a, b) == days


@pytest.mark.parametrize(("quarter", "days"), [("2017-Q2", 62), ("2026-Q1", 58)])
def test_a_quarter_has_its_working_days(quarter, days):
    quarter = Quarter.parse(quarter)
    assert VIETNAM.working_days_in(quarter.first_day, quarter.last_day) == days


def test_a_span_of_one_day_and_of_none():
    assert VIETNAM.working_days_in(date(2026, 1, 10), date(2026, 1, 10)) == 1
    assert VIETNAM.working_days_in(date(2026, 1, 11), date(2026, 1, 11)) == 0
    assert VIETNAM.working_days_in(date(2026, 1, 12), date(2026, 1, 9)) == 0


@given(CALENDARS, DAYS, DAYS)
def test_counting_gives_what_looking_at_every_day_gives(calendar, a, b):
    first, last = min(a, b), max(a, b)
    worked = [day for day in every_day(first, last) if calendar.is_working(day)]
    assert calendar.working_days_in(first, last) == len(worked)
    assert calendar.between(first, last) == len([day for day in worked if day > first])
    assert calendar.between(last, first) == -calendar.between(first, last)


@given(CALENDARS, DAYS, st.integers(min_value=-40, max_value=40))
def test_shifting_gives_what_walking_gives(calendar, day, n):
    reached, step = day, timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left or not calendar.is_working(reached):
        reached += step
        left -= calendar.is_working(reached) if left else 0
    assert calendar.shift(day, n) == reached


@given(CALENDARS, DAYS, st.integers(min_value=-40, max_value=40))
def test_from_a_working_day_shift_and_between_agree(calendar, day, n):
    start = calendar.shift(day, 0)
    assert calendar.between(start, calendar.shift(start, n)) == n
    assert calendar.shift(calendar.shift(start, n), -n) == start


def test_the_office_has_the_last_word():
    tet, saturday = date(2026, 2, 17), date(2026, 8, 22)
    own = build_calendar([2026], {tet: True, saturday: False, date(2026, 6, 5): False, date(2026, 6, 7): True})
    assert own.is_working(tet)
    assert not own.is_working(saturday)
    assert not own.is_working(date(2026, 6, 5))
    assert own.is_working(date(2026, 6, 7))
    assert own.between(date(2026, 2, 13), date(2026, 2, 20)) == 1


def test_a_day_both_off_and_worked_is_worked():
    day = date(2026, 6, 5)
    torn = WorkingCalendar(days_off=frozenset({day}), extra_working=frozenset({day}))
    assert torn.is_working(day)
    assert torn.working_days_in(day, day) == 1


def test_the_law_is_told_with_vietnamese_names():
    days_off, saturdays = vietnamese_holidays([2026, 2026, 2025])
    assert days_off[date(2026, 2, 17)] == "Tết Nguyên Đán"
    assert "22/08/2026" in days_off[date(2026, 8, 31)]
    assert saturdays == {date(2025, 4, 26), date(2026, 8, 22)}
    assert {day.year for day in days_off} == {2025, 2026}
    assert list(days_off) == sorted(days_off)


def test_nobody_can_change_what_is_remembered_of_a_year():
    vietnamese_holidays([2026]).days_off.clear()
    assert date(2026, 11, 24) in vietnamese_holidays([2026]).days_off


def test_no_year_means_weekends_only():
    assert vietnamese_holidays([]) == ({}, frozenset())
    assert build_calendar([]) == WorkingCalendar()


def test_a_search_over_centuries_looks_at_few_days(monkeypatch):
    looks = []
    count = WorkingCalendar._number_of
    monkeypatch.setattr(WorkingCalendar, "_number_of", lambda self, day: looks.append(day) or count(self, day))
    assert VIETNAM.shift(date(2026, 1, 5), 100_000).year > 2400
    assert len(looks) < 40
