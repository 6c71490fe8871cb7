"""What becomes of mails that nobody holds any more: those of dead senders, and those that would come too late."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.core.database import transaction
from tracker.core.words import N_
from tracker.mail import journal
from tracker.mail.claims import FREE, MAY_HAVE_ARRIVED, TOO_LATE
from tracker.mail.identity import identity_of
from tracker.mail.journal import Sent
from tracker.mail.models import MailAttempt, OutgoingMail, RestoredMail
from tracker.mail.rows import change
from tracker.mail.settings import read_settings
from tracker.mail.status import MailState, Phase, Verdict
from tracker.mail.waiting import is_in

FROM_JOURNAL = N_("Theo sổ gửi thư của máy, máy chủ thư đã nhận thư này.")


def reap(now: datetime) -> int:
    """Take back what senders held when they died; returns how many mails.

    Where the final dot may have gone out, the journal of this machine may know that the server took the mail. If it
    does not, the mail is sent again under the same Message-ID and marked: the one case in which a person may get it
    twice. Or it is held, if that is the setting.
    """
    lost = (is_in(MailState.CLAIMED, MailState.SENDING), OutgoingMail.lease_until < now)
    begun = OutgoingMail.data_started_at.is_not(None)
    with transaction() as session:
        held = _believe_journal(session, *lost, begun)
        if read_settings().holds:
            held += change(
                session, OutgoingMail, *lost, begun, state=MailState.HELD, state_reason=MAY_HAVE_ARRIVED, **FREE
            )
        return held + change(
            session,
            OutgoingMail,
            *lost,
            state=MailState.QUEUED,
            maybe_twice=sa.or_(OutgoingMail.maybe_twice, begun),
            data_started_at=None,
            **FREE,
        )


def believe(
    session: Session, sent: Sent | RestoredMail, *still: sa.ColumnElement[bool], reason: str = FROM_JOURNAL
) -> bool:
    """End a mail as accepted on the word of the journal, if all of `still` holds; inside the caller's transaction."""
    return _believe(session, sent, OutgoingMail.message_id == sent.message_id, *still, reason=reason)


def believe_key(session: Session, sent: RestoredMail, *, reason: str) -> bool:
    """The same of another mail under the same key: what it is to tell has been told."""
    return _believe(session, sent, OutgoingMail.dedupe_key == sent.dedupe_key, reason=reason)


def _believe(session: Session, sent: Sent | RestoredMail, *which: sa.ColumnElement[bool], reason: str) -> bool:
    ours = (*which, OutgoingMail.state != MailState.ACCEPTED)
    accepted = {"accepted_at": sent.sent_at, "accepted_reply": sent.reply[:500], "state_reason": reason}
    return change(session, OutgoingMail, *ours, state=MailState.ACCEPTED, **accepted, **FREE) == 1


def _believe_journal(session: Session, *begun: sa.ColumnElement[bool]) -> int:
    """End those as accepted of which the journal knows, with the attempt that its sender could not write down.

    A line from before the attempt is of an earlier talk: the mail came back since, or a person wanted it once more.
    """
    columns = (
        OutgoingMail.message_id,
        OutgoingMail.id,
        OutgoingMail.organization_id,
        OutgoingMail.attempt,
        OutgoingMail.lease_owner,
        OutgoingMail.data_started_at,
    )
    rows = {row.message_id: row for row in session.execute(sa.select(*columns).where(*begun))}
    if not rows:
        return 0
    known = journal.find(identity_of(session), set(rows)).values()
    of_it = [sent for sent in known if sent.sent_at >= rows[sent.message_id].data_started_at]
    believed = [sent for sent in of_it if believe(session, sent, *begun)]
    session.add_all(_attempt_of(rows[sent.message_id], sent) for sent in believed)
    return len(believed)


def _attempt_of(row: Any, sent: Sent) -> MailAttempt:
    return MailAttempt(
        organization_id=row.organization_id,
        mail_id=row.id,
        number=row.attempt,
        worker=row.lease_owner or "",
        started_at=row.data_started_at,
        ended_at=sent.sent_at,
        phase=Phase.ACCEPTED,
        code=None,
        reply=sent.reply[:500],
        outcome=Verdict.ACCEPTED,
    )


def expire(now: datetime) -> int:
    """Give up waiting mails that would come too late to be of use; returns how many."""
    with transaction() as session:
        return change(
            session,
            OutgoingMail,
            is_in(MailState.QUEUED),
            OutgoingMail.expires_at <= now,
            state=MailState.EXPIRED,
            state_reason=TOO_LATE,
        )
