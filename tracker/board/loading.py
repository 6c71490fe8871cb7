"""One board's rows, asked for in one place: which questions, and how many."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker.board import before, queries, task_rows
from tracker.board.queries import Scope
from tracker.board.rows import BoardRows
from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core.quarter import Quarter
from tracker.tasks.queries import Almanac


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How the reader looks at the board."""

    by: str
    view: str


def board_rows(session: Session, scope: Scope, wanted: Wanted) -> BoardRows:
    """Everything one board shows: six SELECTs, five in the view of cards."""
    as_cards = wanted.view == "cards"
    day = before.same_day_before(scope.quarter, scope.view.today)
    return BoardRows(
        tallies=queries.tallies(session, scope, wanted.by),
        attention=() if as_cards else task_rows.attention(session, scope),
        quarters=queries.quarters(session, scope),
        before=before.stood(session, scope, day) if day and not as_cards else None,
        judged=() if as_cards else queries.judged(session, scope, wanted.by),
        cards=task_rows.cards(session, scope) if as_cards else (),
    )


def elapsed_of(session: Session, organization_id: int, quarter: Quarter, almanac: Almanac) -> tuple[int, int]:
    """How many working days of the quarter have passed, today included, of how many."""
    first, last = quarter.first_day, quarter.last_day
    calendar = calendar_of(session, organization_id, quarter, almanac)
    passed = calendar.working_days_in(first, min(last, almanac.view.today))
    return passed, calendar.working_days_in(first, last)


def calendar_of(session: Session, organization_id: int, quarter: Quarter, almanac: Almanac) -> WorkingCalendar:
    """The calendar around today knows its own year and its neighbours; an older quarter wants its own."""
    if abs(quarter.year - almanac.view.today.year) <= 1:
        return almanac.calendar
    return working_calendar(session, organization_id, quarter.first_day)
