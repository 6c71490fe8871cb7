"""What becomes of mails that were sent before an older database was put back, once a person has decided.

Everything inside the caller's transaction, which records who decided.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.core.words import N_
from tracker.mail import claims, reaping
from tracker.mail.models import USUAL, OutgoingMail, RestoredMail
from tracker.mail.restored import portions
from tracker.mail.rows import change, insert_new
from tracker.mail.status import MailKind, MailState, RestoredDecision

COUNTED_AS_SENT = N_("Đã gửi trước khi khôi phục dữ liệu; có người quyết định coi như đã gửi.")

STILL_OF_USE = timedelta(days=1)
"""How long a mail that is sent once more may take to get through."""


def count_as_sent(session: Session, mails: Sequence[RestoredMail]) -> int:
    """End them as accepted at their true time with the server's words; returns how many, which is all.

    A mail that the database has not even begun is added to it, so that its key is taken: the day's digest of a person
    is not written a second time.
    """
    missing = [mail for each in portions(mails) for mail in _not_there(session, each)]
    for each in portions(missing):
        insert_new(session, OutgoingMail, [_as_accepted(mail) for mail in each], "dedupe_key")
    return len(mails)


def send_again(session: Session, mails: Sequence[RestoredMail], now: datetime) -> list[RestoredMail]:
    """Tell the people once more; returns those of the mails of which that can be done.

    A mail that the database has goes out again, marked. The key of a digest that it has not is free, and the next look
    at what is due tells its lines. What was news is gone with the newer database.
    """
    there = {message_id for each in portions(mails) for message_id in _there(session, each)}
    done = [mail for mail in mails if mail.message_id in there or mail.kind is MailKind.DIGEST]
    for mail in done:
        ours = OutgoingMail.message_id == mail.message_id
        if mail.message_id in there:
            change(session, OutgoingMail, ours, maybe_twice=True)
        if mail.message_id in there and mail.kind is not MailKind.DIGEST:  # lines of a late digest go with the next
            mail_id = session.scalars(sa.select(OutgoingMail.id).where(ours)).one()
            claims.requeue(session, mail_id, now=now, expires_at=now + STILL_OF_USE)
    return done


def decide(mails: Sequence[RestoredMail], decision: RestoredDecision, account_id: int | None, now: datetime) -> None:
    """Write down who decided."""
    for mail in mails:
        mail.decision, mail.decided_by_id, mail.decided_at = decision, account_id, now


def _not_there(session: Session, mails: Sequence[RestoredMail]) -> list[RestoredMail]:
    """Believe of the mails that the database has that they were accepted; answers the others."""
    there = _there(session, mails)
    taken = _taken(session, mails)
    for mail in mails:
        if mail.message_id in there:
            reaping.believe(session, mail, reason=COUNTED_AS_SENT)
        elif mail.dedupe_key in taken:
            reaping.believe_key(session, mail, reason=COUNTED_AS_SENT)
    return [mail for mail in mails if mail.message_id not in there and mail.dedupe_key not in taken]


def _there(session: Session, mails: Sequence[RestoredMail]) -> set[str]:
    """The Message-IDs that the database has."""
    column = OutgoingMail.message_id
    return set(session.scalars(sa.select(column).where(column.in_([mail.message_id for mail in mails]))))


def _taken(session: Session, mails: Sequence[RestoredMail]) -> set[str]:
    """The keys that another mail of the database has."""
    column = OutgoingMail.dedupe_key
    return set(session.scalars(sa.select(column).where(column.in_([mail.dedupe_key for mail in mails]))))


def _as_accepted(mail: RestoredMail) -> dict[str, object]:
    """The row that the newer database had. Whom this database does not know has a key that no newcomer will want."""
    unknown = mail.account_id is None
    return {
        "organization_id": mail.organization_id,
        "account_id": mail.account_id,
        "address": mail.address,
        "kind": mail.kind,
        "priority": USUAL,
        "dedupe_key": f"restored:{mail.id}" if unknown else mail.dedupe_key,
        "message_id": mail.message_id,
        "local_day": mail.local_day,
        "not_before": mail.sent_at,
        "expires_at": mail.sent_at,
        "state": MailState.ACCEPTED,
        "state_reason": COUNTED_AS_SENT,
        "attempt": 1,
        "claims": 1,
        "compose_failures": 0,
        "accepted_at": mail.sent_at,
        "accepted_reply": mail.reply,
        "last_error": "",
        "maybe_twice": False,
        "created_at": mail.sent_at,
    }
