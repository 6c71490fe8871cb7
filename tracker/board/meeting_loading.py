"""What one screen of a meeting asks of the database: the board's questions, narrowed to a group."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker.accounts.actor import SeatRole
from tracker.accounts.models import Account
from tracker.board import queries, task_rows
from tracker.board.meeting import MOST_TASKS, ScreenRows, last_page
from tracker.board.queries import Scope
from tracker.board.rows import Tally
from tracker.core.languages import gettext
from tracker.core.numbers import format_number
from tracker.core.words import N_
from tracker.groups.models import Membership
from tracker.indicators.models import Indicator
from tracker.tasks.closed import closed_among
from tracker.tasks.conditions import Slice, within
from tracker.tasks.models import Task
from tracker.tasks.numbers import IndicatorRow, IndicatorTable, indicator_table

MOST_READINGS = 2


def groups(session: Session, scope: Scope) -> tuple[Tally, ...]:
    """Every lead group of the quarter with its figures, in the board's fixed order."""
    return queries.tallies(session, scope, "group")


def screen_rows(session: Session, scope: Scope, tallies: Sequence[Tally], number: int, page: int) -> ScreenRows:
    """The rows of one screen, its last one at most: its group's tasks, their indicators, who heads the group."""
    of, counts = tallies[number - 1].of, tallies[number - 1].counts
    group_id, led = of.id, replace(scope, lead_group_id=of.id)
    closed = _closed(session, led) if counts.attention else 0
    page = min(page, last_page(counts.attention - closed))
    attention = task_rows.attention(session, led, limit=page * MOST_TASKS)
    shown = [each.task.id for each in attention[(page - 1) * MOST_TASKS :]]
    return ScreenRows(
        tallies=tallies,
        page=page,
        attention=attention,
        closed=closed,
        numbers=_numbers(session, shown),
        head=_head(session, group_id, scope.view.today),
    )


def _closed(session: Session, scope: Scope) -> int:
    """How many tasks ask for attention that this reader may not open."""
    asking = within(Slice.ATTENTION, scope.view)
    return closed_among(session, scope.actor, scope.organization_id, scope.counted(), asking)


def _numbers(session: Session, task_ids: Sequence[int]) -> dict[int, Sequence[str]]:
    tasks = session.scalars(
        sa.select(Task)
        .where(Task.id.in_(task_ids))
        .options(selectinload(Task.indicators).selectinload(Indicator.measurements))
    )
    tables = {task.id: indicator_table(task) for task in tasks}
    return {task_id: [_line(table, row) for row in table.rows] for task_id, table in tables.items() if table}


def _line(table: IndicatorTable, row: IndicatorRow) -> str:
    """Quý I: 9,8 · 29/05: 10 · chỉ tiêu 11 tiêu chí/xã."""
    read = [
        f"{mark}: {format_number(value)}"
        for mark, value in zip(table.marks, row.readings, strict=True)
        if value is not None
    ]
    if row.target is None:
        goal = gettext(N_("chưa có tổng số (%(unit)s)"), unit=row.unit)
    else:
        goal = gettext(N_("chỉ tiêu %(n)s %(unit)s"), n=format_number(row.target), unit=row.unit)
    return f"{row.name} – {' · '.join([*read[-MOST_READINGS:], goal])}"


def _head(session: Session, group_id: int, day: date) -> str:
    """Who heads the group today; nobody may."""
    found = session.scalars(
        sa.select(Account.full_name)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.group_id == group_id,
            Membership.role == SeatRole.HEAD,
            Membership.from_on <= day,
            sa.or_(Membership.until_on.is_(None), Membership.until_on >= day),
        )
        .order_by(Membership.from_on.desc(), Membership.id.desc())
        .limit(1)
    ).first()
    return found or ""
