"""What people decide about mails that did not go as they should, and about sending as a whole."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotFound, Stale
from tracker.core.words import N_
from tracker.mail import claims, pauses, restored
from tracker.mail.models import OutgoingMail
from tracker.mail.standing import find_mail
from tracker.mail.status import PauseReason

STILL_OF_USE = timedelta(days=1)
"""How long a mail that is sent after all may take to get through."""

GIVEN_UP = N_("Có người quyết định không gửi thư này nữa.")


def send_again(mail_id: int, *, actor: Actor, now: datetime) -> None:
    """Send a mail after all; Stale if it waits already or was sent."""

    def decide(session: Session, mail: OutgoingMail) -> bool:
        return claims.requeue(session, mail.id, now=now, expires_at=max(mail.expires_at, now + STILL_OF_USE))

    _decide(mail_id, "sending.requeued", decide, actor, now)


def count_as_received(mail_id: int, *, actor: Actor, now: datetime) -> None:
    """Believe that a held mail has arrived; Stale if it is not held any more."""
    _decide(
        mail_id,
        "sending.received",
        lambda session, mail: claims.count_as_received(session, mail.id, now=now),
        actor,
        now,
    )


def give_up(mail_id: int, *, actor: Actor, now: datetime) -> None:
    """Send a mail no more; Stale if it was sent or is on its way."""
    _decide(
        mail_id, "sending.given_up", lambda session, mail: claims.give_up(session, mail.id, reason=GIVEN_UP), actor, now
    )


def pause(*, actor: Actor, now: datetime, reason: str = "") -> None:
    """Let no mail leave until somebody says so; Invalid if sending is paused already."""
    with transaction() as session:
        if not pauses.pause(session, PauseReason.BY_HAND, now=now, detail=reason, account_id=actor.account_id):
            raise Invalid(N_("Việc gửi thư đã dừng từ trước."))
        _record(session, "sending.paused", actor, now, reason=reason)


def resume(*, actor: Actor, now: datetime) -> None:
    """End the gravest pause; Invalid if none stands, or if mails sent before a restore are still to be decided on."""
    with transaction() as session:
        standing = pauses.find_pause(session)
        if standing is None:
            raise Invalid(N_("Việc gửi thư không dừng."))
        left = restored.count_open(session) if standing.reason is PauseReason.RESTORED else 0
        if left:
            raise Invalid(
                N_("Còn %(n)s thư đã gửi trước khi khôi phục chưa có quyết định. Quyết định xong mới gửi tiếp được."),
                n=left,
            )
        confirmed = standing.reason is PauseReason.CLOCK
        pauses.resume(session, standing.reason)
        _record(session, "sending.clock_confirmed" if confirmed else "sending.resumed", actor, now)


def _decide(
    mail_id: int, action: str, decide: Callable[[Session, OutgoingMail], bool], actor: Actor, now: datetime
) -> None:
    with transaction() as session:
        row = find_mail(session, actor.organization_id, mail_id)
        if row is None:
            raise NotFound
        mail, before = row.mail, row.mail.state
        if not decide(session, mail):
            raise Stale(N_("Thư này vừa chuyển sang trạng thái khác. Xem lại trước khi quyết định."))
        session.refresh(mail)
        record(
            session,
            actor=actor,
            now=now,
            organization_id=mail.organization_id,
            action=action,
            subject="sending",
            subject_id=mail.id,
            subject_label=f"{row.person} <{mail.address}>",
            changes={"mail_state": (before, mail.state)},
        )


def _record(session: Session, action: str, actor: Actor, now: datetime, *, reason: str = "") -> None:
    record(
        session,
        actor=actor,
        now=now,
        organization_id=actor.organization_id,
        action=action,
        subject="sending",
        subject_id=0,
        reason=reason,
    )
