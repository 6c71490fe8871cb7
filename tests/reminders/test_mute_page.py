"""A member turns off the early reminders of one task, and on again, in the same place."""

from datetime import timedelta

import sqlalchemy as sa

from tests.cast import TODAY
from tracker.core.database import db
from tracker.reminders.models import ReminderMute
from tracker.tasks.status import State


def muted(session):
    db.session.rollback()
    return session.scalars(sa.select(ReminderMute.account_id)).all()


def test_off_and_on_again(make, cast, pages, session):
    task = make.task(lead="a", due_on=TODAY + timedelta(days=9))
    binh = pages.of("binh")
    assert "Tắt nhắc trước hạn việc này" in binh.get(f"/tasks/{task.id}").text
    binh.post(f"/tasks/{task.id}/mute")
    page = binh.get(f"/tasks/{task.id}")
    assert "Đồng chí đã tắt nhắc trước hạn việc này. Đến hạn, quá hạn hoặc bị trả lại vẫn được báo." in page.text
    assert muted(session) == [cast.people["binh"].id]
    assert "Tắt nhắc trước hạn việc này" in pages.of("an").get(f"/tasks/{task.id}").text
    binh.post(f"/tasks/{task.id}/unmute")
    assert muted(session) == []


def test_the_button_stands_only_where_there_is_something_to_turn_off(make, pages):
    dated = {"due_on": TODAY + timedelta(days=9)}
    for task in (make.task(lead="a"), make.task(lead="a", **dated, state=State.COMPLETED, reported_on=TODAY)):
        assert "Tắt nhắc trước hạn" not in pages.of("an").get(f"/tasks/{task.id}").text
    task = make.task(lead="a", **dated)
    assert "Tắt nhắc trước hạn" not in pages.of("hoa").get(f"/tasks/{task.id}").text
    pages.of("hoa").post(f"/tasks/{task.id}/mute", status=403)
