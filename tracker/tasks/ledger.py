"""Who was told what about a task, when, by which rule, and what the mail server answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from tracker.core.languages import gettext, ngettext
from tracker.core.words import N_
from tracker.mail.ledger import LedgerLine, lines_of_task
from tracker.mail.status import MAIL_STATE_WORDS, MailState, OccurrenceKind, OccurrenceState
from tracker.tasks.models import Task

NEWS_WORDS = {
    OccurrenceKind.ASSIGNED: N_("giao việc"),
    OccurrenceKind.RETURNED: N_("bị trả lại"),
    OccurrenceKind.CONFIRMED: N_("đã xác nhận"),
    OccurrenceKind.DIRECTION: N_("ý kiến chỉ đạo"),
    OccurrenceKind.REPORTED: N_("báo hoàn thành"),
    OccurrenceKind.DEADLINE: N_("đổi hạn"),
    OccurrenceKind.STOPPED: N_("dừng, chuyển tiếp"),
}


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One row of the ledger; `future` ones are only planned."""

    day: date
    rule: str
    who: str
    key: str
    result: str
    answer: str
    future: bool = False


def ledger_of(session: Session, task: Task) -> Sequence[LedgerRow]:
    """What was said about the task, newest first."""
    return [_row(line) for line in lines_of_task(session, task.id)]


def rule_words(kind: OccurrenceKind, rule: str) -> str:
    """A rung of the ladder, or the news, in words."""
    if kind is not OccurrenceKind.REMINDER:
        return gettext(NEWS_WORDS[kind])
    days = int(rule) if rule.lstrip("+-").isdigit() else None
    if days is None:
        return gettext(N_("nhắc nộp lại"))
    if days == 0:
        return gettext(N_("hạn hôm nay"))
    if days < 0:
        return ngettext("trước hạn %(n)s ngày", "trước hạn %(n)s ngày", -days)
    return ngettext("quá hạn %(n)s ngày", "quá hạn %(n)s ngày", days)


def _row(line: LedgerLine) -> LedgerRow:
    key, result = _result(line)
    return LedgerRow(
        day=line.local_day,
        rule=rule_words(line.kind, line.rule),
        who=line.person,
        key=key,
        result=result,
        answer=line.answer,
    )


def _result(line: LedgerLine) -> tuple[str, str]:
    if line.state is OccurrenceState.SUPERSEDED:
        return "none", gettext(N_("gộp vào thư sau"))
    if line.state is OccurrenceState.CANCELLED or line.mail_state is None:
        return "none", gettext(MAIL_STATE_WORDS[MailState.CANCELLED])
    words = gettext(MAIL_STATE_WORDS[line.mail_state])
    if line.mail_state is MailState.ACCEPTED:
        twice = gettext(N_("có thể trùng"))
        return "done", f"{words} ({twice})" if line.maybe_twice else words
    bad = {MailState.FAILED, MailState.DEAD, MailState.SUPPRESSED, MailState.EXPIRED}
    return ("over" if line.mail_state in bad else "none"), words
