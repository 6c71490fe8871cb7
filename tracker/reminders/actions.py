"""Writing down what has fallen due. Any number of processes may do it, any number of times.

A line exists once by its key and a digest once by person and day, so whoever comes second changes nothing.
The cursor says up to which day an organization was looked at; days that nobody looked at, because nothing ran,
are made up for on the next working day: the newest line about each task is told, the older ones are written
down as replaced by it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tracker.core import progress
from tracker.core.database import Base, db, transaction
from tracker.core.quarter import Quarter
from tracker.core.steps import step
from tracker.core.words import N_
from tracker.mail import pauses
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.outbox import new_message_id
from tracker.mail.rows import change
from tracker.mail.status import MailKind, MailState, OccurrenceKind, OccurrenceState
from tracker.reminders.models import ReminderCursor
from tracker.reminders.mornings import Morning, mornings
from tracker.reminders.people import people_after
from tracker.reminders.planning import Line, Person, plan_lines
from tracker.reminders.plans import plans_of
from tracker.reminders.rewinding import rewind_cursors
from tracker.reminders.rungs import LONGEST_GAP
from tracker.reminders.told_before import ToldBefore, told_before
from tracker.reminders.weekly import owe_reports, owed_weekly
from tracker.reminders.work import keys_told, lines_left_over, mentions_until, tasks_for

PAGE = 500
"""People in one transaction: few enough that nobody else waits long for the database."""

WRITING = N_("Viết thư nhắc")
NEWER_LINE = N_("Đã có lần nhắc mới hơn về việc này.")
ALREADY_SENT = N_("Thư nhắc của ngày này đã gửi trước khi có lần nhắc này.")


def queue_due(now: datetime) -> int:
    """Write the reminders of every organization whose digest time has come; returns how many digests are new.

    None while the clock may be wrong, or while the database may be one that does not know what was sent.
    """
    if pauses.nothing_new(db.session()):
        return 0
    rewind_cursors(now)
    return sum(_queue_organization(morning, now) for morning in mornings(db.session(), now))


def _queue_organization(morning: Morning, now: datetime) -> int:
    queued, after_id = 0, 0
    while True:
        progress.tell(WRITING, queued, 0)
        with transaction() as session:
            if not _hold_cursor(session, morning, now):
                return queued
            people, last = people_after(
                session, morning.organization_id, after_id=after_id, most=PAGE, day=morning.today
            )
            queued += queue_people(session, morning, people, now)
            step("lines inserted")
            if last is None:
                _move_cursor(session, morning, now)
                step("cursor moved")
                return queued
            after_id = last


def _hold_cursor(session: Session, morning: Morning, now: datetime) -> bool:
    """Lock the organization's cursor; False if another process has finished the day meanwhile."""
    return lock_cursor(session, morning.organization_id, morning.cursor, now) == morning.cursor


def lock_cursor(session: Session, organization_id: int, first: date, now: datetime) -> date:
    """The last day that was looked at, held until the transaction ends; `first` where nobody has looked yet."""
    row = {"organization_id": organization_id, "done_until": first, "moved_at": now}
    _insert(session, ReminderCursor, [row], "organization_id")
    query = sa.select(ReminderCursor.done_until).where(ReminderCursor.organization_id == organization_id)
    return session.scalars(query.with_for_update()).one()


def _move_cursor(session: Session, morning: Morning, now: datetime) -> None:
    ours = ReminderCursor.organization_id == morning.organization_id
    unmoved = ReminderCursor.done_until == morning.cursor
    if change(session, ReminderCursor, ours, unmoved, done_until=morning.today, moved_at=now) != 1:
        raise RuntimeError("the cursor moved although it was locked")


def queue_people(session: Session, morning: Morning, people: list[Person], now: datetime) -> int:
    """Write the lines of one page of people and their digests; returns how many digests are new."""
    ids = [person.account_id for person in people]
    lines = _lines_of(session, morning, people)
    told = keys_told(session, ids, morning.after)
    left_over = lines_left_over(session, ids, since=morning.today - LONGEST_GAP, now=now)
    new = [line for line in lines if line.key not in told]
    before = told_before(session, ids, morning.calendar, after=morning.after, today=morning.today)
    to_tell = {line.account_id for line in new if line.newest and not before.reason(line)}
    to_tell |= {line.account_id for line in left_over}
    to_report = owed_weekly(session, morning, people)
    to_tell |= to_report
    digests, made = _open_digests(session, morning, [each for each in people if each.account_id in to_tell], now)
    _insert(session, Occurrence, [_row(line, morning, digests, before, now) for line in new], "key")
    _report_in(session, morning, {each: digests[each] for each in to_report & digests.keys()}, now)
    told_again = {line.key for line in left_over}
    newer = {(line.account_id, line.task_id) for line in lines if line.key not in told_again}
    _carry_over(left_over, newer, digests, morning)
    return made


def _report_in(session: Session, morning: Morning, mails: dict[int, int], now: datetime) -> None:
    """Owe these people, in these digests, the position of the quarter that runs."""
    if mails:
        quarter = Quarter.of(morning.today)
        organization_id = morning.organization_id
        owe_reports(session, mails, organization_id=organization_id, quarter=quarter, day=morning.today, now=now)


def _lines_of(session: Session, morning: Morning, people: list[Person]) -> list[Line]:
    """What the ladder owes these people since the last look."""
    plans = plans_of(session, morning.organization_id)
    tasks = tasks_for(session, morning.organization_id, people, plans, calendar=morning.calendar, day=morning.today)
    mentions = mentions_until(session, [person.account_id for person in people], morning.after)
    return plan_lines(people, tasks, morning.calendar, after=morning.after, until=morning.today, mentions=mentions)


def _open_digests(
    session: Session, morning: Morning, people: list[Person], now: datetime
) -> tuple[dict[int, int], int]:
    """Each person's digest of the day, by account, as long as it can still take a line; and how many are new.

    Locked, so that no sender writes one out between our looking and our adding to it.
    """
    rows = [_digest_row(person, morning, now) for person in people]
    _insert(session, OutgoingMail, rows, "dedupe_key")
    found = session.execute(
        sa.select(OutgoingMail.account_id, OutgoingMail.id, OutgoingMail.message_id)
        .where(
            OutgoingMail.account_id.in_([person.account_id for person in people]),
            OutgoingMail.kind == MailKind.DIGEST,
            OutgoingMail.local_day == morning.today,
            OutgoingMail.state == MailState.QUEUED,
        )
        .order_by(OutgoingMail.id)
        .with_for_update()
    ).all()
    ours = {row["message_id"] for row in rows}
    digests = {account_id: mail_id for account_id, mail_id, _ in found if account_id is not None}
    return digests, sum(message_id in ours for _, _, message_id in found)


def _digest_row(person: Person, morning: Morning, now: datetime) -> dict[str, Any]:
    return {
        "organization_id": morning.organization_id,
        "account_id": person.account_id,
        "address": person.address,
        "kind": MailKind.DIGEST,
        "dedupe_key": f"digest:{person.account_id}:{morning.today:%Y-%m-%d}",
        "message_id": new_message_id(),
        "local_day": morning.today,
        "not_before": morning.window.not_before,
        "expires_at": morning.window.expires_at,
        "created_at": now,
    }


def _row(line: Line, morning: Morning, digests: dict[int, int], before: ToldBefore, now: datetime) -> dict[str, Any]:
    told = before.reason(line)
    mail_id = digests.get(line.account_id) if line.newest and not told else None
    reason = "" if mail_id else told or (ALREADY_SENT if line.newest else NEWER_LINE)
    return {
        "organization_id": morning.organization_id,
        "key": line.key,
        "kind": OccurrenceKind.REMINDER,
        "rule": str(line.rule),
        "task_id": line.task_id,
        "account_id": line.account_id,
        "local_day": line.day,
        "due_revision": line.due_revision,
        "detail": {"part": line.part, "caught_up": line.day < morning.today, **_told_gap(morning.gap)},
        "state": OccurrenceState.ATTACHED if mail_id else OccurrenceState.SUPERSEDED,
        "state_reason": reason,
        "mail_id": mail_id,
        "created_at": now,
    }


def _carry_over(
    left_over: list[Occurrence], newer: set[tuple[int, int]], digests: dict[int, int], morning: Morning
) -> None:
    """Put lines that no mail has told into today's digest; those with a newer line about their task give way to it."""
    latest = {(line.account_id, line.task_id): line.id for line in left_over}
    for line in left_over:
        whose = (line.account_id, line.task_id)
        if whose in newer or latest[whose] != line.id:
            line.state, line.state_reason = OccurrenceState.SUPERSEDED, NEWER_LINE
        elif line.account_id in digests:
            line.mail_id = digests[line.account_id]
            line.detail = {**_gap_since(line.local_day, morning), **line.detail, "caught_up": True}


def _gap_since(day: date, morning: Morning) -> dict[str, list[str]]:
    """The working days without a mail, from `day` on; none where that one was declared off after all."""
    last = morning.calendar.shift(morning.today, -1)
    return _told_gap((day, last) if day <= last else None)


def _told_gap(gap: tuple[date, date] | None) -> dict[str, list[str]]:
    """The days on which nothing was sent, as the letter tells them."""
    return {"gap": [f"{day:%Y-%m-%d}" for day in gap]} if gap is not None else {}


def _insert(session: Session, table: type[Base], rows: Iterable[dict[str, Any]], unique: str) -> None:
    """Insert rows; those that exist already, by their column `unique`, are left as they are."""
    rows = list(rows)
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.connection().execute(insert(table).on_conflict_do_nothing(index_elements=[unique]), rows)
