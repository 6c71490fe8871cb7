"""The address of the screen in a meeting room: made for some hours, ended early."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.accounts.access import token_hash
from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotAllowed, NotFound
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.meetings.models import RoomLink
from tracker.meetings.rules import Screen, end_of, screen_at

_BYTES = 32


def open_room(quarter: Quarter, hours: int, *, actor: Actor, now: datetime) -> str:
    """A new secret address. Only this answer knows it, the table keeps its hash."""
    token = secrets.token_urlsafe(_BYTES)
    with transaction() as session:
        if not allows(actor, Right.ASSIGN, Subject(organization_id=actor.organization_id)):
            raise NotAllowed
        room = RoomLink(
            organization_id=actor.organization_id,
            quarter=str(quarter),
            token_hash=token_hash(token),
            author_id=actor.account_id,
            created_at=now,
            expires_at=end_of(now, hours),
        )
        session.add(room)
        session.flush()
        _tell(session, room, "meeting.room_opened", actor, now, hours=hours)
    return token


def end_room(room_link_id: int, *, actor: Actor, now: datetime) -> RoomLink:
    """Whoever knows the address sees nothing any more. Invalid if it shows nothing already."""
    with transaction() as session:
        room = session.get(RoomLink, room_link_id, populate_existing=True, with_for_update=True)
        if room is None or room.organization_id != actor.organization_id:
            raise NotFound
        if not allows(actor, Right.ASSIGN, Subject(organization_id=room.organization_id)):
            raise NotAllowed
        if screen_at(now, expires_at=room.expires_at, ended_at=room.ended_at) is not Screen.OPEN:
            raise Invalid(N_("Liên kết này đã hết hiệu lực."))
        room.ended_at = now
        _tell(session, room, "meeting.room_ended", actor, now)
        return room


def _tell(
    session: Session, room: RoomLink, action: str, actor: Actor, now: datetime, *, hours: int | None = None
) -> None:
    record(
        session,
        actor=actor,
        now=now,
        organization_id=room.organization_id,
        action=action,
        subject="room_link",
        subject_id=room.id,
        subject_label=Quarter.parse(room.quarter).roman_label,
        changes={"hours": (None, hours)} if hours else None,
    )
