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


def test_ones_own_page_lists_what_is_muted_and_takes_each_back(make, cast, pages, session):
    dated = {"lead": "a", "due_on": TODAY + timedelta(days=9)}
    first, second, heard = (make.task(**dated, title=title) for title in ("Đo đạc đất", "Cấp sổ", "Thu thuế"))
    binh = pages.of("binh")
    assert "đã tắt nhắc" not in binh.get("/me").text
    for task in (first, second):
        binh.post(f"/tasks/{task.id}/mute")
    page = binh.get("/me")
    assert "Việc đã tắt nhắc trước hạn (2)" in page.text
    listed = page.text.split("Việc đã tắt nhắc trước hạn")[1]
    assert [each.title in listed for each in (first, second, heard)] == [True, True, False]
    assert "đã tắt nhắc" not in pages.of("an").get("/me").text, "each has their own"
    answer = binh.post(f"/tasks/{first.id}/unmute", {"back": "me"})
    assert answer.headers["Location"] == "/me"
    page = binh.get("/me")
    assert "Đã bật lại nhắc trước hạn việc này." in page.text
    assert "Việc đã tắt nhắc trước hạn (1)" in page.text
    assert muted(session) == [cast.people["binh"].id]


def test_ones_own_page_names_no_task_that_is_over_or_elsewhere(make, pages, change_task, cast):
    over, given_away = (make.task(lead="a", due_on=TODAY + timedelta(days=9)) for _ in range(2))
    for task in (over, given_away):
        pages.of("binh").post(f"/tasks/{task.id}/mute")
    change_task(over, state=State.COMPLETED, reported_on=TODAY)
    change_task(given_away, lead_group_id=cast.groups["b"].id)
    assert "đã tắt nhắc" not in pages.of("binh").get("/me").text
