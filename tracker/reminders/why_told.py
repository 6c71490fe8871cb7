"""What was written down for one person about one task, in sentences, with the mail servers' own words."""

from collections.abc import Iterator
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.accounts.models import Account
from tracker.core import clock
from tracker.core.days import format_clock, format_day
from tracker.core.languages import gettext as _
from tracker.mail.ledger import newest_report
from tracker.mail.models import Bounce, MailAttempt, Occurrence, OutgoingMail
from tracker.mail.status import MAIL_STATE_WORDS, VERDICT_WORDS, MailState, OccurrenceKind, OccurrenceState, Verdict
from tracker.reminders.queries import STATE_WORDS
from tracker.reminders.rules import Rule
from tracker.reminders.words import NEWS_WORDS, rule_words
from tracker.tasks.models import Task


def told_of(session: Session, task: Task, account: Account, zone: str, day: date | None) -> Iterator[str]:
    """Every line of one day or of all, oldest first, with each attempt, and with the report if its mail came back."""
    query = (
        sa.select(Occurrence, Bounce)
        .outerjoin(OutgoingMail, OutgoingMail.id == Occurrence.mail_id)
        .outerjoin(Bounce, Bounce.id == newest_report())
        .where(Occurrence.task_id == task.id, Occurrence.account_id == account.id)
        .options(joinedload(Occurrence.mail).selectinload(OutgoingMail.attempts))
        .order_by(Occurrence.local_day, Occurrence.id)
    )
    if day is not None:
        query = query.where(Occurrence.local_day == day)
    for line, bounce in session.execute(query):
        reminder = line.kind is OccurrenceKind.REMINDER
        rule = f"{rule_words(Rule.parse(line.rule))} [{line.rule}]" if reminder else _(NEWS_WORDS[line.kind])
        yield f"{format_day(line.local_day)} {rule}: {_outcome(line)}"
        if line.mail is not None and line.state is OccurrenceState.ATTACHED:
            yield from (f"  {_attempt(each, zone)}" for each in line.mail.attempts)
            yield from _returned(line.mail, bounce, zone)


def _outcome(line: Occurrence) -> str:
    mail = line.mail
    if line.state is OccurrenceState.ATTACHED and mail is not None:
        return in_mail(mail)
    word = _(STATE_WORDS.get(line.state, STATE_WORDS[OccurrenceState.CANCELLED]))
    return f"{word} ({_(line.state_reason)})" if line.state_reason else word


def in_mail(mail: OutgoingMail) -> str:
    """In which mail a line went, and how that stands."""
    word = _("trong thư ngày %(day)s: %(state)s", day=format_day(mail.local_day), state=_(MAIL_STATE_WORDS[mail.state]))
    reason = mail.state_reason or ("" if mail.attempts else mail.last_error)
    return f"{word} ({_(reason)})" if reason else word


def _attempt(attempt: MailAttempt, zone: str) -> str:
    return _(
        "lần gửi %(n)s lúc %(at)s: %(code)s %(reply)s",
        n=attempt.number,
        at=_clock_and_day(attempt.started_at, zone),
        code=attempt.code or _(VERDICT_WORDS[Verdict(attempt.outcome)]),
        reply=attempt.reply,
    )


def _returned(mail: OutgoingMail, bounce: Bounce | None, zone: str) -> Iterator[str]:
    """What a report says of a mail that the server had taken."""
    if bounce is None or mail.state is not MailState.ACCEPTED:
        return
    at = _clock_and_day(bounce.received_at, zone)
    yield f"  {_('bị trả lại %(clock)s', clock=at)}: {bounce.words}"


def _clock_and_day(moment: datetime, zone: str) -> str:
    return f"{format_clock(moment, zone)} {format_day(clock.today(zone, moment))}"
