"""What a committee looks at from above: the figures that come through each of its children."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from tracker.core.kept import Kept, rows_of
from tracker.tallies.models import Tally
from tracker.tallies.rules import figure_of
from tracker.tasks.rules import DayView


def figures_through_children(
    session: Session, organization_id: int, quarter: str, view: DayView
) -> dict[int, Counter[str]]:
    """The figures of everything below `organization_id`, by the direct child they come through. One SELECT."""
    return _figures(session, _THROUGH_CHILDREN, {"organization_id": organization_id, "quarter": quarter}, view)


def own_figures(
    session: Session, organization_ids: Iterable[int], quarter: str, view: DayView
) -> dict[int, Counter[str]]:
    """The figures of committees without what lies below them. One SELECT."""
    return _figures(session, _OWN, {"organization_ids": list(organization_ids), "quarter": quarter}, view)


def _figures(session: Session, question: Kept, places: Mapping[str, Any], view: DayView) -> dict[int, Counter[str]]:
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    days = {"today": view.today, "silent_from": view.silent_from}
    for whose, part, past, silent, n in rows_of(session, question, {**places, **days}):
        figure = figure_of(part, past, silent)
        if figure:
            found[whose][figure] += int(n)
    return dict(found)


def _question(whose: ColumnElement[int], *conditions: ColumnElement[bool]) -> Kept:
    """The sums of what lies before today, or before silence begins, and of the rest.

    Parts and truths are taken as the driver gives them: there are a dozen for each of a hundred committees.
    """
    part = sa.type_coerce(Tally.part, sa.String).label("part")
    past = sa.type_coerce(Tally.day < sa.bindparam("today", type_=sa.Date), sa.Integer).label("past")
    silent = sa.type_coerce(Tally.day <= sa.bindparam("silent_from", type_=sa.Date), sa.Integer).label("silent")
    asked = sa.select(whose.label("whose"), part, past, silent, Tally.n)
    rows = asked.where(Tally.quarter == sa.bindparam("quarter"), *conditions).subquery()
    by = (rows.c.whose, rows.c.part, rows.c.past, rows.c.silent)
    return Kept(sa.select(*by, sa.func.sum(rows.c.n)).group_by(*by))


_TABLE = Tally.__table__.c
_THROUGH_CHILDREN = _question(_TABLE.via_id, Tally.organization_id == sa.bindparam("organization_id"))
_OWN = _question(
    _TABLE.organization_id,
    Tally.organization_id.in_(sa.bindparam("organization_ids", expanding=True)),
    Tally.via_id == Tally.organization_id,
)
