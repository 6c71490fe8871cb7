"""The report by mail: whether the committee hears it each week, and sending it at once through the ordinary queue.

Nobody hears of a quarter twice on one day: neither by two clicks, nor by a click and the week's digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor, Role
from tracker.accounts.models import Account, AccountRole
from tracker.accounts.policy import Right, Subject, allows
from tracker.audit.trail import record
from tracker.core import clock
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotAllowed
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.mail.models import OutgoingMail
from tracker.mail.outbox import new_message_id
from tracker.mail.rows import insert_new
from tracker.mail.status import MailKind
from tracker.organizations.models import Organization
from tracker.reminders.models import ReportLine
from tracker.reminders.weekly import never_left, owe_reports, report_key
from tracker.tasks.conditions import counted
from tracker.tasks.models import Task

OF_USE = timedelta(days=3)
NOBODY = N_("Chưa có đồng chí Thường trực nào có tài khoản đang hoạt động.")
NO_WORK = N_("Quý này chưa có nhiệm vụ nào để báo cáo.")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The names of those who are sent the report now, and of those who have it of today already."""

    now: tuple[str, ...]
    before: tuple[str, ...]


def set_weekly(*, on: bool, actor: Actor, now: datetime) -> None:
    """Say whether the standing committee hears with the first digest of each week how the quarter stands."""
    _refuse_others(actor)
    with transaction() as session:
        organization = session.get_one(
            Organization, actor.organization_id, populate_existing=True, with_for_update=True
        )
        before, organization.weekly_report = organization.weekly_report, on
        organization.version += before is not on
        record(
            session,
            actor=actor,
            now=now,
            organization_id=organization.id,
            action="report.weekly",
            subject="organization",
            subject_id=organization.id,
            subject_label=organization.name,
            changes={"weekly_report": (before, on)} if before is not on else {},
        )


def send_report(quarter: Quarter, *, actor: Actor, now: datetime) -> Sent:
    """Queue a mail with the position of the quarter to each of the standing committee who has not had it today."""
    _refuse_others(actor)
    with transaction() as session:
        organization = session.get_one(Organization, actor.organization_id)
        day = clock.today(organization.time_zone, now)
        committee = _committee(session, organization.id)
        if not committee:
            raise Invalid(NOBODY)
        if not _has_work(session, organization.id, quarter):
            raise Invalid(NO_WORK)
        told = _told(session, [report_key(each.id, quarter, day) for each in committee])
        asked = [each for each in committee if each.id not in told]
        mails = _queue(session, asked, quarter, day, now)
        owe_reports(
            session,
            mails,
            organization_id=organization.id,
            quarter=quarter,
            day=day,
            now=now,
            asked_by_id=actor.account_id,
        )
        sent = Sent(
            now=tuple(each.full_name for each in committee if each.id in mails),
            before=tuple(each.full_name for each in committee if each.id not in mails),
        )
        if sent.now:
            _record(session, quarter, sent, actor, now)
    return sent


def _refuse_others(actor: Actor) -> None:
    if not allows(actor, Right.WRITE_REPORT, Subject(organization_id=actor.organization_id)):
        raise NotAllowed


def _committee(session: Session, organization_id: int) -> Sequence[Account]:
    """The standing committee's active accounts, by name."""
    sits = sa.exists().where(
        AccountRole.account_id == Account.id,
        AccountRole.organization_id == organization_id,
        AccountRole.role == Role.STANDING_COMMITTEE,
    )
    return session.scalars(
        sa.select(Account)
        .where(Account.organization_id == organization_id, Account.disabled_at.is_(None), sits)
        .order_by(Account.sort_key, Account.id)
    ).all()


def _has_work(session: Session, organization_id: int, quarter: Quarter) -> bool:
    work = sa.exists().where(Task.organization_id == organization_id, Task.quarter == str(quarter), counted())
    return bool(session.scalar(sa.select(work)))


def _told(session: Session, keys: Sequence[str]) -> set[int]:
    """Who of these has the report in a mail that has left or still may."""
    query = sa.select(ReportLine.account_id).where(ReportLine.key.in_(keys), sa.not_(never_left()))
    return set(session.scalars(query))


def _queue(session: Session, people: Sequence[Account], quarter: Quarter, day: date, now: datetime) -> dict[int, int]:
    """A mail to each, at once, by account; none to whoever got one from another window at this moment."""
    rows = [
        {
            "organization_id": each.organization_id,
            "account_id": each.id,
            "address": each.mail_address,
            "kind": MailKind.REPORT,
            "dedupe_key": report_key(each.id, quarter, day),
            "message_id": new_message_id(),
            "local_day": day,
            "not_before": now,
            "expires_at": now + OF_USE,
            "created_at": now,
        }
        for each in people
    ]
    insert_new(session, OutgoingMail, rows, "dedupe_key")
    ours = [row["message_id"] for row in rows]
    found = session.execute(
        sa.select(OutgoingMail.account_id, OutgoingMail.id).where(OutgoingMail.message_id.in_(ours))
    )
    return {account_id: mail_id for account_id, mail_id in found if account_id is not None}


def _record(session: Session, quarter: Quarter, sent: Sent, actor: Actor, now: datetime) -> None:
    record(
        session,
        actor=actor,
        now=now,
        organization_id=actor.organization_id,
        action="report.sent",
        subject="organization",
        subject_id=actor.organization_id,
        subject_label=quarter.roman_label,
        changes={"recipients": (None, "; ".join(sent.now))},
    )
