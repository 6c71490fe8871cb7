"""The ledger of a quarter's reports: who was told on which day, why, and what became of the mail."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tracker.accounts.models import Account
from tracker.core.languages import gettext
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MAIL_STATE_WORDS
from tracker.reminders.models import ReportLine

MOST = 60


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One person on one day."""

    day: date
    name: str
    why: str
    state: str
    sent_at: datetime | None


def sendings_of(session: Session, organization_id: int, quarter: Quarter) -> tuple[Sending, ...]:
    """The latest first. One SELECT."""
    reader, sender = aliased(Account), aliased(Account)
    rows = session.execute(
        sa.select(
            ReportLine.local_day,
            reader.full_name.label("name"),
            sender.full_name.label("sender"),
            OutgoingMail.state,
            OutgoingMail.accepted_at,
        )
        .join(reader, reader.id == ReportLine.account_id)
        .join(OutgoingMail, OutgoingMail.id == ReportLine.mail_id)
        .outerjoin(sender, sender.id == ReportLine.asked_by_id)
        .where(ReportLine.organization_id == organization_id, ReportLine.quarter == str(quarter))
        .order_by(ReportLine.local_day.desc(), reader.sort_key, ReportLine.id)
        .limit(MOST)
    )
    return tuple(
        Sending(
            day=row.local_day,
            name=row.name,
            why=_why(row.sender),
            state=gettext(MAIL_STATE_WORDS[row.state]),
            sent_at=row.accepted_at,
        )
        for row in rows
    )


def _why(sender: str | None) -> str:
    if sender is None:
        return gettext(N_("báo cáo hằng tuần, trong thư nhắc"))
    return gettext(N_("đ/c %(name)s gửi"), name=sender)
