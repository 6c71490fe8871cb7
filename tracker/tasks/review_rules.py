"""What the office may answer to a report of completion, and when it may think again. Plain Python."""

from datetime import datetime, timedelta

from tracker.core.errors import Invalid, NotAllowed, Refusal
from tracker.core.words import N_
from tracker.tasks.rules import SHORTEST_REASON, refuse
from tracker.tasks.status import ReviewDecision, State

SECOND_THOUGHT = timedelta(minutes=10)
"""How long whoever answered a report may take the answer back."""


def decide_review(state: State, decision: ReviewDecision, *, reason: str, own_report: bool) -> State:
    """The state after the office's answer, or a refusal."""
    if state is not State.AWAITING_CONFIRMATION:
        raise Invalid(N_("Việc này không còn chờ xác nhận."))
    if own_report:
        raise NotAllowed(N_("Người báo cáo không tự xác nhận."))
    if decision is ReviewDecision.CONFIRMED:
        return State.COMPLETED
    check_reason(reason)
    return State.RETURNED


def check_second_thought(state: State, *, answered_at: datetime | None, now: datetime) -> None:
    """Whether an answer may still be taken back. `answered_at`: when this person gave it, None if they did not."""
    if state not in {State.COMPLETED, State.RETURNED} or answered_at is None or now - answered_at > SECOND_THOUGHT:
        raise Invalid(N_("Chỉ người vừa xem xét rút lại được, trong vòng 10 phút và khi việc chưa có thay đổi khác."))


def check_reason(reason: str) -> None:
    """A reason somebody can act on."""
    refuse(faults_of_reason(reason))


def faults_of_reason(reason: str) -> list[Refusal]:
    """What is wrong with a reason, if anything."""
    if len(reason) < SHORTEST_REASON:
        return [Invalid(N_("Ghi lý do, ít nhất 10 ký tự."), field="reason")]
    return []
