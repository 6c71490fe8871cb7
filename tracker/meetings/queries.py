"""Questions about the conclusions of a meeting and the screens of its room."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.accounts.access import token_hash
from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.errors import NotAllowed, NotFound
from tracker.core.quarter import Quarter
from tracker.groups.models import Group
from tracker.meetings.models import MeetingNote, RoomLink
from tracker.meetings.rules import Fate
from tracker.tasks.conditions import counted
from tracker.tasks.models import Task
from tracker.tasks.sight import visible_to


def fate_of(note: MeetingNote) -> Fate:
    """What has become of it, as the rules ask."""
    return Fate(taken_on=note.taken_on, dropped_at=note.dropped_at)


def is_noted(session: Session, form_key: str) -> bool:
    """Whether a form with this key has been sent and its conclusion kept."""
    return session.scalar(sa.select(MeetingNote.id).where(MeetingNote.form_key == form_key)) is not None


def organization_of_group(session: Session, group_id: int) -> int | None:
    """Whose group it is; None if there is none."""
    return session.scalar(sa.select(Group.organization_id).where(Group.id == group_id))


def tasks_of_group(session: Session, quarter: Quarter, group_id: int) -> list[tuple[int, str]]:
    """The tasks of the quarter that the group leads, each as (id, code and title)."""
    rows = session.execute(
        sa.select(Task.id, Task.code, Task.title)
        .where(Task.lead_group_id == group_id, Task.quarter == str(quarter), counted())
        .order_by(Task.code, Task.id)
    )
    return [(task_id, f"{code} {title}") for task_id, code, title in rows]


def notes_for(session: Session, organization_id: int, quarter: Quarter) -> Sequence[MeetingNote]:
    """What the meetings of the quarter before left for this one and is not yet given: waiting first, then left out."""
    return session.scalars(
        sa.select(MeetingNote)
        .join(MeetingNote.group)
        .where(
            MeetingNote.organization_id == organization_id,
            MeetingNote.quarter == str(quarter.previous),
            MeetingNote.taken_on.is_(None),
        )
        .options(joinedload(MeetingNote.group), joinedload(MeetingNote.task), joinedload(MeetingNote.author))
        .order_by(MeetingNote.dropped_at.is_not(None), MeetingNote.created_at, MeetingNote.id)
    ).all()


def notes_about(session: Session, quarter: Quarter, group_id: int, actor: Actor) -> Sequence[MeetingNote]:
    """What was written down about a group in the meetings of a quarter and is not left out.

    What is about a task stands only where the reader may read the task.
    """
    about = sa.or_(MeetingNote.task_id.is_(None), MeetingNote.task_id.in_(sa.select(Task.id).where(visible_to(actor))))
    return session.scalars(
        sa.select(MeetingNote)
        .where(
            MeetingNote.quarter == str(quarter),
            MeetingNote.group_id == group_id,
            MeetingNote.dropped_at.is_(None),
            about,
        )
        .order_by(MeetingNote.created_at, MeetingNote.id)
    ).all()


def note_to_change(session: Session, note_id: int, actor: Actor) -> MeetingNote:
    """The conclusion, for the office: a reader is told no, for others it does not exist."""
    note = session.get(MeetingNote, note_id)
    if note is None or not allows(actor, Right.SEE_MEETING, Subject(organization_id=note.organization_id)):
        raise NotFound
    if not allows(actor, Right.ASSIGN, Subject(organization_id=note.organization_id)):
        raise NotAllowed
    return note


def find_room(session: Session, token: str) -> RoomLink | None:
    """The link behind an address, open or not."""
    return session.scalars(sa.select(RoomLink).where(RoomLink.token_hash == token_hash(token))).first()


def open_rooms(session: Session, organization_id: int, now: datetime) -> Sequence[RoomLink]:
    """The screens of a committee that still show something."""
    return session.scalars(
        sa.select(RoomLink)
        .where(RoomLink.organization_id == organization_id, RoomLink.ended_at.is_(None), RoomLink.expires_at > now)
        .options(joinedload(RoomLink.author))
        .order_by(RoomLink.expires_at, RoomLink.id)
    ).all()
