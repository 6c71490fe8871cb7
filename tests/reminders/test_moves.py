"""Which reminders would move: the same planning with another ladder or another calendar, told apart line by line."""

from dataclasses import replace
from datetime import date, timedelta

from tests.cast import NOW, TODAY
from tracker.calendar.queries import working_calendar
from tracker.reminders.ladder_page import with_plan
from tracker.reminders.moves import moves_between
from tracker.reminders.plans import Scope, plans_of
from tracker.reminders.rules import DEFAULT_PLAN, LadderPlan

# Two weeks on: seven, three and one working days before, and the day itself lie in the next fourteen days.
DUE = TODAY + timedelta(days=14)


def seen(session, cast, **others):
    moves = moves_between(session, cast.home.id, now=NOW, days=14, **others)
    return moves, [(str(move.rule), move.old, move.new, move.people) for move in moves.rows]


def test_nothing_moves_while_nothing_changes(make, cast, session):
    make.task(lead="a", due_on=DUE)
    moves, rows = seen(session, cast)
    assert (rows, moves.total) == ([], 0)


def test_another_ladder_adds_and_drops(make, cast, session):
    make.task(lead="a", due_on=DUE)
    plans = with_plan(plans_of(session, cast.home.id), Scope(), replace(DEFAULT_PLAN, before=(3, 2)))
    moves, rows = seen(session, cast, plans=plans)
    assert rows == [
        ("-7", date(2026, 5, 15), None, 2),
        ("-2", None, date(2026, 5, 22), 2),
        ("-1", date(2026, 5, 25), None, 2),
    ]
    assert (moves.added, moves.dropped, moves.shifted) == (2, 4, 0)


def test_a_pause_drops_everything_and_only_of_its_task(make, cast, session):
    still, quiet = make.task(lead="a", due_on=DUE), make.task(lead="a", due_on=DUE)
    plans = with_plan(plans_of(session, cast.home.id), Scope(task_id=quiet.id), LadderPlan(paused=True))
    moves, _rows = seen(session, cast, plans=plans)
    assert {move.task_id for move in moves.rows} == {quiet.id} != {still.id}
    assert moves.dropped == moves.total > 0


def test_a_day_off_moves_what_is_counted_across_it(make, cast, session):
    make.task(lead="a", due_on=DUE)
    calendar = working_calendar(session, cast.home.id, TODAY, changes={date(2026, 5, 22): False})
    _moves, rows = seen(session, cast, calendar=calendar)
    assert rows == [
        ("-7", date(2026, 5, 15), date(2026, 5, 14), 2),
        ("-3", date(2026, 5, 21), date(2026, 5, 20), 2),
    ]
