from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.quarter import NotAQuarter, Quarter

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last", "days", "label"),
    [
        ("2017-Q1", date(2017, 1, 1), date(2017, 3, 31), 90, "Quý I/2017"),
        ("2017-Q2", date(2017, 4, 1), date(2017, 6, 30), 91, "Quý II/2017"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), 92, "Quý III/2026"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), 92, "Quý IV/2026"),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31), 91, "Quý I/2024"),
    ],
)
def test_a_quarter_knows_its_days_and_its_name(text, first, last, days, label):
    quarter = Quarter.parse(text)
    assert str(quarter) == text
    assert (quarter.first_day, quarter.last_day, quarter.days) == (first, last, days)
    assert quarter.contains(first)
    assert quarter.contains(last)
    assert quarter.roman_label == label
    assert f"Quý {quarter.roman}" == label


def test_quarters_follow_each_other_over_the_new_year():
    assert Quarter(2026, 4).next == Quarter(2027, 1)
    assert Quarter(2027, 1).previous == Quarter(2026, 4)
    assert Quarter(2026, 2).next == Quarter(2026, 3)
    assert Quarter(2026, 3).previous == Quarter(2026, 2)
    assert Quarter(2026, 4) < Quarter(2027, 1) < Quarter(2027, 2)


@given(DAYS)
def test_every_day_lies_in_one_quarter(day):
    quarter = Quarter.of(day)
    assert quarter.contains(day)
    assert not quarter.next.contains(day)
    assert not quarter.previous.contains(day)
    assert quarter.next.previous == quarter.previous.next == quarter
    assert quarter.next.first_day - quarter.last_day == timedelta(days=1)
    assert Quarter.parse(str(quarter)) == quarter


@given(DAYS, DAYS)
def test_quarters_are_ordered_as_their_days_and_as_text(a, b):
    earlier = Quarter.of(a) < Quarter.of(b)
    assert earlier == (Quarter.of(a).last_day < Quarter.of(b).first_day)
    assert earlier == (str(Quarter.of(a)) < str(Quarter.of(b)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-Q5",
        "2026-Q0",
        "2026Q4",
        "2026-q4",
        "26-Q4",
        " 2026-Q4",
        "2026-Q4\n",
        "1989-Q4",
        "2101-Q1",
        "9999-Q4",
        "２026-Q1",
        "2026-Q44",
    ],
)
def test_what_is_no_quarter_is_refused(text):
    with pytest.raises(NotAQuarter):
        Quarter.parse(text)


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 5), (2026, -1), (20260, 1), (26, 1)])
def test_no_quarter_is_made_of_wrong_numbers(year, number):
    with pytest.raises(NotAQuarter):
        Quarter(year, number)


def test_the_first_and_last_quarters_have_neighbours():
    assert str(Quarter.parse("1990-Q1").previous) == "1989-Q4"
    assert str(Quarter.parse("2100-Q4").next) == "2101-Q1"
    assert Quarter.parse("2100-Q4").last_day == date(2100, 12, 31)
    assert Quarter.parse("2100-Q4").next.last_day == date(2101, 3, 31)
