"""What people have been told of that the keys of their lines do not show: the line is written down, but not told.

Either it was sent from a newer database than this one, or on a day that was declared off only afterwards, so that its
rung stands on a second day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.calendar.rules import WorkingCalendar
from tracker.core.kept import Kept, rows_of
from tracker.core.words import N_
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.restored_decisions import COUNTED_AS_SENT
from tracker.mail.status import MailKind, MailState, OccurrenceKind, OccurrenceState
from tracker.reminders.planning import Line
from tracker.reminders.rules import WEEKLY, Rule

BEFORE_RESTORE = N_("Thư nhắc của ngày này đã gửi trước khi khôi phục dữ liệu.")
ON_A_DAY_OFF = N_("Đã nhắc lần này vào ngày sau đó chuyển thành ngày nghỉ.")

_LOOKED_BACK = 7
"""Days: further back no day is declared off once its mails have left."""


class Step(NamedTuple):
    """A rung of a task to one person, on whichever day it stands. `week` is that of a list that comes every week."""

    account_id: int
    task_id: int
    due_revision: int
    rule: Rule
    week: date | None


@dataclass(frozen=True, kw_only=True)
class ToldBefore:
    """By account: days whose digest was sent, and steps that were told."""

    days: frozenset[tuple[int, date]]
    steps: frozenset[Step]

    def reason(self, line: Line) -> str:
        """Why a line need not be told; empty if it must be."""
        if (line.account_id, line.day) in self.days:
            return BEFORE_RESTORE
        step = step_of(line.account_id, line.task_id, line.due_revision, line.rule, line.day)
        return ON_A_DAY_OFF if step in self.steps else ""


def told_before(
    session: Session, account_ids: Sequence[int], calendar: WorkingCalendar, *, after: date, today: date
) -> ToldBefore:
    """What these people have been told. 2 SELECTs."""
    return ToldBefore(
        days=days_told(session, account_ids, after),
        steps=_steps(session, account_ids, days_off(calendar, today)),
    )


def yet_to_tell(session: Session, lines: Sequence[Line], calendar: WorkingCalendar, *, done: date) -> list[Line]:
    """Of the lines after `done`, those that nobody told before. 2 SELECTs."""
    ids = sorted({line.account_id for line in lines})
    before = told_before(session, ids, calendar, after=done, today=done + timedelta(days=1))
    return [line for line in lines if not before.reason(line)]


def days_told(session: Session, account_ids: Sequence[int], after: date) -> frozenset[tuple[int, date]]:
    """By account, days later than `after` whose digest was sent from a newer database. 1 SELECT."""
    rows = rows_of(session, _DAYS_TOLD, {"account_ids": list(account_ids), "after": after})
    return frozenset((row.account_id, row.local_day) for row in rows)


_DAYS_TOLD = Kept(
    sa.select(OutgoingMail.account_id, OutgoingMail.local_day).where(
        OutgoingMail.account_id.in_(sa.bindparam("account_ids", type_=sa.Integer, expanding=True)),
        OutgoingMail.kind == MailKind.DIGEST,
        OutgoingMail.state == MailState.ACCEPTED,
        OutgoingMail.state_reason == COUNTED_AS_SENT,
        OutgoingMail.local_day > sa.bindparam("after", type_=sa.Date),
    )
)


def days_off(calendar: WorkingCalendar, today: date) -> list[date]:
    """The days off of the week before `today`."""
    days = (today - timedelta(days=number) for number in range(1, _LOOKED_BACK + 1))
    return [day for day in days if not calendar.is_working(day)]


def _steps(session: Session, account_ids: Sequence[int], days: list[date]) -> frozenset[Step]:
    columns = (
        Occurrence.account_id,
        Occurrence.task_id,
        Occurrence.due_revision,
        Occurrence.rule,
        Occurrence.local_day,
    )
    query = (
        sa.select(*columns)
        .join(OutgoingMail, OutgoingMail.id == Occurrence.mail_id)
        .where(
            Occurrence.account_id.in_(account_ids),
            Occurrence.kind == OccurrenceKind.REMINDER,
            Occurrence.state == OccurrenceState.ATTACHED,
            Occurrence.local_day.in_(days),
            OutgoingMail.state == MailState.ACCEPTED,
        )
    )
    return frozenset(
        step_of(account_id, task_id, revision, Rule.parse(rule), day)
        for account_id, task_id, revision, rule, day in session.execute(query)
    )


def step_of(account_id: int, task_id: int, due_revision: int, rule: Rule, day: date) -> Step:
    """The step of a rung that was told on a day."""
    week = day - timedelta(days=day.weekday()) if rule.ladder in WEEKLY else None
    return Step(account_id, task_id, due_revision, rule, week)
