"""An unfinished update waits on the server for the one who wrote it."""

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.tasks.acts import entries, fresh, report
from tracker.core.errors import NotAllowed, NotFound
from tracker.tasks.drafts import find_draft, save_draft
from tracker.tasks.history import history_of
from tracker.tasks.models import UpdateDraft


def drafts(session):
    session.rollback()
    return session.scalars(sa.select(UpdateDraft)).all()


def test_each_person_has_one_draft_of_a_task(make, cast, session):
    task = make.task(lead="a")
    save_draft(task.id, {"done_text": "một"}, actor=cast.an, now=NOW)
    save_draft(task.id, {"done_text": "hai"}, actor=cast.an, now=NOW)
    save_draft(task.id, {"done_text": "của Bình"}, actor=cast.binh, now=NOW)
    assert len(drafts(session)) == 2
    assert find_draft(task.id, cast.an).answers == {"done_text": "hai"}
    assert find_draft(task.id, cast.binh).answers == {"done_text": "của Bình"}


def test_it_changes_nothing_of_the_task_and_no_reader_s_history(make, cast, session):
    task = make.task(lead="a")
    save_draft(task.id, {"done_text": "một"}, actor=cast.an, now=NOW)
    assert fresh(task).version == 1
    assert [each.action for each in entries(task)] == ["task.draft_saved"]
    assert history_of(session, task.id) == []


def test_sending_ends_my_draft_and_nobody_else_s(make, cast, session):
    task = make.task(lead="a")
    for actor in (cast.an, cast.binh):
        save_draft(task.id, {"done_text": "một"}, actor=actor, now=NOW)
    report(task, cast.an)
    assert [each.account_id for each in drafts(session)] == [cast.binh.account_id]


def test_only_those_who_may_report_keep_drafts(make, cast, session):
    task = make.task(lead="a")
    for refusal, names in {NotAllowed: ("hoa", "kien"), NotFound: ("chi", "lan", "quan")}.items():
        for name in names:
            with pytest.raises(refusal):
                save_draft(task.id, {}, actor=cast.actors[name], now=NOW)
    assert drafts(session) == []


def test_my_page_says_that_something_is_not_sent_yet_to_me_alone(pages, make, cast):
    task = make.task(due_on=TODAY)
    save_draft(task.id, {"done_text": "một nửa"}, actor=cast.an, now=NOW)
    page = pages.of("an").get("/me")
    assert "Bản nháp lúc" in page.text
    assert "Viết tiếp và gửi" in page.text
    assert "Bản nháp" not in pages.of("binh").get("/me").text
