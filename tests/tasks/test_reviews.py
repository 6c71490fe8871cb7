"""The office answers a report: confirmed, or returned with a reason; every attempt stays readable."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.tasks.acts import entries, fresh, report, report_done, told
from tracker.calendar.rules import WorkingCalendar
from tracker.core.errors import Invalid, NotAllowed, NotFound
from tracker.mail.models import Occurrence
from tracker.mail.status import OccurrenceKind
from tracker.tasks.errors import AlreadyRecorded, ChangedMeanwhile
from tracker.tasks.lines import dates_of
from tracker.tasks.models import Review, StatusUpdate
from tracker.tasks.review_actions import confirm, send_back
from tracker.tasks.rules import day_view, timeliness
from tracker.tasks.status import ReviewDecision, State, Timeliness

REASON = "Số liệu chưa khớp, đối chiếu lại"
ANSWERS = {
    "confirm": lambda task, version, **more: confirm(task.id, version, **more),
    "send back": lambda task, version, **more: send_back(task.id, version, REASON, **more),
}
both_answers = pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)


@pytest.fixture
def task(make, cast):
    """Reported complete by An on the last day."""
    made = make.task(lead="a", supporting=["b"], due_on=TODAY)
    report_done(made, cast.an)
    return made


def stands(task, day=TODAY):
    return timeliness(dates_of(fresh(task)), day_view(day, WorkingCalendar()))


def test_confirmed_six_days_later_it_is_still_on_time(task, cast):
    later = NOW + timedelta(days=6)
    confirm(task.id, 2, actor=cast.hoa, now=later)
    now = fresh(task)
    assert (now.state, now.confirmed_on, now.reported_on) == (State.COMPLETED, TODAY + timedelta(days=6), TODAY)
    assert stands(task, now.confirmed_on) is Timeliness.DONE_ON_TIME


def test_returned_it_counts_as_open_from_its_original_deadline(task, cast):
    send_back(task.id, 2, REASON, actor=cast.hoa, now=NOW + timedelta(days=6))
    now = fresh(task)
    assert (now.state, now.returned_on, now.reported_on) == (State.RETURNED, TODAY + timedelta(days=6), None)
    assert (now.due_on, now.due_revision) == (TODAY, 1)
    assert stands(task, now.returned_on) is Timeliness.OVERDUE


def test_reported_again_after_the_deadline_it_is_late(task, cast):
    send_back(task.id, 2, REASON, actor=cast.hoa, now=NOW + timedelta(days=1))
    report_done(task, cast.an, now=NOW + timedelta(days=2))
    confirm(task.id, 4, actor=cast.hoa, now=NOW + timedelta(days=3))
    assert stands(task, TODAY + timedelta(days=3)) is Timeliness.DONE_LATE


def test_every_attempt_and_every_answer_stays_readable(task, cast, session):
    send_back(task.id, 2, REASON, actor=cast.hoa, now=NOW)
    report_done(task, cast.binh, done_text="Lần hai")
    confirm(task.id, 4, actor=cast.hung, now=NOW)
    session.rollback()
    said = session.scalars(sa.select(StatusUpdate.done_text).order_by(StatusUpdate.id)).all()
    answers = session.execute(sa.select(Review.decision, Review.reason, Review.status_update_id).order_by(Review.id))
    assert said == ["Đã làm một nửa", "Lần hai"]
    assert [tuple(each) for each in answers] == [
        (ReviewDecision.RETURNED, REASON, 1),
        (ReviewDecision.CONFIRMED, "", 2),
    ]


@both_answers
def test_an_answer_leaves_exactly_one_entry(task, cast, answer):
    before = len(entries(task))
    answer(task, 2, actor=cast.hoa, now=NOW)
    new = entries(task)[before:]
    assert len(new) == 1
    assert new[0].changes["state"][0] == "awaiting_confirmation"
    assert new[0].actor_name == "Đỗ Thị Hoa"


def test_the_reason_stands_in_the_trail(task, cast):
    send_back(task.id, 2, REASON, actor=cast.hoa, now=NOW)
    assert entries(task)[-1].reason == REASON


def test_the_lead_group_is_told_and_nobody_else(task, cast, session):
    send_back(task.id, 2, REASON, actor=cast.hoa, now=NOW)
    assert told(task, cast, OccurrenceKind.RETURNED) == ["an", "binh"]
    details = session.scalars(sa.select(Occurrence.detail).where(Occurrence.kind == OccurrenceKind.RETURNED)).all()
    assert details == [{"reason": REASON, "by": "Đỗ Thị Hoa"}] * 2
    report_done(task, cast.an)
    confirm(task.id, 4, actor=cast.hung, now=NOW)
    assert told(task, cast, OccurrenceKind.CONFIRMED) == ["an", "binh"]


def test_only_the_office_of_the_committee_answers(task, cast):
    refused = {NotAllowed: ("an", "chi", "tam", "kien", "phuc"), NotFound: ("dung", "quan", "lan", "nam")}
    for answer in ANSWERS.values():
        for refusal, names in refused.items():
            for name in names:
                with pytest.raises(refusal):
                    answer(task, 2, actor=cast.actors[name], now=NOW)
    assert fresh(task).state is State.AWAITING_CONFIRMATION


@both_answers
def test_the_author_of_a_report_does_not_answer_it_but_a_colleague_does(make, cast, answer):
    made = make.task(lead="a")
    clerk = cast.an.__class__(
        account_id=cast.hoa.account_id, organization_id=cast.home.id, name=cast.hoa.name, roles=cast.hoa.roles,
        seats=cast.an.seats, reads=cast.hoa.reads,
    )  # fmt: skip
    report_done(made, clerk)
    with pytest.raises(NotAllowed, match="không tự xác nhận"):
        answer(made, 2, actor=clerk, now=NOW)
    answer(made, 2, actor=cast.hung, now=NOW)
    assert fresh(made).version == 3


@both_answers
def test_an_answer_to_an_old_page_is_refused(task, cast, answer):
    report(task, cast.chi)  # the supporting group has filed meanwhile
    with pytest.raises(ChangedMeanwhile) as refused:
        answer(task, 2, actor=cast.hoa, now=NOW)
    assert refused.value.change.name == "Lê Thị Chi"
    assert fresh(task).state is State.AWAITING_CONFIRMATION


@both_answers
def test_a_button_pressed_twice_is_recorded_once(task, cast, answer):
    answer(task, 2, actor=cast.hoa, now=NOW)
    with pytest.raises(AlreadyRecorded):
        answer(task, 2, actor=cast.hoa, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        answer(task, 2, actor=cast.hung, now=NOW)


def test_two_clerks_who_answer_differently_do_not_overrule_each_other(task, cast):
    confirm(task.id, 2, actor=cast.hoa, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        send_back(task.id, 2, REASON, actor=cast.hung, now=NOW)
    with pytest.raises(Invalid, match="không còn chờ"):
        send_back(task.id, 3, REASON, actor=cast.hung, now=NOW)
    assert fresh(task).state is State.COMPLETED
