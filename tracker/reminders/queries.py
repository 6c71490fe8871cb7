"""The ledger of a task: who was told what, by which rule, what the mail server answered, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.core.days import format_clock
from tracker.core.languages import gettext as _
from tracker.core.words import N_
from tracker.mail.ledger import LedgerLine, lines_of_task
from tracker.mail.status import MAIL_STATE_WORDS, WAITING_STATES, MailState, OccurrenceKind, OccurrenceState
from tracker.reminders.aftermath import Answer, answer_words, answers_of
from tracker.reminders.one_task import About, dates_of, readers_of
from tracker.reminders.rules import LadderPlan, Rule
from tracker.reminders.rungs import next_rungs
from tracker.reminders.words import NEWS_WORDS, clip, rule_words
from tracker.tasks.dossier import Dossier
from tracker.tasks.queries import Almanac

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


def ledger_of_task(session: Session, task: Dossier, almanac: Almanac, plan: LadderPlan) -> list[LedgerRow]:
    """Everything told or owed about a task, newest first, then the next rungs of `plan` with their readers."""
    lines = lines_of_task(session, task.id)
    about = About(task=task, plan=plan, lines=lines, almanac=almanac)
    answers = answers_of(task) if lines else []  # whom nothing was told has answered nothing
    return [_row(line, answers, almanac) for line in lines] + _planned(session, about)


def _planned(session: Session, about: About) -> list[LedgerRow]:
    dates, calendar = dates_of(about.task), about.almanac.calendar
    rungs = next_rungs(dates, calendar, about.plan, today=about.today, most=MOST_PLANNED)
    names = readers_of(session, about, rungs) if rungs else {}
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


def _row(line: LedgerLine, answers: Sequence[Answer], almanac: Almanac) -> LedgerRow:
    zone = almanac.zone
    key, result = _result(line, zone)
    chased = line.kind is OccurrenceKind.CHASE
    return LedgerRow(
        day=line.local_day,
        rule=_rule(line, zone),
        who=line.person,
        key=key,
        result=result,
        answer=line.answer,
        after=answer_words(line, answers, almanac.calendar, zone),
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
