"""`tracker reminders why`: each way in which somebody was, or was not, reminded has its sentence."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.accounts.models import Account, DigestWish
from tracker.commands import reminding
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.core.errors import NotFound
from tracker.mail.models import Bounce, MailAttempt, OutgoingMail
from tracker.mail.status import VERDICT_WORDS, MailState, Verdict
from tracker.reminders.mute_actions import mute_task
from tracker.reminders.plans import NO_ROW, Scope, set_plan
from tracker.reminders.rules import LadderPlan
from tracker.reminders.why import explain
from tracker.tasks.status import State

from .conftest import MORNING

THURSDAY = date(2026, 5, 14)


def why(task, name="binh", day=None, now=MORNING):
    return explain(db.session(), task.code, f"{name}@example.vn", now=now, day=day)


def about(task, name="binh", day=TODAY):
    return [sentence.split(": ", 1)[1] for sentence in why(task, name, day).about_day]


def test_what_was_told_stands_with_rule_mail_attempt_and_answer(make, books):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    with transaction() as session:
        (mail,) = session.scalars(sa.select(OutgoingMail))
        mail.state = MailState.ACCEPTED
        session.add(
            MailAttempt(
                organization_id=mail.organization_id, mail_id=mail.id, number=1, worker="w", started_at=MORNING,
                ended_at=MORNING, phase="accepted", code=250, reply="2.0.0 queued as 4711", outcome="accepted",
            )
        )  # fmt: skip
    found = why(task)
    assert found.about == f"Trần Thị Bình và việc {task.code}. {task.title} (2026-Q2)"
    assert found.told == (
        "12/05/2026 hạn hôm nay [0]: trong thư ngày 12/05/2026: đã nhận",
        "  lần gửi 1 lúc 07:30 12/05/2026: 250 2.0.0 queued as 4711",
    )
    assert found.next_one == "Lần nhắc tới, nếu không có gì thay đổi: 13/05/2026, quá hạn 1 ngày."


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.ACCEPTED])
def test_an_attempt_that_no_server_answered_is_told_in_words(make, books, verdict):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    with transaction() as session:
        (mail,) = session.scalars(sa.select(OutgoingMail))
        session.add(
            MailAttempt(
                organization_id=mail.organization_id, mail_id=mail.id, number=1, worker="w", started_at=MORNING,
                ended_at=MORNING, phase="connect", code=None, reply="timed out", outcome=verdict,
            )
        )  # fmt: skip
    said = why(task).told[1]
    assert said == f"  lần gửi 1 lúc 07:30 12/05/2026: {VERDICT_WORDS[verdict]} timed out"
    assert str(verdict) not in said


def test_a_mail_that_came_back_is_told_with_the_words_of_the_report(make, books):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    with transaction() as session:
        (mail,) = session.scalars(sa.select(OutgoingMail))
        mail.state, mail.accepted_at = MailState.ACCEPTED, MORNING
        session.add(
            Bounce(
                organization_id=mail.organization_id, mail_id=mail.id, key="k", address=mail.address, hard=True,
                code="5.1.1", text="no such user", received_at=MORNING + timedelta(minutes=2),
            )
        )  # fmt: skip
    assert why(task).told[1:] == ("  bị trả lại 07:32 12/05/2026: 5.1.1 no such user",)
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(accepted_at=MORNING + timedelta(hours=1)))
    assert why(task).told[1:] == (), "it went out once more and arrived"


def test_a_dropped_line_says_why(make, books, write, change_task):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    change_task(task, state=State.COMPLETED)
    write(books.mails()[0])
    assert why(task).told == ("12/05/2026 hạn hôm nay [0]: đã hủy (Việc đã kết thúc.)",)
    assert about(task) == ["việc ở trạng thái “Hoàn thành”, không còn nhắc."]


def test_each_condition_that_keeps_a_rung_away_has_its_sentence(make, books, cast):
    books.open()
    task = make.task(due_on=TODAY, in_charge="binh", supporting=["b"])
    assert about(task) == ["hạn hôm nay [0]: đến lượt nhắc."]
    assert about(task, "an") == ["hạn hôm nay [0]: bậc này đến người phụ trách, không đến người này."]
    assert about(task, "dung") == ["hạn hôm nay [0]: người này không ở đơn vị nào của việc."]
    assert about(task, "hoa") == ["hạn hôm nay [0]: bậc này không đến vai trò của người này."]
    assert about(task, "chi") == ["hạn hôm nay [0]: đến lượt nhắc."]
    assert about(task, day=date(2026, 5, 16)) == ["là ngày nghỉ; thư nhắc chỉ gửi ngày làm việc."]
    assert about(task, day=THURSDAY) == ["lịch nhắc của việc không có bậc nào vào ngày này (-7 -3 -1 0 +1 +3 +5 …+5)."]


def test_a_day_that_only_goes_up_says_so(make, cast, books):
    task = make.task(due_on=date(2026, 5, 5), in_charge="binh", last_update_on=TODAY)
    set_plan(Scope(task_id=task.id), LadderPlan(after=(2, 4), every=0), NO_ROW, actor=cast.hoa, now=NOW)
    books.open()
    assert about(task) == ["quá hạn 5 ngày [+5]: bậc này chỉ đến trưởng, phó đơn vị chủ trì."]
    assert about(task, "an") == ["quá hạn 5 ngày [+5]: đến lượt nhắc."]


def test_a_supporting_group_that_has_reported_is_left_alone(make, books, report):
    books.open()
    task = make.task(due_on=TODAY, in_charge="binh", supporting=["b"])
    report(task, "Xong phần mình", group="b", author="chi")
    (sentence,) = about(task, "chi")
    assert "đã báo cáo trong quý" in sentence


def test_mutes_and_wishes_are_named(make, books, cast):
    books.open()
    task = make.task(due_on=TODAY + timedelta(days=1), in_charge="binh")
    mute_task(task.id, actor=cast.binh, now=NOW)
    assert about(task) == ["trước hạn 1 ngày [-1]: người nhận đã tắt nhắc trước hạn."]
    with transaction() as session:
        session.execute(sa.update(Account).values(digests=DigestWish.DUTIES))
    assert about(task) == ["trước hạn 1 ngày [-1]: người nhận chỉ nhận thư về việc đến hạn."]


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (LadderPlan(paused=True), "việc đang tạm dừng nhắc."),
        (LadderPlan(starts_on=date(2026, 6, 1)), "chỉ bắt đầu nhắc từ ngày 01/06/2026."),
        (LadderPlan(on_day=False, every=0, after=()), "lịch nhắc của việc không có bậc nào vào ngày này (-7 -3 -1)."),
    ],
)
def test_the_plan_of_the_task_is_named(make, books, cast, plan, sentence):
    books.open()
    task = make.task(due_on=TODAY, in_charge="binh")
    set_plan(Scope(task_id=task.id), plan, NO_ROW, actor=cast.hoa, now=NOW)
    assert about(task) == [sentence]


def test_a_new_task_is_not_reminded_of_at_once(make, books):
    books.open()
    assert about(make.task(due_on=TODAY, assigned_on=TODAY)) == ["việc mới giao ngày 12/05/2026; từ hôm sau mới nhắc."]


def test_the_mentions_that_were_used_up_are_named(make, books, change_task):
    task = make.task(due_on=date(2026, 5, 21), in_charge="binh", last_update_on=TODAY)
    books.last_looked_at()
    books.go_on(9)  # -7, -3 and, on the 20th, -1
    change_task(task, due_on=date(2026, 6, 2), due_revision=2)
    found = about(task, day=date(2026, 6, 1))
    assert found == ["trước hạn 1 ngày [-1]: đã nhắc trước hạn đủ số lần cho phép."]


def test_before_the_hour_and_without_a_scheduler_it_says_so(make, books):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.last_looked_at()
    for minutes, sentence in (
        (-1, "chưa đến giờ gửi thư nhắc."),
        (1, "chương trình nhắc việc chưa chạy qua ngày này."),
    ):
        found = why(task, day=TODAY, now=MORNING + timedelta(minutes=minutes))
        assert found.about_day == (f"12/05/2026: {sentence}",)


def test_who_left_is_named(make, books):
    task = make.task(due_on=TODAY)
    books.open()
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.email == "binh@example.vn").values(disabled_at=NOW))
    assert about(task) == ["tài khoản đã khóa."]
    assert why(task).next_one == ""


def test_an_unknown_person_or_task_is_refused(make):
    task = make.task()
    for code, email in ((task.code, "nobody@example.vn"), ("X9", "binh@example.vn"), (task.code, "nam@example.vn")):
        with pytest.raises(NotFound):
            explain(db.session(), code, email, now=NOW)


def test_the_commands_print_it(make, books):
    task = make.task(due_on=TODAY + timedelta(days=1), in_charge="binh", last_update_on=TODAY)
    books.last_looked_at()
    with clock.frozen(MORNING - timedelta(hours=1)):
        lines = reminding.preview(3)
        told = reminding.why(str(task.id), "binh@example.vn", None)
    assert f"    {task.code}  trước hạn 1 ngày [-1] người phụ trách  {task.title}" in lines
    assert "thứ Ba 12/05/2026" in lines
    assert "Đảng ủy xã Sông: 3 thư nhắc trong 3 ngày tới, nếu không có gì thay đổi" in lines
    assert told[1] == "Chưa ghi lần nhắc nào."
