"""Questions about the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.audit.models import AuditEntry

# Tasks are kept by a room far above this one; here they are only told apart, by the table's name.
_task = sa.table("task", sa.column("id", sa.Integer), sa.column("restricted", sa.Boolean))


@dataclass(frozen=True, kw_only=True)
class Search:
    """Which entries are wanted. `groups` are first parts of actions, None all; `until` is not included.

    `actor_id` 0 is the system, None everybody. `only_groups` are those the reader may see at all, None all;
    `without_restricted` leaves out what was done to restricted tasks.
    """

    organization_id: int
    actor_id: int | None = None
    group: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    only_groups: frozenset[str] | None = None
    without_restricted: bool = False


def count_entries(session: Session, search: Search) -> int:
    """How many entries there are."""
    return session.scalar(sa.select(sa.func.count(AuditEntry.id)).where(*_conditions(search))) or 0


def entries(session: Session, search: Search, *, after: int, limit: int) -> Sequence[AuditEntry]:
    """Some of the entries, the newest first, `after` so many of them."""
    return session.scalars(
        sa.select(AuditEntry)
        .where(*_conditions(search))
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .offset(after)
        .limit(limit)
    ).all()


def _conditions(search: Search) -> list[sa.ColumnElement[bool]]:
    found = [AuditEntry.organization_id == search.organization_id]
    if search.only_groups is not None:
        found += [AuditEntry.task_id.is_(None), sa.or_(*map(_in_group, sorted(search.only_groups)))]
    if search.without_restricted:
        closed = sa.select(_task.c.id).where(_task.c.restricted)
        found.append(sa.or_(AuditEntry.task_id.is_(None), AuditEntry.task_id.not_in(closed)))
    if search.actor_id is not None:
        found.append(AuditEntry.actor_id == search.actor_id if search.actor_id else AuditEntry.actor_id.is_(None))
    if search.group:
        found.append(_in_group(search.group))
    if search.since is not None:
        found.append(AuditEntry.at >= search.since)
    if search.until is not None:
        found.append(AuditEntry.at < search.until)
    if search.text:
        found.append(_holds(search.text))
    return found


def _in_group(group: str) -> sa.ColumnElement[bool]:
    return AuditEntry.action.startswith(f"{group}.", autoescape=True)


def _holds(text: str) -> sa.ColumnElement[bool]:
    """The text as typed, or with other capitals: SQLite knows capitals of English letters only."""
    spellings = {text, text.lower(), text.upper(), text.capitalize(), text.title()}
    places = (AuditEntry.subject_label, AuditEntry.reason, AuditEntry.actor_name)
    return sa.or_(*(place.contains(each, autoescape=True) for place in places for each in sorted(spellings)))
