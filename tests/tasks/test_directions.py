"""A direction from above reaches the groups and stands until the lead group has answered it."""

import pytest
import sqlalchemy as sa

from tests.cast import NOW
from tests.tasks.acts import entries, fresh, report, report_done, says, told
from tracker.core.errors import Invalid, NotAllowed, NotFound
from tracker.mail.models import Occurrence
from tracker.mail.status import OccurrenceKind
from tracker.tasks.direction_actions import direct
from tracker.tasks.errors import ChangedMeanwhile
from tracker.tasks.models import Direction
from tracker.tasks.status import LEFT_STATES, State
from tracker.tasks.update_actions import post_update

TEXT = "Khẩn trương báo cáo trước ngày 20"


def still_open(task, session) -> list[str]:
    session.rollback()
    return list(session.scalars(sa.select(Direction.text).where(Direction.answered_at.is_(None))))


@pytest.mark.parametrize("name", ["tam", "hoa"])
def test_the_standing_committee_and_the_office_direct(make, cast, session, name):
    task = make.task(lead="a", supporting=["b"])
    direct(task.id, TEXT, actor=cast.actors[name], now=NOW)
    assert still_open(task, session) == [TEXT]
    (entry,) = entries(task)
    assert (entry.action, entry.reason) == ("task.direction", TEXT)


def test_nobody_else_does(make, cast, session):
    task = make.task(lead="a")
    for refusal, names in {NotAllowed: ("an", "kien", "phuc"), NotFound: ("dung", "quan", "lan", "nam")}.items():
        for name in names:
            with pytest.raises(refusal):
                direct(task.id, TEXT, actor=cast.actors[name], now=NOW)
    assert still_open(task, session) == []


def test_every_group_of_the_task_is_told_but_not_the_one_who_speaks(make, cast, session):
    task = make.task(lead="a", supporting=["b"])
    direct(task.id, TEXT, actor=cast.tam, now=NOW)
    assert told(task, cast, OccurrenceKind.DIRECTION) == ["an", "binh", "chi"]
    assert session.scalars(sa.select(Occurrence.detail)).first() == {"text": TEXT, "by": "Hồ Thị Tâm"}


def test_an_update_of_the_lead_group_answers_every_open_direction(make, cast, session):
    task = make.task(lead="a")
    direct(task.id, TEXT, actor=cast.tam, now=NOW)
    direct(task.id, "Thêm nữa", actor=cast.hoa, now=NOW)
    made = report(task, cast.an)
    assert still_open(task, session) == []
    assert session.scalars(sa.select(Direction.answer_id)).all() == [made.id, made.id]


def test_a_supporting_group_does_not_answer_it(make, cast, session):
    task = make.task(lead="a", supporting=["b"])
    direct(task.id, TEXT, actor=cast.tam, now=NOW)
    report(task, cast.chi)
    assert still_open(task, session) == [TEXT]


def test_no_change_does_not_answer_it(make, cast, session):
    task = make.task(lead="a", state=State.IN_PROGRESS)
    direct(task.id, TEXT, actor=cast.tam, now=NOW)
    with pytest.raises(Invalid, match="ý kiến chỉ đạo"):
        report(task, cast.an, no_change=True)
    assert still_open(task, session) == [TEXT]


def test_an_update_written_before_it_cannot_have_answered_it(make, cast, session):
    task = make.task(lead="a")
    written = says(task)
    direct(task.id, TEXT, actor=cast.tam, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        post_update(task.id, written, actor=cast.an, now=NOW)
    assert still_open(task, session) == [TEXT]


def test_it_can_be_left_on_what_waits_for_the_office(make, cast, session):
    task = make.task(lead="a")
    report_done(task, cast.an)
    direct(task.id, TEXT, actor=cast.tam, now=NOW)
    assert still_open(task, session) == [TEXT]


def test_it_is_not_left_on_what_has_ended(make, cast, session):
    for state in LEFT_STATES | {State.COMPLETED}:
        task = make.task(lead="a", state=state)
        with pytest.raises(Invalid, match="đã kết thúc"):
            direct(task.id, TEXT, actor=cast.tam, now=NOW)
    assert session.scalars(sa.select(Direction)).all() == []


def test_an_empty_one_is_refused_beside_its_field(make, cast):
    task = make.task(lead="a")
    with pytest.raises(Invalid) as refused:
        direct(task.id, "", actor=cast.tam, now=NOW)
    assert refused.value.field == "text"
    assert fresh(task).version == 1
