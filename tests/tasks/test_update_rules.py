"""What an update does to the state, and which updates say too little."""

from datetime import date, timedelta

import pytest

from tracker.core.errors import Invalid
from tracker.tasks.rules import Report, decide_update, faults_of_report
from tracker.tasks.status import ALIVE_STATES, OPEN_STATES, SelfRating, State

TODAY = date(2026, 5, 12)
ENDED = sorted(set(State) - ALIVE_STATES)


def report(*, is_lead=True, no_change=False, self_rating=SelfRating.ON_TRACK, done_text="Đã làm", **more):
    return Report(is_lead=is_lead, no_change=no_change, self_rating=self_rating, done_text=done_text, **more)


def silence(**more):
    return report(no_change=True, self_rating=None, done_text="", **more)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
@pytest.mark.parametrize("rating", [SelfRating.ON_TRACK, SelfRating.DIFFICULT, SelfRating.AT_RISK])
def test_a_word_of_the_lead_group_means_that_work_goes_on(state, rating):
    assert decide_update(state, report(self_rating=rating)) is State.IN_PROGRESS


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_done_asks_the_office_to_confirm(state):
    assert decide_update(state, report(self_rating=SelfRating.DONE)) is State.AWAITING_CONFIRMATION


@pytest.mark.parametrize("state", ENDED)
@pytest.mark.parametrize("is_lead", [True, False])
def test_nothing_is_reported_on_what_has_ended(state, is_lead):
    with pytest.raises(Invalid, match="đã kết thúc"):
        decide_update(state, report(is_lead=is_lead))


def test_the_lead_waits_for_the_office_before_it_says_more():
    with pytest.raises(Invalid, match="đang chờ Văn phòng"):
        decide_update(State.AWAITING_CONFIRMATION, report())


@pytest.mark.parametrize("state", sorted(ALIVE_STATES))
@pytest.mark.parametrize("rating", list(SelfRating))
def test_a_supporting_group_never_moves_the_task(state, rating):
    assert decide_update(state, report(is_lead=False, self_rating=rating)) is state


@pytest.mark.parametrize(
    ("state", "after"),
    [(State.NOT_STARTED, State.IN_PROGRESS), (State.IN_PROGRESS, State.IN_PROGRESS)],
)
def test_no_change_is_a_real_answer(state, after):
    assert decide_update(state, silence()) is after


def test_no_change_does_not_answer_a_return():
    with pytest.raises(Invalid, match="bị trả lại"):
        decide_update(State.RETURNED, silence())


def test_no_change_does_not_answer_a_direction():
    with pytest.raises(Invalid, match="ý kiến chỉ đạo"):
        decide_update(State.IN_PROGRESS, silence(directed=True))


def test_a_supporting_group_files_its_part_and_not_that_nothing_changed():
    with pytest.raises(Invalid, match="phần việc"):
        decide_update(State.IN_PROGRESS, silence(is_lead=False))


def test_no_change_needs_no_other_answer():
    assert faults_of_report(silence(), TODAY) == []


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (report(), []),
        (report(self_rating=None), ["self_rating"]),
        (report(done_text=""), ["done_text"]),
        (report(self_rating=None, done_text=""), ["self_rating", "done_text"]),
        (report(expected_on=TODAY), []),
        (report(expected_on=TODAY - timedelta(days=1)), ["expected_on"]),
        (report(expected_on=TODAY - timedelta(days=1), self_rating=SelfRating.DONE), []),
    ],
)
def test_an_update_says_how_it_stands_and_what_was_done_and_looks_ahead(said, missing):
    assert [fault.field for fault in faults_of_report(said, TODAY)] == missing
