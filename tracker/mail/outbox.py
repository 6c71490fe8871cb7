"""Putting lines and mails into the outbox, inside the transaction of what causes them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceKind


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """An account and where its mail goes."""

    account_id: int
    address: str


def new_message_id() -> str:
    """A Message-ID of our own domain, the same on every attempt of its mail."""
    domain = current_app.config["MAIL_FROM"].rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4()}@{domain}>"


def queue_news(
    session: Session,
    *,
    organization_id: int,
    recipients: Iterable[Recipient],
    kind: OccurrenceKind,
    task_id: int,
    key: str,
    local_day: date,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Owe each recipient one line of news about a task; lines of a few minutes to one person share a mail.

    `key` names the event (for example "returned:41"); with the account it makes the line happen once.
    Returns how many people are told.
    """
    told = 0
    for recipient in {each.account_id: each for each in recipients}.values():
        mail = _collecting_mail(session, organization_id, recipient, local_day, now)
        session.add(
            Occurrence(
                organization_id=organization_id,
                key=f"{key}:{recipient.account_id}",
                kind=kind,
                task_id=task_id,
                account_id=recipient.account_id,
                local_day=local_day,
                detail=dict(detail or {}),
                mail=mail,
                created_at=now,
            )
        )
        told += 1
    return told


def queue_chase(
    session: Session,
    *,
    organization_id: int,
    chase_id: int,
    recipients: Mapping[Recipient, Sequence[int]],
    local_day: date,
    now: datetime,
    detail: Mapping[str, Any],
) -> int:
    """Owe each recipient one mail by hand about those tasks, at once; returns how many people are told.

    Nobody has two mails of one chase, however many tasks it is about: the keys see to that.
    """
    for recipient, task_ids in recipients.items():
        mail = OutgoingMail(
            organization_id=organization_id,
            account_id=recipient.account_id,
            address=recipient.address,
            kind=MailKind.CHASE,
            dedupe_key=f"chase:{chase_id}:{recipient.account_id}",
            message_id=new_message_id(),
            local_day=local_day,
            not_before=now,
            expires_at=now + timedelta(days=3),
            created_at=now,
        )
        mail.lines = [
            Occurrence(
                organization_id=organization_id,
                key=f"chase:{chase_id}:{task_id}:{recipient.account_id}",
                kind=OccurrenceKind.CHASE,
                task_id=task_id,
                account_id=recipient.account_id,
                local_day=local_day,
                detail={**detail, "chase_id": chase_id},
                created_at=now,
            )
            for task_id in task_ids
        ]
        session.add(mail)
    return len(recipients)


def was_told(session: Session, event: str) -> bool:
    """Whether the news of an event ("confirmed:41:") has left, or may be leaving at this moment."""
    left = (MailState.CLAIMED, MailState.SENDING, MailState.ACCEPTED, MailState.HELD)
    query = (
        sa.select(Occurrence.id)
        .join(OutgoingMail, OutgoingMail.id == Occurrence.mail_id)
        .where(Occurrence.key.startswith(event, autoescape=True), OutgoingMail.state.in_(left))
    )
    return session.scalars(query.limit(1)).first() is not None


def _collecting_mail(
    session: Session, organization_id: int, recipient: Recipient, local_day: date, now: datetime
) -> OutgoingMail:
    """The notice to this person that is still being collected, or a new one."""
    waiting = session.scalars(
        sa.select(OutgoingMail)
        .where(
            OutgoingMail.account_id == recipient.account_id,
            OutgoingMail.kind == MailKind.NOTICE,
            OutgoingMail.state == MailState.QUEUED,
            OutgoingMail.not_before > now,
            OutgoingMail.attempt == 0,
        )
        .order_by(OutgoingMail.id)
        .with_for_update()
        .limit(1)
    ).first()
    if waiting is not None:
        return waiting
    mail = OutgoingMail(
        organization_id=organization_id,
        account_id=recipient.account_id,
        address=recipient.address,
        kind=MailKind.NOTICE,
        dedupe_key=f"notice:{uuid.uuid4()}",
        message_id=new_message_id(),
        local_day=local_day,
        not_before=now + timedelta(minutes=current_app.config["NOTICE_MINUTES"]),
        expires_at=now + timedelta(days=3),
        created_at=now,
    )
    session.add(mail)
    session.flush()
    return mail
