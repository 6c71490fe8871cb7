"""What the update rate asks of the database: four questions, the same for five tasks and for five thousand."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from tracker.board.queries import Scope, how_many
from tracker.board.rows import Named
from tracker.calendar.rules import WorkingCalendar
from tracker.groups.models import Group, Membership
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailState, OccurrenceKind, OccurrenceState
from tracker.reminders.rules import Part
from tracker.tasks.conditions import Slice, within
from tracker.tasks.models import Review, StatusUpdate, Task
from tracker.tasks.status import ReviewDecision
from tracker.update_rate.rules import Rate, Span, waits_of

FIGURES = {
    "owed": Slice.OWED,
    "updated": Slice.UPDATED,
    "unchanged": Slice.UNCHANGED,
    "mute": Slice.MUTE,
    "never": Slice.NEVER,
    "completed": Slice.COMPLETED,
}
"""The figures that count tasks, each with the part of the quarter that its list shows."""

_TO_THE_LEAD = (Part.IN_CHARGE, Part.LEAD, Part.HEAD)


def rates(session: Session, scope: Scope, calendar: WorkingCalendar) -> tuple[tuple[Named, Rate], ...]:
    """The update rate of each lead group, in the fixed order of the groups. Four SELECTs."""
    waits, reminders, answers = _spans(session, scope), _reminders(session, scope), _answers(session, scope)
    return tuple(
        (
            Named(id=row.id, name=row.name),
            Rate(
                **{name: getattr(row, name) for name in FIGURES},
                reminders=reminders.get(row.id, 0),
                waits=waits_of(waits.get(row.id, ()), calendar),
                **answers.get(row.id, {}),
            ),
        )
        for row in session.execute(_tasks(scope))
    )


def _tasks(scope: Scope) -> Select[*tuple[Any, ...]]:
    figures = (how_many(within(part, scope.view)).label(name) for name, part in FIGURES.items())
    return (
        sa.select(Group.id, Group.name, *figures)
        .join(Task, Task.lead_group_id == Group.id)
        .where(scope.counted())
        .group_by(Group.id, Group.name, Group.position)
        .order_by(Group.position, Group.name, Group.id)
    )


def _told(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Reminders, of the ladder or by hand, that a mail server took for somebody of the lead group."""
    seat = sa.exists().where(
        Membership.group_id == Task.lead_group_id,
        Membership.account_id == Occurrence.account_id,
        Membership.from_on <= Occurrence.local_day,
        sa.or_(Membership.until_on.is_(None), Membership.until_on >= Occurrence.local_day),
    )
    by_the_ladder = sa.and_(
        Occurrence.kind == OccurrenceKind.REMINDER, Occurrence.detail["part"].as_string().in_(_TO_THE_LEAD)
    )
    by_hand = sa.and_(Occurrence.kind == OccurrenceKind.CHASE, seat)
    return (
        sa.select(Task.lead_group_id, Occurrence.task_id, Occurrence.local_day)
        .select_from(Occurrence)
        .join(Task, Task.id == Occurrence.task_id)
        .join(OutgoingMail, OutgoingMail.id == Occurrence.mail_id)
        .where(
            scope.counted(),
            Occurrence.state == OccurrenceState.ATTACHED,
            OutgoingMail.state == MailState.ACCEPTED,
            sa.or_(by_the_ladder, by_hand),
        )
    )


def _reminders(session: Session, scope: Scope) -> Mapping[int, int]:
    """By group: how often one of its tasks was told to it on some day. One SELECT."""
    once = _told(scope).distinct().subquery()
    rows = session.execute(sa.select(once.c.lead_group_id, sa.func.count()).group_by(once.c.lead_group_id))
    return dict(iter(rows))


def _spans(session: Session, scope: Scope) -> Mapping[int, list[Span]]:
    """By group: from which day to which day its reminders waited for an answer. One SELECT.

    Reminders without an update between them wait for the same one: the first of them counts.
    """
    told = _told(scope).add_columns(_next_update().label("update_id")).subquery()
    answered = (
        sa.select(told.c.lead_group_id, told.c.update_id, sa.func.min(told.c.local_day).label("told_on"))
        .where(told.c.update_id.is_not(None))
        .group_by(told.c.lead_group_id, told.c.update_id)
        .subquery()
    )
    key = (answered.c.lead_group_id, answered.c.told_on, StatusUpdate.reported_on)
    rows = session.execute(
        sa.select(*key, sa.func.count()).join(StatusUpdate, StatusUpdate.id == answered.c.update_id).group_by(*key)
    )
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for group_id, told_on, heard_on, n in rows:
        found[group_id].append(Span(told_on=told_on, heard_on=heard_on, n=n))
    return found


def _next_update() -> ColumnElement[int]:
    """The first update of the lead group after the mail was taken; updates are numbered as they come."""
    return (
        sa.select(sa.func.min(StatusUpdate.id))
        .where(
            StatusUpdate.task_id == Occurrence.task_id,
            StatusUpdate.group_id == Task.lead_group_id,
            StatusUpdate.created_at > OutgoingMail.accepted_at,
        )
        .correlate(Occurrence, Task, OutgoingMail)
        .scalar_subquery()
    )


def _answers(session: Session, scope: Scope) -> Mapping[int, dict[str, int]]:
    """By group: the reports of completion that stand answered, and those of them that were sent back. One SELECT.

    The last answer to a report counts; one that the office took back is none.
    """
    last = (
        sa.select(sa.func.max(Review.id))
        .join(Task, Task.id == Review.task_id)
        .where(scope.counted())
        .group_by(Review.status_update_id)
    )
    rows = session.execute(
        sa.select(
            Task.lead_group_id,
            how_many(Review.decision != ReviewDecision.WITHDRAWN).label("answered"),
            how_many(Review.decision == ReviewDecision.RETURNED).label("returned"),
        )
        .select_from(Review)
        .join(Task, Task.id == Review.task_id)
        .where(Review.id.in_(last))
        .group_by(Task.lead_group_id)
    )
    return {row.lead_group_id: {"answered": row.answered, "returned": row.returned} for row in rows}
