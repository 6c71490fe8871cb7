"""What the office may decide: confirming, returning with a reason, moving a deadline, ending."""

from datetime import date, timedelta

import pytest

from tracker.core.errors import Invalid, NotAllowed, Refusal, SeveralRefusals
from tracker.tasks.review_rules import check_reason, decide_review
from tracker.tasks.rules import check_alive, faults_of_deadline, refuse
from tracker.tasks.status import ALIVE_STATES, ReviewDecision, State

WAITING = State.AWAITING_CONFIRMATION
REASON = "Đối chiếu"  # nine characters
GIVEN = date(2026, 4, 6)


def decide(state=WAITING, decision=ReviewDecision.CONFIRMED, *, reason="", own_report=False):
    return decide_review(state, decision, reason=reason, own_report=own_report)


def test_what_waits_is_confirmed_or_returned():
    assert decide() is State.COMPLETED
    assert decide(decision=ReviewDecision.RETURNED, reason="Số liệu chưa khớp") is State.RETURNED


@pytest.mark.parametrize("state", sorted(set(State) - {WAITING}))
@pytest.mark.parametrize("decision", list(ReviewDecision))
def test_only_what_waits_is_answered(state, decision):
    with pytest.raises(Invalid):
        decide(state, decision, reason="một lý do đủ dài")


@pytest.mark.parametrize("decision", list(ReviewDecision))
def test_nobody_answers_their_own_report(decision):
    with pytest.raises(NotAllowed, match="không tự xác nhận"):
        decide(decision=decision, reason="một lý do đủ dài", own_report=True)


@pytest.mark.parametrize("reason", ["", "ngắn", REASON])
def test_a_reason_has_ten_characters_at_least(reason):
    with pytest.raises(Invalid, match="ít nhất 10 ký tự") as refused:
        decide(decision=ReviewDecision.RETURNED, reason=reason)
    assert refused.value.field == "reason"


def test_ten_characters_are_enough():
    check_reason(REASON + "!")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (GIVEN + timedelta(9), GIVEN + timedelta(10), None),
        (GIVEN + timedelta(9), GIVEN, None),
        (GIVEN + timedelta(9), None, None),
        (None, GIVEN + timedelta(9), None),
        (GIVEN + timedelta(9), GIVEN + timedelta(9), "trùng"),
        (None, None, "trùng"),
        (GIVEN + timedelta(9), GIVEN - timedelta(1), "trước ngày giao việc"),
    ],
)
def test_a_deadline_moves_somewhere_else_and_not_before_the_work_was_given(old, new, fault):
    found = faults_of_deadline(old, new, GIVEN)
    assert [fault in str(each) for each in found] == ([True] if fault else [])


@pytest.mark.parametrize("state", list(State))
def test_only_living_work_is_changed(state):
    if state in ALIVE_STATES:
        check_alive(state)
    else:
        with pytest.raises(Invalid, match="đã kết thúc"):
            check_alive(state)


def test_one_fault_is_raised_as_it_is_and_several_together():
    one, two = Invalid("một"), Invalid("hai")
    refuse([])
    with pytest.raises(Refusal) as alone:
        refuse([one])
    assert alone.value is one
    with pytest.raises(SeveralRefusals) as both:
        refuse([one, two])
    assert both.value.refusals == [one, two]
