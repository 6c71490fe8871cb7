"""Whether a line is still true when its mail is written. Plain values in, None or the reason to drop it out."""

from dataclasses import dataclass
from datetime import datetime

from tracker.core.words import N_
from tracker.mail.status import OccurrenceKind
from tracker.reminders.rules import WATCHING, Ladder, Part, Place, Rule, part_of
from tracker.tasks.status import ALIVE_STATES, LEFT_STATES, OPEN_STATES, State

GONE = N_("Tài khoản của người nhận đã ngừng sử dụng.")
DAY_OFF = N_("Ngày này đã chuyển thành ngày nghỉ; việc được nhắc vào ngày làm việc sau.")
HOURS_OVER = N_("Giờ gửi thư nhắc đã đổi và đã hết; việc được nhắc vào ngày làm việc sau.")
NO_REPORT = N_("Người nhận không còn được nhận báo cáo tình hình.")
NOTHING_LEFT = N_("Không còn việc nào cần báo trong thư này.")
NEWER_LINE = N_("Đã có tin mới hơn về việc này.")

NO_SEAT = N_("Người nhận không còn ở đơn vị được giao việc.")
NO_PART = N_("Người nhận không còn phải báo cáo việc này.")
NO_SIGHT = N_("Người nhận không còn được xem việc này.")
NOT_OFFICE = N_("Người nhận không còn làm ở Văn phòng.")
WAITING = N_("Đơn vị đã báo hoàn thành, đang chờ xác nhận.")
FINISHED = N_("Việc đã kết thúc.")
MOVED = N_("Hạn của việc đã đổi.")
SENT_AGAIN = N_("Đơn vị đã gửi lại.")
UPDATED = N_("Đơn vị đã cập nhật sau khi lập thư nhắc.")
ANSWERED = N_("Đơn vị đã trả lời ý kiến này.")
REVIEWED = N_("Văn phòng đã trả lời báo cáo này.")
REOPENED = N_("Việc không còn ở trạng thái đó.")
OTHER_LADDER = N_("Lịch nhắc của việc đã đổi.")
MENDED = N_("Địa chỉ thư của người đó đã được sửa.")
MUTED = N_("Người nhận đã tắt nhắc trước hạn.")


_TRUE_WHILE: dict[OccurrenceKind, tuple[frozenset[State], str]] = {
    OccurrenceKind.ASSIGNED: (frozenset(State) - LEFT_STATES, FINISHED),
    OccurrenceKind.RETURNED: (frozenset({State.RETURNED}), SENT_AGAIN),
    OccurrenceKind.CONFIRMED: (frozenset({State.COMPLETED}), REOPENED),
    OccurrenceKind.DIRECTION: (ALIVE_STATES, FINISHED),
    OccurrenceKind.WITHDRAWN: (frozenset({State.AWAITING_CONFIRMATION}), REVIEWED),
    OccurrenceKind.REPORTED: (frozenset({State.AWAITING_CONFIRMATION}), REVIEWED),
    OccurrenceKind.DEADLINE: (ALIVE_STATES, FINISHED),
    OccurrenceKind.STOPPED: (LEFT_STATES, REOPENED),
    OccurrenceKind.UNREACHED: (frozenset(State), FINISHED),
}


@dataclass(frozen=True, kw_only=True)
class Truth:
    """How a task stands for one person at this moment.

    `updated_at` is the lead group's last update; `awaits_answer` whether the direction spoken of is unanswered.
    `planned` and `wanted` are about the one rung spoken of: the task's plan still has it, the person wants to hear it.
    `unreached` is about the person spoken of: no mail reaches them.
    """

    state: State
    due_revision: int
    place: Place
    sits: bool
    sees: bool
    reviews: bool
    updated_at: datetime | None
    awaits_answer: bool = True
    planned: bool = True
    wanted: bool = True
    unreached: bool = True


def reminder_fault(rule: Rule, due_revision: int, created_at: datetime, truth: Truth) -> str | None:
    """Why a reminder written at `created_at` is not to be told any more."""
    part = part_of(rule, truth.place)
    updated = truth.updated_at is not None and truth.updated_at > created_at
    for fault, reason in (
        *(_answered(truth) if rule.ladder is Ladder.WAITING else _done(rule, due_revision, truth)),
        (not truth.planned, OTHER_LADDER),
        (not truth.wanted, MUTED),
        (part is None, NO_PART),
        (part not in _UNTOUCHED and updated, UPDATED),
    ):
        if fault:
            return reason
    return None


_UNTOUCHED = frozenset({Part.SUPPORTING, Part.COMMITTEE, Part.REVIEWER})
"""Parts that an update of the lead group does not settle."""


def _answered(truth: Truth) -> tuple[tuple[bool, str], ...]:
    """What settles a line that asks the office for its answer."""
    return (truth.state is not State.AWAITING_CONFIRMATION, REVIEWED), (not truth.reviews, NOT_OFFICE)


def _done(rule: Rule, due_revision: int, truth: Truth) -> tuple[tuple[bool, str], ...]:
    """What settles every other line."""
    counts_from_deadline = rule.ladder not in {Ladder.RETURN, Ladder.SILENCE}
    return (
        (truth.state is State.AWAITING_CONFIRMATION, WAITING),
        (truth.state not in OPEN_STATES, FINISHED),
        (rule.ladder is Ladder.RETURN and truth.state is not State.RETURNED, SENT_AGAIN),
        (counts_from_deadline and due_revision != truth.due_revision, MOVED),
        (rule.ladder in WATCHING and not truth.sees, NO_SIGHT),
        (rule.ladder not in WATCHING and not truth.sits, NO_SEAT),
    )


_FOR_THE_OFFICE = frozenset({OccurrenceKind.REPORTED, OccurrenceKind.UNREACHED})


def chase_fault(truth: Truth) -> str | None:
    """Why there is nothing left to press for."""
    if truth.state is State.AWAITING_CONFIRMATION:
        return WAITING
    if truth.state not in OPEN_STATES:
        return FINISHED
    return None if truth.sits else NO_SEAT


def news_fault(kind: OccurrenceKind, truth: Truth) -> str | None:
    """Why a piece of news is none any more."""
    if not truth.sees:
        return NO_SIGHT
    if kind in _FOR_THE_OFFICE and not truth.reviews:
        return NOT_OFFICE
    if kind is OccurrenceKind.UNREACHED and not truth.unreached:
        return MENDED
    if kind is OccurrenceKind.DIRECTION and not truth.awaits_answer:
        return ANSWERED
    states, reason = _TRUE_WHILE[kind]
    return None if truth.state in states else reason
