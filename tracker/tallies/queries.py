"""What a committee looks at from above: the figures that come through each of its children."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from tracker.tallies.models import Tally
from tracker.tallies.rules import Cell, figures_of
from tracker.tasks.rules import DayView


def figures_through_children(
    session: Session, organization_id: int, quarter: str, view: DayView
) -> dict[int, Counter[str]]:
    """The figures of everything below `organization_id`, by the direct child they come through. One SELECT."""
    return _figures(
        session, (Tally.organization_id == organization_id, Tally.quarter == quarter), view, Tally.__table__.c.via_id
    )


def own_figures(
    session: Session, organization_ids: Iterable[int], quarter: str, view: DayView
) -> dict[int, Counter[str]]:
    """The figures of committees without what lies below them. One SELECT."""
    own = (
        Tally.organization_id.in_(tuple(organization_ids)),
        Tally.via_id == Tally.organization_id,
        Tally.quarter == quarter,
    )
    return _figures(session, own, view, Tally.__table__.c.organization_id)


def _figures(
    session: Session, conditions: Iterable[ColumnElement[bool]], view: DayView, of: ColumnElement[int]
) -> dict[int, Counter[str]]:
    past, silent = Tally.day < view.today, Tally.day <= view.silent_from
    asked = sa.select(of.label("whose"), Tally.part, past.label("past"), silent.label("silent"), Tally.n)
    rows = asked.where(*conditions).subquery()
    by = (rows.c.whose, rows.c.part, rows.c.past, rows.c.silent)
    cells: dict[int, list[Cell]] = defaultdict(list)
    for whose, part, is_past, is_silent, n in session.execute(sa.select(*by, sa.func.sum(rows.c.n)).group_by(*by)):
        cells[whose].append(Cell(part=part, past=bool(is_past), silent=bool(is_silent), n=int(n)))
    return {whose: figures_of(found) for whose, found in cells.items()}
