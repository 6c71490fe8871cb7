"""The secretary writes conclusions down, puts them right, leaves them out and takes them back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.audit.trail import record
from tracker.core.database import db, transaction
from tracker.core.errors import Invalid, NotAllowed, NotFound, Stale
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.groups.models import Group
from tracker.meetings.models import MeetingNote
from tracker.meetings.queries import fate_of, is_noted, tasks_of_group
from tracker.meetings.rules import AlreadyNoted, check_dropped, check_note, check_waits


@dataclass(frozen=True, kw_only=True)
class NewNote:
    """What the secretary typed: about a group, or about one task of it."""

    quarter: Quarter
    group_id: int
    task_id: int | None
    text: str


def write_note(new: NewNote, *, form_key: str, actor: Actor, now: datetime) -> MeetingNote:
    """Keep a conclusion. AlreadyNoted when the form was sent before, even a moment ago: the table refuses its key."""
    try:
        return _write(new, form_key, actor, now)
    except IntegrityError as error:
        if is_noted(db.session(), form_key):
            raise AlreadyNoted from error
        raise


def _write(new: NewNote, form_key: str, actor: Actor, now: datetime) -> MeetingNote:
    with transaction() as session:
        group = session.get(Group, new.group_id)
        if group is None or group.organization_id != actor.organization_id:
            raise NotFound
        _demand(actor, group.organization_id)
        check_note(new.text, new.task_id, dict(tasks_of_group(session, new.quarter, group.id)))
        note = MeetingNote(
            organization_id=group.organization_id,
            quarter=str(new.quarter),
            group=group,
            task_id=new.task_id,
            text=new.text,
            author_id=actor.account_id,
            created_at=now,
            form_key=form_key,
        )
        session.add(note)
        session.flush()
        _tell(session, note, "meeting.noted", actor, now=now, text=(None, new.text))
        return note


def edit_note(note_id: int, version: int, text: str, *, actor: Actor, now: datetime) -> MeetingNote:
    """Put the words right."""
    with transaction() as session:
        note = _held(session, note_id, actor)
        _compare(note, version)
        check_waits(fate_of(note))
        check_note(text, None, ())
        before, note.text = note.text, text
        note.version += 1
        _tell(session, note, "meeting.note_edited", actor, now=now, text=(before, text))
        return note


def drop_note(note_id: int, version: int, *, actor: Actor, now: datetime) -> MeetingNote:
    """Leave a conclusion out; it can be taken back."""
    with transaction() as session:
        note = _held(session, note_id, actor)
        _compare(note, version)
        check_waits(fate_of(note))
        note.dropped_at = now
        note.version += 1
        _tell(session, note, "meeting.note_dropped", actor, now=now)
        return note


def restore_note(note_id: int, *, actor: Actor, now: datetime) -> MeetingNote:
    """Take back what was left out."""
    with transaction() as session:
        note = _held(session, note_id, actor)
        check_dropped(fate_of(note))
        note.dropped_at = None
        note.version += 1
        _tell(session, note, "meeting.note_restored", actor, now=now)
        return note


def take_over(
    session: Session, note_ids: Collection[int], *, organization_id: int, quarter: Quarter, day: date
) -> None:
    """Mark conclusions as given, inside the transaction that gives the work. Invalid if one waits no more."""
    if not note_ids:
        return
    wanted = sa.select(MeetingNote).where(
        MeetingNote.id.in_(note_ids),
        MeetingNote.organization_id == organization_id,
        MeetingNote.quarter == str(quarter.previous),
        MeetingNote.taken_on.is_(None),
        MeetingNote.dropped_at.is_(None),
    )
    notes = session.scalars(wanted.order_by(MeetingNote.id).with_for_update()).all()
    if len(notes) != len(set(note_ids)):
        raise Invalid(N_("Có kết luận tại cuộc họp vừa được giao hoặc bỏ ở nơi khác. Mở lại trang rồi chọn lại."))
    for note in notes:
        note.taken_on = day
        note.version += 1


def _demand(actor: Actor, organization_id: int) -> None:
    if not allows(actor, Right.ASSIGN, Subject(organization_id=organization_id)):
        raise NotAllowed


def _held(session: Session, note_id: int, actor: Actor) -> MeetingNote:
    """The conclusion, locked; it does not exist for other committees."""
    note = session.get(MeetingNote, note_id, populate_existing=True, with_for_update=True)
    if note is None or note.organization_id != actor.organization_id:
        raise NotFound
    _demand(actor, note.organization_id)
    return note


def _compare(note: MeetingNote, version: int) -> None:
    if note.version != version:
        raise Stale


def _tell(
    session: Session,
    note: MeetingNote,
    action: str,
    actor: Actor,
    *,
    now: datetime,
    text: tuple[str | None, str] | None = None,
) -> None:
    record(
        session,
        actor=actor,
        now=now,
        organization_id=note.organization_id,
        action=action,
        subject="meeting_note",
        subject_id=note.id,
        subject_label=f"{Quarter.parse(note.quarter).roman_label}, {note.group.name}",
        task_id=note.task_id,
        changes={"text": text} if text else None,
    )
