"""What happened after a reminder: the first update, return or confirmation once the mail was handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext
from tracker.core.words import N_
from tracker.mail.ledger import LedgerLine
from tracker.mail.status import OccurrenceKind
from tracker.tasks.dossier import Dossier, Update
from tracker.tasks.status import ReviewDecision, State

_ASKING = frozenset({OccurrenceKind.REMINDER, OccurrenceKind.CHASE, OccurrenceKind.DIRECTION, OccurrenceKind.RETURNED})
"""What asks the group for something; nothing need follow on the rest."""

_DECISION_WORDS = {
    ReviewDecision.CONFIRMED: N_("xác nhận hoàn thành"),
    ReviewDecision.RETURNED: N_("trả lại"),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Something that was done on the task."""

    at: datetime
    words: str


def answers_of(task: Dossier) -> list[Answer]:
    """Every update and decision of a task, the oldest first."""
    found = [Answer(at=each.created_at, words=_update_words(each)) for each in task.updates]
    found += [
        Answer(at=each.created_at, words=_DECISION_WORDS[each.decision])
        for each in task.reviews
        if each.decision in _DECISION_WORDS
    ]
    return sorted(found, key=lambda answer: answer.at)


def _update_words(update: Update) -> str:
    if update.no_change:
        return N_("báo không thay đổi")
    done = update.to_state is State.AWAITING_CONFIRMATION and update.from_state is not update.to_state
    return N_("báo hoàn thành") if done else N_("cập nhật")


def answer_words(line: LedgerLine, answers: Sequence[Answer], calendar: WorkingCalendar, zone: str) -> str:
    """“cập nhật sau 2 ngày làm việc”; empty while nothing followed, and for lines that no mail has told."""
    if line.accepted_at is None or line.kind not in _ASKING:
        return ""
    first = next((answer for answer in answers if answer.at > line.accepted_at), None)
    if first is None:
        return ""
    told, done = clock.today(zone, line.accepted_at), clock.today(zone, first.at)
    if told == done:
        return _("%(what)s cùng ngày", what=_(first.words))
    n = calendar.between(told, done)
    return ngettext("%(what)s sau %(n)s ngày làm việc", "%(what)s sau %(n)s ngày làm việc", n, what=_(first.words))
