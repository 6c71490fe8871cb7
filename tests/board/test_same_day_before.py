"""How the quarter before stood on the same day: told from the days on which things happened."""

from datetime import UTC, date, datetime

import pytest

from tests.cast import NOW, TODAY
from tracker.board.before import same_day_before, stood
from tracker.board.counts import Counts
from tracker.board.queries import Scope
from tracker.core.quarter import Quarter
from tracker.tasks.queries import almanac
from tracker.tasks.status import State

Q2 = Quarter(2026, 2)
THEN = date(2026, 2, 11)  # as far into the first quarter as 12 May is into the second


@pytest.mark.parametrize(
    ("quarter", "today", "day"),
    [
        (Q2, TODAY, THEN),
        (Q2, date(2026, 4, 1), date(2026, 1, 1)),
        (Q2, date(2026, 6, 30), date(2026, 3, 31)),  # the 91st day of a quarter of 90
        (Quarter(2026, 1), date(2026, 3, 31), date(2025, 12, 29)),
        (Quarter(2026, 1), TODAY, date(2026, 2, 9)),  # a quarter that is over: as long after its beginning
        (Quarter(2026, 3), TODAY, None),
    ],
)
def test_the_same_day_is_as_far_into_the_quarter_before(quarter, today, day):
    assert same_day_before(quarter, today) == day


def then(session, cast) -> Counts | None:
    days = almanac(session, cast.home.id, NOW)
    scope = Scope(actor=cast.hoa, organization_id=cast.home.id, quarter=Q2, view=days.view, zone=days.zone)
    return stood(session, scope, THEN)


DUE, LATER = date(2026, 2, 6), date(2026, 3, 20)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"due_on": LATER}, "term"),
        ({"due_on": DUE}, "over"),
        ({"due_on": None}, "nodl"),
        ({"due_on": DUE, "reported_on": DUE, "confirmed_on": THEN, "state": State.COMPLETED}, "done"),
        ({"due_on": DUE, "reported_on": date(2026, 2, 9), "confirmed_on": THEN, "state": State.COMPLETED}, "late"),
        # Reported in time and confirmed only later: it waited, and its clock stood still.
        ({"due_on": DUE, "reported_on": DUE, "confirmed_on": LATER, "state": State.COMPLETED}, "term"),
        ({"due_on": DUE, "reported_on": date(2026, 2, 12), "confirmed_on": LATER, "state": State.COMPLETED}, "over"),
        ({"due_on": DUE, "assigned_on": date(2026, 2, 12)}, None),
    ],
)
def test_a_task_as_it_stood(session, cast, make, facts, expected):
    make.task(quarter="2026-Q1", **{"assigned_on": date(2026, 1, 7), **facts})
    assert then(session, cast) == (Counts(**{expected: 1}) if expected else None)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (datetime(2026, 2, 11, 16, 59, tzinfo=UTC), None),  # 23:59 of that day in Vietnam
        (datetime(2026, 2, 11, 17, 0, tzinfo=UTC), Counts(over=1)),
    ],
)
def test_what_was_carried_over_later_still_counted_then(session, cast, make, since, expected):
    task = make.task(quarter="2026-Q1", due_on=DUE, assigned_on=date(2026, 1, 7), state=State.CARRIED_OVER)
    task = session.merge(task)
    task.state_since = since
    session.commit()
    assert then(session, cast) == expected


def test_the_tiles_show_it_and_without_a_quarter_before_they_show_nothing(pages, make):
    make.task(due_on=date(2026, 6, 1))
    assert "cùng kỳ" not in pages.of("hoa").get("/board").text
    make.task(quarter="2026-Q1", due_on=DUE, assigned_on=date(2026, 1, 7))
    assert "cùng kỳ quý I: 1" in pages.of("hoa").get("/board").text
