"""When the clock ran ahead and was put right: what was written on days that have not come is void.

Its keys are set free, so that each true day is told, once. A mail that has left cannot be taken back; it stays in
the books as what it is.
"""

import logging
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.core.words import N_
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.rows import change
from tracker.mail.status import MailKind, MailState, OccurrenceKind, OccurrenceState
from tracker.organizations.models import Organization
from tracker.reminders.models import ReminderCursor
from tracker.reminders.rules import moment_of
from tracker.reminders.work import VOID

log = logging.getLogger(__name__)

CLOCK_RAN_AHEAD = N_("Đồng hồ máy chủ từng chạy nhanh: dòng này ghi cho ngày chưa tới.")

_NOT_LEFT = (MailState.QUEUED, MailState.CLAIMED)
"""A claimed mail is not under way yet: its sender asks once more before it begins."""


def rewind_cursors(now: datetime) -> None:
    """Void what was written on days to come, and put the cursors of those organizations back."""
    rows = db.session.execute(
        sa.select(Organization, ReminderCursor.done_until).join(
            ReminderCursor, ReminderCursor.organization_id == Organization.id
        )
    )
    for organization, done_until in rows.all():
        today = clock.today(organization.time_zone, now)
        if done_until > today:
            _rewind(organization.id, today, moment_of(today + timedelta(days=1), time(), organization.time_zone), now)


def _rewind(organization_id: int, today: date, tomorrow: datetime, now: datetime) -> None:
    with transaction() as session:
        query = sa.select(ReminderCursor).where(ReminderCursor.organization_id == organization_id)
        cursor = session.scalars(query.with_for_update()).one()
        if cursor.done_until <= today:
            return  # another process was quicker
        log.warning("The clock went back: organization %s was done for %s", organization_id, cursor.done_until)
        first = _void_lines(session, organization_id, tomorrow)
        yesterday = today - timedelta(days=1)
        cursor.done_until = min(yesterday, first - timedelta(days=1)) if first is not None else yesterday
        cursor.moved_at = now


def _void_lines(session: Session, organization_id: int, tomorrow: datetime) -> date | None:
    """Void the digests and reminders written tomorrow or later; answers the first day one of them is about."""
    digests = sa.and_(
        OutgoingMail.organization_id == organization_id,
        OutgoingMail.kind == MailKind.DIGEST,
        OutgoingMail.created_at >= tomorrow,
        OutgoingMail.dedupe_key.not_like(f"{VOID}%"),
    )
    lines = sa.and_(
        Occurrence.organization_id == organization_id,
        Occurrence.kind == OccurrenceKind.REMINDER,
        Occurrence.created_at >= tomorrow,
        Occurrence.key.not_like(f"{VOID}%"),
    )
    first = session.scalar(sa.select(sa.func.min(Occurrence.local_day)).where(lines))
    unsent = sa.and_(digests, OutgoingMail.state.in_(_NOT_LEFT))
    change(session, OutgoingMail, unsent, state=MailState.CANCELLED, state_reason=CLOCK_RAN_AHEAD)
    left = sa.select(OutgoingMail.id).where(digests, OutgoingMail.state != MailState.CANCELLED)
    told = sa.and_(Occurrence.state == OccurrenceState.ATTACHED, Occurrence.mail_id.in_(left))
    cancelled = {"state": OccurrenceState.CANCELLED, "state_reason": CLOCK_RAN_AHEAD}
    change(session, Occurrence, lines, sa.not_(sa.func.coalesce(told, sa.false())), **cancelled)
    change(session, Occurrence, lines, key=_voided(Occurrence.id, Occurrence.key))
    change(session, OutgoingMail, digests, dedupe_key=_voided(OutgoingMail.id, OutgoingMail.dedupe_key))
    return first


def _voided(number: InstrumentedAttribute[int], key: InstrumentedAttribute[str]) -> sa.ColumnElement[str]:
    """The key under which a void row stays: no other row of its day will ever want it."""
    return sa.literal(VOID) + sa.cast(number, sa.String) + ":" + key
