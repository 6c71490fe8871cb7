"""The ledger of a task: who was told what, by which rule, what the mail server answered, and what comes next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.models import Account
from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.core.days import format_clock
from tracker.core.languages import gettext as _
from tracker.core.words import N_
from tracker.mail.ledger import LedgerLine, lines_of_task
from tracker.mail.status import MAIL_STATE_WORDS, WAITING_STATES, MailState, OccurrenceKind, OccurrenceState
from tracker.organizations.models import Organization
from tracker.reminders.aftermath import answer_words, answers_of
from tracker.reminders.people import EVERYBODY, people_after
from tracker.reminders.planning import OpenTask, plan_lines
from tracker.reminders.plans import plans_of
from tracker.reminders.rules import Rule
from tracker.reminders.rungs import Rung, next_rungs
from tracker.reminders.told_before import yet_to_tell
from tracker.reminders.words import NEWS_WORDS, clip, rule_words
from tracker.reminders.work import mentions_until, owed_tasks
from tracker.tasks.models import Task

MOST_PLANNED = 3
LONGEST_SAYING = 160

STATE_WORDS = {
    OccurrenceState.SUPERSEDED: N_("thay bằng thư mới hơn"),
    OccurrenceState.CANCELLED: N_("đã hủy"),
}


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One line as the office reads it. `key` is a state of the design; `future` ones are only planned.

    `said` and `chase_id` belong to what the office sent by hand, `after` is what the group did next.
    """

    day: date
    rule: str
    who: str
    key: str
    result: str
    answer: str = ""
    future: bool = False
    said: str = ""
    after: str = ""
    chase_id: int | None = None


def ledger_of_task(session: Session, task_id: int, *, now: datetime) -> list[LedgerRow]:
    """Everything told or owed about a task, newest first, then the next rungs with their readers."""
    organization = session.scalars(
        sa.select(Organization).join(Task, Task.organization_id == Organization.id).where(Task.id == task_id)
    ).one()
    zone = organization.time_zone
    today = clock.today(zone, now)
    calendar = working_calendar(session, organization.id, today)
    lines = lines_of_task(session, task_id)
    answers = answers_of(session, task_id) if lines else []  # whom nothing was told has answered nothing
    told = [replace(_row(line, zone), after=answer_words(line, answers, calendar, zone)) for line in lines]
    return told + _planned(session, organization.id, task_id, calendar, today)


def _planned(
    session: Session, organization_id: int, task_id: int, calendar: WorkingCalendar, today: date
) -> list[LedgerRow]:
    owed = owed_tasks(session, Task.id == task_id, today, plans_of(session, organization_id)).get(task_id)
    if owed is None:
        return []
    rungs = next_rungs(owed.dates, calendar, owed.plan, today=today, most=MOST_PLANNED)
    names = _readers(session, owed, rungs, organization_id=organization_id, calendar=calendar, today=today)
    return [
        LedgerRow(
            day=rung.day,
            rule=rule_words(rung.rule),
            who=", ".join(names[rung]) or _("không có ai nhận"),
            key="none",
            result=_("tự hủy nếu xong"),
            future=True,
        )
        for rung in rungs
    ]


def _readers(
    session: Session,
    owed: OpenTask,
    rungs: Sequence[Rung],
    *,
    organization_id: int,
    calendar: WorkingCalendar,
    today: date,
) -> Mapping[Rung, list[str]]:
    """By rung, who would be told, by name: the same planning as every morning's, for this one task. 8 SELECTs."""
    names: defaultdict[Rung, list[str]] = defaultdict(list)
    if not rungs:
        return names
    people, _last = people_after(session, organization_id, after_id=0, most=EVERYBODY, day=today)
    mentions = mentions_until(session, [person.account_id for person in people], today)
    lines = plan_lines(people, [owed], calendar, after=today, until=rungs[-1].day, mentions=mentions)
    lines = yet_to_tell(session, lines, calendar, done=today)
    told = {(line.account_id, Rung(line.day, line.rule)) for line in lines}
    accounts = session.execute(
        sa.select(Account.id, Account.full_name)
        .where(Account.id.in_({account_id for account_id, _rung in told}))
        .order_by(Account.sort_key, Account.id)
    )
    for account_id, name in accounts:
        for rung in rungs:
            if (account_id, rung) in told:
                names[rung].append(name)
    return names


def _row(line: LedgerLine, zone: str) -> LedgerRow:
    key, result = _result(line, zone)
    chased = line.kind is OccurrenceKind.CHASE
    return LedgerRow(
        day=line.local_day,
        rule=_rule(line, zone),
        who=line.person,
        key=key,
        result=result,
        answer=line.answer,
        said=clip(str(line.detail.get("text", "")), LONGEST_SAYING) if chased else "",
        chase_id=line.detail.get("chase_id") if chased else None,
    )


def _rule(line: LedgerLine, zone: str) -> str:
    """By which rule, or by whom, the person was told."""
    if line.kind is OccurrenceKind.REMINDER:
        return rule_words(Rule.parse(line.rule))
    if line.kind is OccurrenceKind.CHASE:
        clock_time = format_clock(line.created_at, zone)
        return _("đ/c %(name)s đôn đốc lúc %(time)s", name=line.detail.get("by", ""), time=clock_time)
    return _(NEWS_WORDS[line.kind])


def _result(line: LedgerLine, zone: str) -> tuple[str, str]:
    """The key of the design and the words: what became of the line, and why if it was not told."""
    if line.state is not OccurrenceState.ATTACHED or line.mail_state is None:
        reason = _(line.reason) if line.reason else ""
        word = _(STATE_WORDS.get(line.state, STATE_WORDS[OccurrenceState.CANCELLED]))
        return "none", f"{word}: {reason}" if reason else word
    if line.came_back_at is not None and line.mail_state is MailState.ACCEPTED:
        return "over", _("bị trả lại %(clock)s", clock=format_clock(line.came_back_at, zone))
    return mail_result(line.mail_state, line.reason, line.accepted_at, zone, maybe_twice=line.maybe_twice)


def mail_result(
    state: MailState, why: str, accepted_at: datetime | None, zone: str, *, maybe_twice: bool
) -> tuple[str, str]:
    """The key of the design and the words: where a mail stands, and why if it was not handed over."""
    word, reason = _(MAIL_STATE_WORDS[state]), _(why) if why else ""
    if state is MailState.ACCEPTED:
        return "done", _accepted(word, accepted_at, zone, maybe_twice=maybe_twice)
    if state in WAITING_STATES:
        return "wait", word
    key = "none" if state is MailState.CANCELLED else "over"
    return key, f"{word}: {reason}" if reason else word


def _accepted(word: str, accepted_at: datetime | None, zone: str, *, maybe_twice: bool) -> str:
    when = f"{word} {format_clock(accepted_at, zone)}" if accepted_at else word
    return f"{when} ({_('có thể trùng')})" if maybe_twice else when
