"""Today's digest at once, because somebody wants it now: by the queue and under the key of every morning.

Whoever has had today's digest gets no second one; whoever gets it now gets none later in the day.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.accounts.policy import Right, Subject, allows
from tracker.accounts.queries import actor_of
from tracker.audit.trail import record
from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotAllowed, NotFound
from tracker.core.words import N_
from tracker.mail import pauses
from tracker.mail.models import OutgoingMail
from tracker.mail.status import WAITING_STATES, MailKind, MailState
from tracker.organizations.models import Organization
from tracker.reminders.actions import lock_cursor, queue_people
from tracker.reminders.mornings import Morning, Window, day_end, is_closed, window_of
from tracker.reminders.people import person_of

LASTS = timedelta(hours=2)
"""How long after midnight a digest outside the window may still wait for its sender."""

DISABLED = N_("Tài khoản đã khóa; không gửi thư.")
CLOSED = N_("Cơ quan đã ngừng hoạt động; không gửi thư.")
IN_DOUBT = N_("Đang tạm dừng lập thư nhắc vì chưa chắc giờ máy chủ hoặc dữ liệu là đúng. Thử lại khi đã gửi thư tiếp.")


class Outcome(StrEnum):
    """What became of the wish."""

    QUEUED = "queued"
    QUEUED_OUTSIDE = "queued_outside"  # at an hour, or on a day, at which no digest leaves by itself
    WAITING = "waiting"
    SENT = "sent"
    NOTHING = "nothing"
    STUCK = "stuck"  # there is a digest of today, and it will not leave by itself


@dataclass(frozen=True, kw_only=True)
class Wish:
    """The outcome, and the digest of today if there is one."""

    outcome: Outcome
    name: str
    mail_state: MailState | None = None
    sent_at: datetime | None = None


def digest_now(account_id: int, *, actor: Actor, now: datetime) -> Wish:
    """Queue somebody's digest of today at once: one's own, or as the office or the administrator another's.

    Invalid while the clock or the database is in doubt: lines of a day that has not come would not be told on it.
    """
    with transaction() as session:
        account = _account(session, account_id, actor)
        if pauses.nothing_new(session):
            raise Invalid(IN_DOUBT)
        organization = session.get_one(Organization, account.organization_id)
        today = clock.today(organization.time_zone, now)
        if is_closed(organization, today):
            raise Invalid(CLOSED)
        cursor = lock_cursor(session, organization.id, today - timedelta(days=1), now)
        mail = _digest(session, account.id, today)
        if mail is not None and not _is_late(mail, now):
            return _told(account, mail)
        morning = _morning(session, organization, today, cursor, now)
        if mail is None:
            person = person_of(session, account, actor_of(session, account, now))
            if not queue_people(session, morning, [person], now):
                return Wish(outcome=Outcome.NOTHING, name=account.full_name)
        else:  # it waited in vain all day, and its lines are still in it
            mail.not_before, mail.expires_at = now, morning.window.expires_at
        _record(session, account, actor, now)
        if pauses.paused_because(session):  # it is queued, but nobody is promised that it leaves at once
            return Wish(outcome=Outcome.WAITING, name=account.full_name)
        outside = not _is_usual(morning.calendar, window_of(organization, today), today, now)
        return Wish(outcome=Outcome.QUEUED_OUTSIDE if outside else Outcome.QUEUED, name=account.full_name)


def _account(session: Session, account_id: int, actor: Actor) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    if not actor.is_system and account.id != actor.account_id:
        _refuse_strangers(account, actor)
    if account.disabled_at is not None:
        raise Invalid(DISABLED)
    return account


def _refuse_strangers(account: Account, actor: Actor) -> None:
    """Only the office and the administrator of the person's own committee may ask for somebody else."""
    if account.organization_id != actor.organization_id:
        raise NotFound
    if not allows(actor, Right.MANAGE_REMINDERS, Subject(organization_id=actor.organization_id)):
        raise NotAllowed


def _digest(session: Session, account_id: int, today: date) -> OutgoingMail | None:
    """The person's digest of the day, locked: no sender takes it while we decide."""
    query = sa.select(OutgoingMail).where(
        OutgoingMail.account_id == account_id,
        OutgoingMail.kind == MailKind.DIGEST,
        OutgoingMail.dedupe_key == f"digest:{account_id}:{today:%Y-%m-%d}",
    )
    return session.scalars(query.with_for_update()).first()


def _is_late(mail: OutgoingMail, now: datetime) -> bool:
    """Whether it was never handed over in its hours and nobody has written it off yet."""
    return mail.state is MailState.QUEUED and mail.expires_at <= now


def _told(account: Account, mail: OutgoingMail) -> Wish:
    outcome = Outcome.STUCK
    if mail.state is MailState.ACCEPTED:
        outcome = Outcome.SENT
    elif mail.state in WAITING_STATES:
        outcome = Outcome.WAITING
    elif mail.state is MailState.CANCELLED:
        outcome = Outcome.NOTHING
    return Wish(outcome=outcome, name=account.full_name, mail_state=mail.state, sent_at=mail.accepted_at)


def _morning(session: Session, organization: Organization, today: date, cursor: date, now: datetime) -> Morning:
    """The present moment as a morning: the digest may leave now, and outside the day's hours until the day is over.

    One that may leave after midnight is known by that as one that a person wants: it is asked no hours.
    """
    calendar, window = working_calendar(session, organization.id, today), window_of(organization, today)
    usual = _is_usual(calendar, window, today, now)
    ends = window.expires_at if usual else day_end(organization, today) + LASTS
    return Morning(
        organization_id=organization.id,
        today=today,
        cursor=cursor,
        calendar=calendar,
        window=Window(not_before=now, expires_at=ends),
        weekly_report=organization.weekly_report,
    )


def _is_usual(calendar: WorkingCalendar, window: Window, today: date, now: datetime) -> bool:
    """Whether the digest of the day could leave by itself at this moment."""
    return calendar.is_working(today) and window.not_before <= now < window.expires_at


def _record(session: Session, account: Account, actor: Actor, now: datetime) -> None:
    record(
        session,
        actor=actor,
        now=now,
        organization_id=account.organization_id,
        action="reminder.digest_now",
        subject="account",
        subject_id=account.id,
        subject_label=account.full_name,
    )
