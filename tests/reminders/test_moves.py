"""Which reminders would move: the same planning with another ladder or another calendar, told apart line by line."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW, TODAY
from tracker.calendar.queries import working_calendar
from tracker.reminders.ladder_page import with_plan
from tracker.reminders.moves import moves_between
from tracker.reminders.planning import Line
from tracker.reminders.plans import Scope, plans_of
from tracker.reminders.rules import DEFAULT_PLAN, Ladder, LadderPlan, Part, Rule
from tracker.reminders.rungs import Rung
from tracker.reminders.shifts import shifts

# Two weeks on: seven, three and one working days before, and the day itself lie in the next fourteen days.
DUE = TODAY + timedelta(days=14)
rungs = st.builds(
    Rung,
    st.dates(TODAY, DUE),
    st.builds(Rule, st.sampled_from([Ladder.DEADLINE, Ladder.WEEK, Ladder.COMMITTEE]), st.integers(-3, 3)),
)


def lines_on(some):
    return [
        Line(account_id=1, task_id=41, day=day, rule=rule, due_revision=1, part=Part.LEAD, newest=False)
        for day, rule in some
    ]


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
        ("-2", date(2026, 5, 25), date(2026, 5, 22), 2),
    ]
    assert [str(move.was) for move in moves.rows] == ["None", "-1"]
    assert (moves.added, moves.dropped, moves.shifted) == (0, 2, 2)


def test_a_step_of_another_number_has_moved(make, cast, session):
    """Five days before instead of seven is one reminder on another day, not one less and one more."""
    make.task(lead="a", due_on=DUE)
    plans = with_plan(plans_of(session, cast.home.id), Scope(), replace(DEFAULT_PLAN, before=(5, 3, 1), after=(2, 4)))
    moves, rows = seen(session, cast, plans=plans)
    assert rows == [("-5", date(2026, 5, 15), date(2026, 5, 19), 2)]
    assert (moves.added, moves.dropped, moves.shifted) == (0, 0, 2)


def test_a_day_told_by_another_rule_has_not_moved(make, cast, session):
    """Seven working days before is the Friday that the office chose as well."""
    make.task(lead="a", due_on=DUE)
    plan = replace(DEFAULT_PLAN, before=(3, 1), fixed_on=date(2026, 5, 15))
    moves, rows = seen(session, cast, plans=with_plan(plans_of(session, cast.home.id), Scope(), plan))
    assert (rows, moves.total) == ([], 0)


def test_early_steps_and_late_ones_do_not_stand_for_each_other(make, cast, session):
    make.task(lead="a", due_on=DUE)
    plans = with_plan(plans_of(session, cast.home.id), Scope(), LadderPlan(before=(7, 3), after=(1, 2, 3, 5)))
    moves = moves_between(session, cast.home.id, now=NOW, days=20, plans=plans)
    assert [(str(move.rule), move.old, move.new) for move in moves.rows] == [
        ("-1", date(2026, 5, 25), None),
        ("+2", None, date(2026, 5, 28)),
    ]


def test_what_moves_past_the_last_day_does_not_fall_away(make, cast, session):
    make.task(lead="a", due_on=DUE)
    calendar = working_calendar(session, cast.home.id, TODAY, changes={date(2026, 5, 27): False})
    rows = [
        (str(move.rule), move.old, move.new)
        for move in moves_between(session, cast.home.id, now=NOW, days=15, calendar=calendar).rows
    ]
    assert rows[0] == ("+1", date(2026, 5, 27), date(2026, 5, 28))


def test_far_deadlines_are_looked_at_as_well_and_name_their_readers(make, cast, session):
    make.task(lead="a", due_on=date(2026, 8, 10))
    changes = {date(2026, 8, 7): False}
    calendar = working_calendar(session, cast.home.id, TODAY, changes=changes)
    assert seen(session, cast, calendar=calendar)[1] == []
    moves, rows = seen(session, cast, calendar=calendar, far=date(2026, 8, 31))
    assert rows == [
        ("-7", date(2026, 7, 30), date(2026, 7, 29), 2),
        ("-3", date(2026, 8, 5), date(2026, 8, 4), 2),
        ("-1", date(2026, 8, 7), date(2026, 8, 6), 2),
    ]
    assert {move.names for move in moves.rows} == {("Nguyễn Văn An", "Trần Thị Bình")}


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


ladders = st.lists(rungs, max_size=8, unique_by=lambda rung: rung.day)


@given(ladders, ladders)
def test_the_moves_lead_from_the_old_days_to_the_new_ones(old, new):
    found = list(shifts(lines_on(old), lines_on(new)))
    days = Counter(rung.day for rung in old)
    days.subtract(shift.old.day for shift in found if shift.old)
    days.update(shift.new.day for shift in found if shift.new)
    assert +days == Counter(rung.day for rung in new)
    assert not any(shift.old and shift.new and shift.old.day == shift.new.day for shift in found)
    early = [shift for shift in found if (shift.old or shift.new).rule.is_early]
    assert not (any(not shift.old for shift in early) and any(not shift.new for shift in early)), "that is one move"


def test_a_deadline_that_becomes_a_day_off_moves_all_its_steps(make, cast, session):
    """On the Friday before, "due today" stands where "one day before" stood: both have moved, none is gone."""
    make.task(lead="a", due_on=date(2026, 5, 25), last_update_on=TODAY)
    calendar = working_calendar(session, cast.home.id, TODAY, changes={date(2026, 5, 25): False})
    _moves, rows = seen(session, cast, calendar=calendar)
    assert [row for row in rows if row[0] in {"0", "-1"}] == [
        ("-1", date(2026, 5, 22), date(2026, 5, 21), 2),
        ("0", date(2026, 5, 25), date(2026, 5, 22), 2),
    ]
