"""How the outbox stands, for the page of those who look after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.mail.alarm import WITH_THE_PAUSE, Alarm, alarm_columns, alarm_places, read_alarm
from tracker.mail.models import Bounce, MailAttempt, Occurrence, OutgoingMail
from tracker.mail.rate import count_taken
from tracker.mail.settings import read_settings
from tracker.mail.status import MailState

DECIDABLE = (MailState.HELD, MailState.FAILED, MailState.SUPPRESSED, MailState.DEAD)
MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class MailRow:
    """One mail as a list shows it: to whom, and what became of it. `tasks` are (id, code and title)."""

    mail: OutgoingMail
    person: str
    tasks: tuple[tuple[int, str], ...] = ()


def find_alarm(session: Session, now: datetime) -> Alarm | None:
    """What is wrong with sending, if anything."""
    return read_alarm(
        dict(
            session.execute(sa.select(*alarm_columns()).select_from(WITH_THE_PAUSE), alarm_places(now)).mappings().one()
        ),
        now,
    )


def count_by_state(session: Session, organization_id: int) -> dict[MailState, int]:
    """How many mails of an organization stand in each state."""
    query = (
        sa.select(OutgoingMail.state, sa.func.count())
        .where(OutgoingMail.organization_id == organization_id)
        .group_by(OutgoingMail.state)
    )
    found = session.execute(query).all()
    return {row[0]: row[1] for row in found}


def places_taken(session: Session, now: datetime) -> int:
    """How many mails of this minute are spoken for."""
    settings = read_settings()
    return count_taken(session, settings.server.name, settings.per_minute, now)


def mails_in(session: Session, organization_id: int, states: Iterable[MailState]) -> list[MailRow]:
    """The newest mails of an organization in these states."""
    query = (
        _with_person()
        .where(OutgoingMail.organization_id == organization_id, OutgoingMail.state.in_(tuple(states)))
        .order_by(OutgoingMail.id.desc())
        .limit(MOST_SHOWN)
    )
    return _rows(session, query)


def find_mail(session: Session, organization_id: int, mail_id: int) -> MailRow | None:
    """One mail of an organization."""
    query = _with_person().where(OutgoingMail.organization_id == organization_id, OutgoingMail.id == mail_id)
    return next(iter(_rows(session, query)), None)


def attempts_of(session: Session, mail_id: int) -> Sequence[MailAttempt]:
    """Every attempt to send a mail, the last one first."""
    query = sa.select(MailAttempt).where(MailAttempt.mail_id == mail_id).order_by(MailAttempt.id.desc())
    return session.scalars(query).all()


def bounces_of(session: Session, mail_id: int) -> Sequence[Bounce]:
    """Every report that this mail came back, newest first."""
    return session.scalars(sa.select(Bounce).where(Bounce.mail_id == mail_id).order_by(Bounce.id.desc())).all()


def bounces_since(session: Session, organization_id: int, since: datetime) -> Sequence[Bounce]:
    """Mails that came back, newest first."""
    query = (
        sa.select(Bounce)
        .where(Bounce.organization_id == organization_id, Bounce.received_at >= since)
        .order_by(Bounce.id.desc())
        .limit(MOST_SHOWN)
    )
    return session.scalars(query).all()


def _with_person() -> sa.Select[OutgoingMail, str]:
    account = sa.table("account", sa.column("id", sa.Integer), sa.column("full_name", sa.String))  # a room above
    name = sa.func.coalesce(account.c.full_name, "")
    return sa.select(OutgoingMail, name).outerjoin(account, account.c.id == OutgoingMail.account_id)


def _rows(session: Session, query: sa.Select[OutgoingMail, str]) -> list[MailRow]:
    found = session.execute(query.execution_options(populate_existing=True)).all()
    tasks = _tasks_of(session, [mail.id for mail, _person in found])
    return [MailRow(mail=mail, person=person, tasks=tuple(tasks.get(mail.id, ()))) for mail, person in found]


def _tasks_of(session: Session, mail_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    task = sa.table("task", sa.column("id", sa.Integer), sa.column("code", sa.String), sa.column("title", sa.String))
    query = (
        sa.select(Occurrence.mail_id, task.c.id, task.c.code, task.c.title)
        .join(task, task.c.id == Occurrence.task_id)
        .where(Occurrence.mail_id.in_(mail_ids))
        .distinct()
        .order_by(task.c.code, task.c.id)
    )
    tasks: dict[int, list[tuple[int, str]]] = {mail_id: [] for mail_id in mail_ids}
    for mail_id, task_id, code, title in session.execute(query):
        if mail_id is not None:
            tasks[mail_id].append((task_id, f"{code} {title}"))
    return tasks
