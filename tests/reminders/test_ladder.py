"""On which days the ladder has a rung, and whom a rung reaches."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tracker.accounts.actor import SeatRole
from tracker.calendar.rules import build_calendar
from tracker.reminders.rules import Ladder, LadderPlan, Part, Place, Rule, moment_of, part_of
from tracker.reminders.rungs import TaskDates, next_rungs, rungs_between, rungs_of
from tracker.tasks.status import State

CALENDAR = build_calendar(range(2025, 2028), {date(2026, 1, 2): False, date(2026, 1, 10): True})
LONG_AGO = date(2025, 11, 3)


def ladder(start, *, after=LONG_AGO, until=None, kind=Ladder.DEADLINE):
    rungs = rungs_between(start, CALENDAR, after=after, until=until or start + timedelta(days=27), ladder=kind)
    return {str(rung.rule): f"{rung.day:%d/%m}" for rung in rungs}


def test_an_ordinary_deadline_has_three_rungs_before_one_on_it_and_then_a_weekly_one():
    assert ladder(date(2026, 5, 19)) == {
        "-7": "08/05",
        "-3": "14/05",
        "-1": "18/05",
        "0": "19/05",
        "+1": "20/05",
        "+3": "22/05",
        "+5": "26/05",
        "+10": "02/06",
        "+15": "09/06",
    }


def test_the_weekly_rung_never_ends():
    far = rungs_between(date(2026, 1, 20), CALENDAR, after=date(2026, 12, 1), until=date(2026, 12, 31))
    assert [rung.rule.days % 5 for rung in far] == [0] * len(far)
    assert len(far) == 5


def test_tet_holds_the_ladder_up():
    """16 to 20 February 2026 are off: one working day before Monday the 23rd is Friday the 13th."""
    rungs = ladder(date(2026, 2, 23), until=date(2026, 3, 2))
    assert rungs == {
        "-7": "05/02",
        "-3": "11/02",
        "-1": "13/02",
        "0": "23/02",
        "+1": "24/02",
        "+3": "26/02",
        "+5": "02/03",
    }


def test_a_make_up_saturday_counts_as_a_working_day():
    rungs = ladder(date(2026, 1, 12), until=date(2026, 1, 15))
    assert rungs["-1"] == "10/01"
    assert rungs["-3"] == "08/01"


def test_a_deadline_on_a_sunday_is_reminded_of_on_friday_and_counted_from_sunday_afterwards():
    assert ladder(date(2026, 5, 17), until=date(2026, 5, 22)) == {
        "-7": "06/05",
        "-3": "12/05",
        "-1": "14/05",
        "0": "15/05",
        "+1": "18/05",
        "+3": "20/05",
        "+5": "22/05",
    }


def test_no_day_has_two_rungs_of_a_ladder_and_no_day_off_has_one():
    for offset in range(120):
        start = date(2026, 1, 1) + timedelta(days=offset)
        rungs = rungs_between(start, CALENDAR, after=LONG_AGO, until=start + timedelta(days=60))
        days = [rung.day for rung in rungs]
        assert len(days) == len(set(days))
        assert all(map(CALENDAR.is_working, days))
        assert {str(rung.rule) for rung in rungs} >= {"-7", "-3", "-1", "0", "+1", "+3", "+5", "+10"}


def test_a_default_date_is_never_late_but_asked_for_every_week():
    rungs = ladder(date(2026, 5, 19), kind=Ladder.DEFAULT)
    assert list(rungs) == ["d-7", "d-3", "d-1", "d0", "d+5", "d+10", "d+15"]


def test_a_given_deadline_silences_the_default_date():
    task = TaskDates(assigned_on=LONG_AGO, due_on=date(2026, 5, 19), default_due_on=date(2026, 5, 20))
    rungs = rungs_of(task, CALENDAR, after=date(2026, 5, 11), until=date(2026, 5, 25))
    assert {rung.rule.ladder for rung in rungs} == {Ladder.DEADLINE}


def test_there_is_no_rung_up_to_the_day_of_assignment():
    task = TaskDates(assigned_on=date(2026, 5, 14), due_on=date(2026, 5, 19))
    rungs = rungs_of(task, CALENDAR, after=LONG_AGO, until=date(2026, 5, 20))
    assert [str(rung.rule) for rung in rungs] == ["-1", "0", "+1"]


def test_a_returned_task_is_asked_for_after_three_days_and_then_every_week():
    task = TaskDates(assigned_on=LONG_AGO, due_on=None, returned_on=date(2026, 5, 12), state=State.RETURNED)
    rungs = rungs_of(task, CALENDAR, after=date(2026, 5, 12), until=date(2026, 5, 31))
    found = {str(rule): f"{day:%d/%m}" for day, rule in rungs}
    assert found == {"r+3": "15/05", "r+8": "22/05", "r+13": "29/05"}


def test_where_two_ladders_meet_the_deadline_speaks():
    task = TaskDates(
        assigned_on=LONG_AGO, due_on=date(2026, 5, 15), returned_on=date(2026, 5, 12), state=State.RETURNED
    )
    rungs = rungs_of(task, CALENDAR, after=date(2026, 5, 14), until=date(2026, 5, 15))
    assert [str(rung.rule) for rung in rungs] == ["0"]


def test_a_task_without_any_date_is_left_alone():
    task = TaskDates(assigned_on=LONG_AGO, due_on=None)
    assert rungs_of(task, CALENDAR, after=LONG_AGO, until=date(2026, 12, 31)) == []


def test_at_most_three_rungs_come_before_the_deadline():
    for offset in range(250):
        start = date(2026, 1, 1) + timedelta(days=offset)
        rungs = rungs_between(start, CALENDAR, after=LONG_AGO, until=start)
        assert sum(rung.rule.days < 0 for rung in rungs) == 3


def test_the_next_rungs_are_told_beforehand():
    task = TaskDates(assigned_on=LONG_AGO, due_on=date(2026, 5, 19))
    coming = next_rungs(task, CALENDAR, today=date(2026, 5, 14), most=2)
    assert [str(rung.rule) for rung in coming] == ["-1", "0"]


@pytest.mark.parametrize("text", ["-7", "0", "+5", "+10", "d-7", "d0", "d+5", "r+3", "r+108"])
def test_a_rule_is_read_as_it_was_written(text):
    assert str(Rule.parse(text)) == text


LATE = Rule(Ladder.DEADLINE, 5)
SOON = Rule(Ladder.DEADLINE, -3)
BACK = Rule(Ladder.RETURN, 3)
NO_FIFTH = LadderPlan(after=(2, 4), every=0)
HEAD, DEPUTY, MEMBER = SeatRole.HEAD, SeatRole.DEPUTY, SeatRole.MEMBER


@pytest.mark.parametrize(
    ("rule", "place", "part"),
    [
        (SOON, Place(lead_role=MEMBER, is_in_charge=True, someone_in_charge=True), Part.IN_CHARGE),
        (SOON, Place(lead_role=MEMBER, someone_in_charge=True), None),
        (SOON, Place(lead_role=HEAD, someone_in_charge=True), None),
        (SOON, Place(lead_role=MEMBER), Part.LEAD),
        (SOON, Place(lead_role=HEAD), Part.LEAD),
        (LATE, Place(lead_role=HEAD, someone_in_charge=True), Part.HEAD),
        (LATE, Place(lead_role=DEPUTY, someone_in_charge=True), Part.HEAD),
        (LATE, Place(lead_role=MEMBER, someone_in_charge=True), None),
        (Rule(Ladder.DEADLINE, 10), Place(lead_role=HEAD, someone_in_charge=True), Part.HEAD),
        (Rule(Ladder.DEADLINE, 3), Place(lead_role=HEAD, someone_in_charge=True), None),
        (Rule(Ladder.DEFAULT, 5), Place(lead_role=HEAD, someone_in_charge=True), None),
        (BACK, Place(lead_role=HEAD, someone_in_charge=True), None),
        (LATE, Place(lead_role=MEMBER, plan=NO_FIFTH), None),
        (LATE, Place(lead_role=MEMBER, is_in_charge=True, someone_in_charge=True, plan=NO_FIFTH), None),
        (LATE, Place(lead_role=HEAD, plan=NO_FIFTH), Part.HEAD),
        (LATE, Place(owes_support=True, plan=NO_FIFTH), None),
        (LATE, Place(lead_role=HEAD, plan=replace(NO_FIFTH, escalate_after=0)), None),
        (LATE, Place(lead_role=HEAD), Part.LEAD),
        (SOON, Place(owes_support=True), Part.SUPPORTING),
        (BACK, Place(owes_support=True), None),
        (SOON, Place(), None),
        (SOON, Place(lead_role=MEMBER, owes_support=True), Part.LEAD),
        (SOON, Place(lead_role=MEMBER, someone_in_charge=True, owes_support=True), Part.SUPPORTING),
    ],
)
def test_whom_a_rung_reaches(rule, place, part):
    assert part_of(rule, place) is part


@pytest.mark.parametrize(
    ("day", "at", "zone", "moment"),
    [
        (date(2026, 5, 12), time(7, 30), "Asia/Ho_Chi_Minh", datetime(2026, 5, 12, 0, 30, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 30), "Europe/Berlin", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 7, 1), time(7, 30), "Europe/Berlin", datetime(2026, 7, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_the_digest_time_is_one_moment_also_where_the_clock_is_changed(day, at, zone, moment):
    assert moment_of(day, at, zone) == moment
