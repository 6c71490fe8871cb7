"""Đôn đốc: the office sees who gets its words, sends them once, and finds them in the ledger."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.accounts.models import Account
from tracker.audit.models import AuditEntry
from tracker.core.database import db, transaction
from tracker.core.errors import Invalid, NotAllowed
from tracker.groups.models import Membership
from tracker.mail.models import DeadAddress, Occurrence, OutgoingMail
from tracker.mail.status import MailKind, OccurrenceKind
from tracker.reminders.chase_rules import OthersNow, Reach
from tracker.reminders.chases import Wanted, chase, look_at
from tracker.reminders.models import Chase
from tracker.tasks.errors import AlreadyRecorded
from tracker.tasks.status import State

from .reading import ledger_of_task, set_on

WORDS = "Đề nghị báo cáo trước 16 giờ ngày 15/05"


@pytest.fixture
def sending(session, cast):
    """See the preview and send it; answers what `chase` answers."""

    def send(*tasks, reach=Reach.LEAD, key="one form", actor=None, text=WORDS, seal=None):
        actor = actor or cast.hoa
        wanted = Wanted(task_ids=tuple(task.id for task in tasks), reach=reach, text=text)
        seal = seal or look_at(db.session(), wanted, actor=actor, day=TODAY).seal
        db.session.rollback()
        return chase(wanted, form_key=key, seal=seal, actor=actor, now=NOW)

    return send


def preview(cast, *tasks, reach=Reach.LEAD):
    wanted = Wanted(task_ids=tuple(task.id for task in tasks), reach=reach, text=WORDS)
    seen = look_at(db.session(), wanted, actor=cast.hoa, day=TODAY)
    db.session.rollback()
    return seen


def names(seen):
    return [each.name for each in seen.addressees]


def test_one_mail_per_person_however_many_tasks(make, cast, sending, session):
    tasks = [make.task(lead="a", due_on=TODAY) for _ in range(3)]
    made, told = sending(*tasks)
    mails = session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert told == 2
    assert [mail.address for mail in mails] == ["an@example.vn", "binh@example.vn"]
    assert {mail.kind for mail in mails} == {MailKind.CHASE}
    assert {mail.not_before for mail in mails} == {NOW}
    lines = session.scalars(sa.select(Occurrence)).all()
    assert {line.kind for line in lines} == {OccurrenceKind.CHASE}
    people = [cast.people[name].id for name in ("an", "binh")]
    assert {line.key for line in lines} == {f"chase:{made.id}:{task.id}:{who}" for task in tasks for who in people}
    assert lines[0].detail == {"text": WORDS, "by": "Đỗ Thị Hoa", "phone": "", "chase_id": made.id}


def test_the_same_form_counts_once(make, sending, session):
    task = make.task(lead="a", due_on=TODAY)
    sending(task)
    with pytest.raises(AlreadyRecorded):
        sending(task)
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(Chase.id))) == 1
    assert session.scalar(sa.select(sa.func.count(OutgoingMail.id))) == 2
    sending(task, key="another form")
    assert session.scalar(sa.select(sa.func.count(OutgoingMail.id))) == 4


def test_one_persons_key_does_not_stand_in_anothers_way(make, cast, sending, session):
    task = make.task(lead="a", due_on=TODAY)
    sending(task)
    sending(task, actor=cast.hung)
    assert session.scalar(sa.select(sa.func.count(Chase.id))) == 2


def test_nothing_is_sent_to_others_than_the_preview_showed(make, cast, sending, session):
    task = make.task(lead="a", due_on=TODAY)
    seal = preview(cast, task).seal
    set_on(Account, cast.people["binh"].id, disabled_at=NOW)
    with pytest.raises(OthersNow):
        sending(task, seal=seal)
    assert session.scalar(sa.select(sa.func.count(Chase.id))) == 0


def test_the_preview_says_who_is_left_out_and_why(make, cast, session):
    task = make.task(lead="a", due_on=TODAY, in_charge="dung")
    waiting = make.task(lead="a", state=State.AWAITING_CONFIRMATION, title="Việc đã báo")
    set_on(Account, cast.people["an"].id, disabled_at=NOW)
    with transaction() as writing:
        writing.add(
            DeadAddress(organization_id=cast.home.id, address="binh@example.vn", reply="550 5.1.1 unknown", since=NOW)
        )
    seen = preview(cast, task, waiting)
    assert names(seen) == []
    assert {(each.name, each.why) for each in seen.left_out} == {
        ("Nguyễn Văn An", "tài khoản đã khóa"),
        ("Trần Thị Bình", "địa chỉ thư đã hỏng"),
        ("Phạm Văn Dũng", "được giao phụ trách nhưng không còn ở đơn vị chủ trì"),
        (f"{waiting.code}. Việc đã báo", "đã báo hoàn thành, đang chờ xác nhận"),
    }


def test_a_group_without_anybody_is_named(make, cast, session):
    task = make.task(lead="c", due_on=TODAY)
    with transaction() as writing:
        writing.execute(sa.update(Membership).values(until_on=TODAY - timedelta(days=1)))
    seen = preview(cast, task)
    assert [(each.name, each.why) for each in seen.left_out] == [("Nam Sông", "không có ai đang tham gia")]


def test_the_reach_is_what_the_office_chose(make, cast, session):
    task = make.task(lead="a", supporting=["b"], due_on=TODAY)
    assert names(preview(cast, task)) == ["Nguyễn Văn An", "Trần Thị Bình"]
    assert names(preview(cast, task, reach=Reach.LEADERS)) == ["Nguyễn Văn An"]
    assert names(preview(cast, task, reach=Reach.ALL)) == ["Nguyễn Văn An", "Trần Thị Bình", "Lê Thị Chi"]


def test_mail_goes_to_the_alternative_address(make, cast, session):
    task = make.task(lead="a", due_on=TODAY)
    set_on(Account, cast.people["an"].id, alternative_email="an@khac.vn")
    assert [each.address for each in preview(cast, task).addressees] == ["an@khac.vn", "binh@example.vn"]


def test_only_the_office_and_only_at_home(make, cast, sending):
    task = make.task(lead="a", due_on=TODAY)
    for name in ("an", "tam", "kien", "quan", "phuc"):
        with pytest.raises(NotAllowed):
            sending(task, actor=cast.actors[name], key=name)
    with pytest.raises(Invalid):  # another committee's task is none of Lan's: nobody is left to write to
        sending(task, actor=cast.lan)


def test_words_and_tasks_are_asked_for(make, sending):
    task = make.task(lead="a", due_on=TODAY)
    with pytest.raises(Invalid) as short:
        sending(task, text="Gấp")
    assert short.value.field == "text"
    with pytest.raises(Invalid) as none:
        sending()
    assert none.value.field == "tasks"


def test_it_leaves_one_entry_and_stands_in_the_ledger(make, cast, sending, session):
    task = make.task(lead="a", due_on=TODAY)
    made, _told = sending(task)
    (entry,) = session.scalars(sa.select(AuditEntry)).all()
    assert (entry.action, entry.reason, entry.task_id) == ("reminder.chased", WORDS, task.id)
    assert entry.changes["recipients"][1] == "Nguyễn Văn An; Trần Thị Bình"
    rows = [row for row in ledger_of_task(session, task.id, now=NOW) if row.chase_id == made.id]
    assert {row.who for row in rows} == {"Nguyễn Văn An", "Trần Thị Bình"}
    assert {(row.rule, row.said, row.result) for row in rows} == {
        ("đ/c Đỗ Thị Hoa đôn đốc lúc 09:00", WORDS, "chờ gửi")
    }
