"""What the office reads on a task: who was told what and when, and what comes next."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.tasks.acts import says
from tracker.core.database import transaction
from tracker.core.languages import speaking
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState, OccurrenceKind
from tracker.reminders.rules import Rule
from tracker.reminders.words import rule_words
from tracker.tasks.status import State
from tracker.tasks.update_actions import post_update

from .conftest import MORNING
from .reading import ledger_of_task


def settle(**values):
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(**values))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("-7", "trước hạn 7 ngày"),
        ("0", "hạn hôm nay"),
        ("+3", "quá hạn 3 ngày"),
        ("+15", "quá hạn 15 ngày"),
        ("d-3", "trước hạn mặc định 3 ngày"),
        ("d0", "hạn mặc định"),
        ("d+5", "sau hạn mặc định 5 ngày"),
        ("r+3", "bị trả lại, sau 3 ngày"),
    ],
)
def test_every_rule_has_words(rule, words):
    assert rule_words(Rule.parse(rule)) == words


def test_the_ledger_tells_what_was_accepted_and_when(make, books, session):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    settle(state=MailState.ACCEPTED, accepted_at=MORNING, accepted_reply="250 2.0.0 Ok: queued as 4F")
    row = ledger_of_task(session, task.id, now=NOW)[0]
    assert (row.day, row.rule, row.who) == (TODAY, "hạn hôm nay", "Trần Thị Bình")
    assert (row.key, row.result, row.answer) == ("done", "đã nhận 07:30", "250 2.0.0 Ok: queued as 4F")


@pytest.mark.parametrize(
    "case",
    [
        (MailState.QUEUED, "", "wait", "chờ gửi"),
        (MailState.FAILED, "Máy chủ thư từ chối.", "over", "lỗi gửi: Máy chủ thư từ chối."),
        (MailState.EXPIRED, "Muộn.", "over", "quá thời gian gửi: Muộn."),
        (MailState.CANCELLED, "Không còn.", "none", "đã hủy: Không còn."),
    ],
)
def test_the_ledger_tells_what_became_of_a_mail(make, books, session, case):
    state, reason, key, result = case
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    settle(state=state, state_reason=reason)
    row = ledger_of_task(session, task.id, now=NOW)[0]
    assert (row.key, row.result) == (key, result)


def test_a_replaced_line_says_so(make, books, session):
    task = make.task(due_on=date(2026, 5, 11), in_charge="binh", last_update_on=TODAY)
    books.open(days=3)
    rows = ledger_of_task(session, task.id, now=NOW)
    assert [(row.rule, row.result) for row in rows if not row.future] == [
        ("quá hạn 1 ngày", "chờ gửi"),
        ("hạn hôm nay", "thay bằng thư mới hơn: Đã có lần nhắc mới hơn về việc này."),
    ]


def test_a_dropped_line_says_why(make, books, session, write, change_task):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    change_task(task, state=State.COMPLETED)
    write(books.mails()[0])
    (row,) = ledger_of_task(session, task.id, now=NOW)
    assert row.result == "đã hủy: Việc đã kết thúc."


def test_news_stand_in_it_too(make, news, session):
    task = make.task()
    news(OccurrenceKind.ASSIGNED, task)
    (row,) = ledger_of_task(session, task.id, now=NOW)
    assert (row.rule, row.who) == ("giao việc", "Nguyễn Văn An")


def test_the_ledger_tells_what_happened_after(make, cast, books, session):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    settle(state=MailState.ACCEPTED, accepted_at=MORNING)
    assert {row.after for row in ledger_of_task(session, task.id, now=NOW)} == {""}
    later = NOW + timedelta(days=6)  # Monday of the next week
    post_update(task.id, says(task), actor=cast.binh, now=later)
    rows = [row for row in ledger_of_task(session, task.id, now=later) if not row.future]
    assert [row.after for row in rows if row.rule == "hạn hôm nay"] == ["cập nhật sau 4 ngày làm việc"]


def test_an_answer_of_the_same_day_is_no_day_later(make, cast, books, session):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    settle(state=MailState.ACCEPTED, accepted_at=MORNING)
    post_update(task.id, says(task, no_change=True), actor=cast.binh, now=NOW)
    rows = ledger_of_task(session, task.id, now=NOW)
    assert [row.after for row in rows if row.rule == "hạn hôm nay"] == ["báo không thay đổi cùng ngày"]


def test_what_came_before_the_mail_is_no_answer_to_it(make, cast, books, session):
    task = make.task(due_on=TODAY, in_charge="binh")
    post_update(task.id, says(task), actor=cast.binh, now=MORNING - timedelta(days=1))
    books.open()
    settle(state=MailState.ACCEPTED, accepted_at=MORNING)
    assert {row.after for row in ledger_of_task(session, task.id, now=NOW)} == {""}


def test_the_next_rungs_name_their_readers(make, session):
    task = make.task(lead="a", due_on=date(2026, 5, 15), in_charge="binh")
    rows = ledger_of_task(session, task.id, now=NOW)
    assert {row.who for row in rows} == {"Trần Thị Bình"}
    nobodys = make.task(lead="d", due_on=date(2026, 5, 15))
    assert {row.who for row in ledger_of_task(session, nobodys.id, now=NOW)} == {"không có ai nhận"}


def test_the_next_rungs_stand_last(make, session):
    task = make.task(due_on=date(2026, 5, 15))
    rows = ledger_of_task(session, task.id, now=NOW)
    assert [(row.day, row.rule, row.result, row.future) for row in rows] == [
        (date(2026, 5, 14), "trước hạn 1 ngày", "tự hủy nếu xong", True),
        (date(2026, 5, 15), "hạn hôm nay", "tự hủy nếu xong", True),
        (date(2026, 5, 18), "quá hạn 1 ngày", "tự hủy nếu xong", True),
    ]


@pytest.mark.parametrize("state", [State.AWAITING_CONFIRMATION, State.COMPLETED, State.CANCELLED])
def test_a_task_that_asks_for_nothing_has_no_next_rungs(make, session, state):
    task = make.task(due_on=date(2026, 5, 15), state=state)
    assert ledger_of_task(session, task.id, now=NOW) == []


def test_the_page_of_the_task_tells_the_ledger(pages, make, books):
    task = make.task(due_on=TODAY, in_charge="binh", last_update_on=TODAY)
    books.open()
    text = pages.of("hoa").get(f"/tasks/{task.id}").text
    told = "12/05 hạn hôm nay Trần Thị Bình chờ gửi"
    coming = "13/05 quá hạn 1 ngày Trần Thị Bình tự hủy nếu xong 15/05 quá hạn 3 ngày Trần Thị Bình tự hủy nếu xong"
    assert f"{told} {coming}" in text


def test_english_readers_read_english(make, session):
    task = make.task(due_on=date(2026, 5, 15))
    with speaking("en"):
        rows = ledger_of_task(session, task.id, now=NOW)
    assert rows[0].rule == "days before the deadline: 1"
