"""What happened after a reminder: the first update, return or confirmation once the mail was handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext
from tracker.core.words import N_
from tracker.mail.ledger import LedgerLine
from tracker.mail.status import OccurrenceKind
from tracker.tasks.models import Review, StatusUpdate
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


def answers_of(session: Session, task_id: int) -> list[Answer]:
    """Every update and decision of a task, the oldest first. 2 SELECTs."""
    columns = (StatusUpdate.created_at, StatusUpdate.to_state, StatusUpdate.from_state, StatusUpdate.no_change)
    updates = session.execute(sa.select(*columns).where(StatusUpdate.task_id == task_id))
    reviews = session.execute(sa.select(Review.created_at, Review.decision).where(Review.task_id == task_id))
    found = [Answer(at=row.created_at, words=_update_words(row)) for row in updates]
    found += [
        Answer(at=row.created_at, words=_DECISION_WORDS[row.decision])
        for row in reviews
        if row.decision in _DECISION_WORDS
    ]
    return sorted(found, key=lambda answer: answer.at)


def _update_words(update: sa.Row[datetime, State, State, bool]) -> str:
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
