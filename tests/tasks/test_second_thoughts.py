"""Whoever has just answered a report may take the answer back: for ten minutes, and if nothing else has happened."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.tasks.acts import entries, fresh, report, report_done, told
from tracker.core.database import db, transaction
from tracker.core.errors import Invalid, NotAllowed
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceKind
from tracker.tasks.errors import AlreadyRecorded, ChangedMeanwhile
from tracker.tasks.review_actions import confirm, send_back, take_back
from tracker.tasks.status import State

REASON = "Số liệu chưa khớp, đối chiếu lại"
SOON, LATE = NOW + timedelta(minutes=10), NOW + timedelta(minutes=10, seconds=1)


@pytest.fixture
def task(make, cast):
    made = make.task(lead="a", due_on=TODAY)
    report_done(made, cast.an)
    return made


def test_a_confirmation_taken_back_leaves_the_report_as_it_was(task, cast):
    confirm(task.id, 2, actor=cast.hoa, now=NOW)
    take_back(task.id, 3, actor=cast.hoa, now=SOON)
    now = fresh(task)
    assert (now.state, now.reported_on, now.confirmed_on) == (State.AWAITING_CONFIRMATION, TODAY, None)
    assert [each.action for each in entries(task)][-2:] == ["task.confirmed", "task.withdrawn"]
    assert told(task, cast, OccurrenceKind.WITHDRAWN) == []  # nobody had read the confirmation yet


def test_a_return_taken_back_counts_by_the_day_of_the_report_again(task, cast):
    send_back(task.id, 2, REASON, actor=cast.hoa, now=NOW)
    take_back(task.id, 3, actor=cast.hoa, now=SOON)
    assert (fresh(task).state, fresh(task).reported_on) == (State.AWAITING_CONFIRMATION, TODAY)
    confirm(task.id, 4, actor=cast.hoa, now=SOON)
    assert fresh(task).state is State.COMPLETED


def test_who_has_read_the_first_answer_is_told(task, cast):
    confirm(task.id, 2, actor=cast.hoa, now=NOW)
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(state=MailState.ACCEPTED))
    take_back(task.id, 3, actor=cast.hoa, now=SOON)
    assert told(task, cast, OccurrenceKind.WITHDRAWN) == ["an", "binh"]


@pytest.mark.parametrize("when", [LATE, NOW + timedelta(days=1)])
def test_later_it_stands(task, cast, when):
    confirm(task.id, 2, actor=cast.hoa, now=NOW)
    with pytest.raises(Invalid):
        take_back(task.id, 3, actor=cast.hoa, now=when)
    assert fresh(task).state is State.COMPLETED


def test_nobody_takes_back_what_another_said(task, cast):
    confirm(task.id, 2, actor=cast.hoa, now=NOW)
    with pytest.raises(Invalid):
        take_back(task.id, 3, actor=cast.hung, now=NOW)
    with pytest.raises(NotAllowed):
        take_back(task.id, 3, actor=cast.an, now=NOW)
    assert fresh(task).state is State.COMPLETED


def test_it_is_taken_back_once(task, cast):
    confirm(task.id, 2, actor=cast.hoa, now=NOW)
    take_back(task.id, 3, actor=cast.hoa, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        take_back(task.id, 3, actor=cast.hoa, now=NOW)
    with pytest.raises(Invalid):
        take_back(task.id, 4, actor=cast.hoa, now=NOW)


def test_what_happened_since_is_not_undone(task, cast):
    send_back(task.id, 2, REASON, actor=cast.hoa, now=NOW)
    report(task, cast.an)
    with pytest.raises((Invalid, ChangedMeanwhile)):
        take_back(task.id, 3, actor=cast.hoa, now=NOW)
    assert fresh(task).state is not State.AWAITING_CONFIRMATION


def test_an_answer_given_twice_after_a_withdrawal_is_no_repetition(task, cast):
    confirm(task.id, 2, actor=cast.hoa, now=NOW)
    take_back(task.id, 3, actor=cast.hoa, now=NOW)
    confirm(task.id, 4, actor=cast.hoa, now=NOW)
    with pytest.raises(AlreadyRecorded):
        confirm(task.id, 4, actor=cast.hoa, now=NOW)


def test_the_queue_offers_it_to_whoever_answered(pages, task):
    hoa = pages.of("hoa")
    hoa.post(f"/tasks/{task.id}/confirm", {"version": "2"})
    page = hoa.get("/review")
    assert f"Vừa xác nhận hoàn thành {task.code}. {task.title}" in page.text
    assert "Hoàn tác" not in pages.of("hung").get("/review").text
    assert hoa.post(f"/tasks/{task.id}/take-back", {"version": "3"}).headers["Location"] == "/review"
    page = hoa.get("/review")
    assert "Đã rút lại; việc trở lại chờ xác nhận. Còn 1 việc chờ." in page.text
    assert "Hoàn tác" not in page.text
    assert "Văn phòng rút lại kết quả xem xét" in hoa.get(f"/tasks/{task.id}").text


def test_too_late_it_says_so_on_the_task(pages, task):
    hoa = pages.of("hoa")
    hoa.post(f"/tasks/{task.id}/take-back", {"version": "2"})
    assert "Chỉ người vừa xem xét rút lại được" in hoa.get(f"/tasks/{task.id}").text
    assert db.session.scalar(sa.select(sa.func.count()).where(OutgoingMail.kind == MailKind.DIGEST)) == 0
