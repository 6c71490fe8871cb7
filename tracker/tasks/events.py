"""What happened to a task, newest first: updates, the office's answers, directions, and the beginning."""

from dataclasses import dataclass
from datetime import datetime

from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.tasks.dossier import Answer, Dossier, Order, Update
from tracker.tasks.status import ReviewDecision, SelfRating, State


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of a task's history on its page."""

    key: str
    head: str
    when: datetime
    who: str
    update: Update | None = None
    text: str = ""


_ANSWERS = {
    ReviewDecision.CONFIRMED: ("done", N_("Văn phòng xác nhận hoàn thành")),
    ReviewDecision.RETURNED: ("back", N_("Văn phòng trả lại")),
    ReviewDecision.WITHDRAWN: ("wait", N_("Văn phòng rút lại kết quả xem xét")),
}


def events_of(task: Dossier) -> list[Event]:
    """Updates, answers and directions of a task, newest first."""
    found = [_update_event(task, each) for each in task.updates]
    found += [_review_event(each) for each in task.reviews]
    found += [_direction_event(each) for each in task.directions]
    return sorted(found, key=lambda event: event.when, reverse=True)


def _review_event(review: Answer) -> Event:
    key, head = _ANSWERS[review.decision]
    return Event(
        key=key,
        head=gettext(head),
        when=review.created_at,
        who=review.reviewer,
        text=review.reason,
    )


def _direction_event(direction: Order) -> Event:
    return Event(
        key="ask",
        head=gettext(N_("Ý kiến chỉ đạo")),
        when=direction.created_at,
        who=direction.author,
        text=direction.text,
    )


def _update_event(task: Dossier, update: Update) -> Event:
    key, head = _update_head(task, update)
    who = f"{update.author}, {update.group}"
    return Event(key=key, head=gettext(head), when=update.created_at, who=who, update=update)


def _update_head(task: Dossier, update: Update) -> tuple[str, str]:
    if update.no_change:
        return "loop", N_("Không thay đổi")
    if update.group_id != task.lead_group_id:
        return "term", N_("Đơn vị phối hợp báo phần việc")
    if update.to_state is State.AWAITING_CONFIRMATION:
        return "wait", N_("Báo hoàn thành, chờ xác nhận")
    if update.self_rating is SelfRating.AT_RISK:
        return "risk", N_("Cập nhật: khó đạt đúng hạn")
    return "term", N_("Cập nhật")
