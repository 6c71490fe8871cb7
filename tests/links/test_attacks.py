"""Whoever holds the link of another, guesses digits from many sides, or sends everything twice, gets nothing by it."""

import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.accounts.test_races import at_once
from tests.cast import NOW, PEOPLE, TODAY
from tracker.accounts.models import Account, LinkCode
from tracker.accounts.queries import actor_of
from tracker.accounts.signed_links import Purpose, make_token
from tracker.core import clock
from tracker.core.database import db
from tracker.core.errors import Refusal
from tracker.links.codes import MOST_FAILURES, digits_of, prove, send_code
from tracker.tasks.models import StatusUpdate
from tracker.tasks.update_actions import Answers, post_update


@pytest.fixture
def task(make):
    return make.task(lead="a", supporting=["b"], due_on=TODAY, title="Chi trả bồi thường")


@pytest.fixture
def token(app, cast):
    def make(name, task, purpose=Purpose.UPDATE):
        with app.app_context():
            return make_token(purpose, db.session.get(Account, cast.people[name].id), task.id, now=NOW)

    return make


@pytest.fixture
def the_code(app, cast, task):
    """Mail Binh a code for the task; answers its row's number and the digits."""
    with app.app_context():
        account = db.session.get(Account, cast.people["binh"].id)
        send_code(account, task.id, actor=actor_of(db.session(), account, NOW), now=NOW)
        code = db.session.scalars(sa.select(LinkCode)).one()
        made = code.id, digits_of(code)
        db.session.rollback()
    return made


def opened(app, path, **kwargs):
    with clock.frozen(NOW):
        answer = app.test_client().open(path, **kwargs)
    answer.get_data()
    db.session.rollback()
    return answer


def test_a_link_opens_its_own_task_for_its_own_person_and_nothing_else(app, make, cast, token):
    tasks = {"a": make.task(lead="a", due_on=TODAY, title="Việc của Bắc Sông"),
             "b": make.task(lead="b", due_on=TODAY, title="Việc của Tài chính"),
             "d": make.task(lead="d", organization="next", due_on=TODAY, title="Việc bên kia")}  # fmt: skip
    may = {("an", "a"), ("binh", "a"), ("chi", "b"), ("nam", "d")}
    for name in PEOPLE:
        for group, task in tasks.items():
            answer = opened(app, f"/l/{token(name, task)}")
            assert answer.status_code == (200 if (name, group) in may else 410), (name, group)
            shown = {each.title for each in tasks.values() if each.title in answer.text}
            assert shown == ({task.title} if (name, group) in may else set())


def test_no_purpose_stands_in_for_another(app, task, token):
    paths = {Purpose.UPDATE: "/l/{}", Purpose.DIGESTS: "/digests/{}"}
    for made_for in Purpose:
        for used_for, path in paths.items():
            answer = opened(app, path.format(token("binh", task, made_for)))
            assert answer.status_code == (200 if made_for is used_for else 404)


def test_many_guesses_at_once_are_five_guesses(app, session, cast, task, the_code):
    number, right = the_code
    wrong = [f"{(int(right) + step) % 1_000_000:06d}" for step in range(1, 13)]
    binh = cast.people["binh"].id
    answers = at_once(app, *[lambda digits=each: prove(binh, task.id, digits, now=NOW) for each in wrong])
    assert all(isinstance(each, Refusal) for each in answers)
    session.rollback()
    assert session.scalars(sa.select(LinkCode.failures).where(LinkCode.id == number)).one() == MOST_FAILURES
    (late,) = at_once(app, lambda: prove(binh, task.id, right, now=NOW))
    assert isinstance(late, Refusal)


def test_a_right_code_given_by_two_at_once_is_taken_from_one(app, session, cast, task, the_code):
    number, right = the_code
    answers = at_once(app, *[lambda: prove(cast.people["binh"].id, task.id, right, now=NOW)] * 4)
    assert [each for each in answers if not isinstance(each, Refusal)] == [number]


def test_of_codes_asked_for_at_once_one_is_sent(app, session, cast, task):
    binh = cast.binh.account_id

    def ask():
        account = db.session.get(Account, binh)
        send_code(account, task.id, actor=cast.binh, now=NOW)

    answers = at_once(app, *[ask] * 6)
    assert sum(isinstance(each, Refusal) for each in answers) == 5
    session.rollback()
    (code,) = session.scalars(sa.select(LinkCode))
    assert code.expires_at > NOW


def test_whoever_holds_one_link_keeps_its_person_out_of_nothing(app, session, cast, task, make):
    """A stranger asks and guesses all hour long: the next code is never further away than a quarter of an hour."""
    other, binh = make.task(lead="a"), cast.people["binh"].id
    sent = 0
    for minute in range(60):
        now = NOW + timedelta(minutes=minute)
        (answer,) = at_once(
            app, lambda now=now: send_code(db.session.get(Account, binh), task.id, actor=cast.binh, now=now)
        )
        sent += not isinstance(answer, Refusal)
        at_once(app, lambda now=now: prove(binh, task.id, "000000", now=now))
    assert sent == 6, "at 0, 1, 6, 21, 36 and 51 minutes"
    last = NOW + timedelta(minutes=60)
    (answer,) = at_once(app, lambda: send_code(db.session.get(Account, binh), other.id, actor=cast.binh, now=last))
    assert not isinstance(answer, Refusal), "the link of another task has no wait"
    (answer,) = at_once(
        app, lambda: send_code(db.session.get(Account, binh), task.id, actor=cast.binh, now=NOW + timedelta(minutes=66))
    )
    assert not isinstance(answer, Refusal)


def test_one_form_sent_twice_at_once_is_one_update(app, session, cast, task):
    answers = Answers(version=task.version, form_key="one form", by_link=True, no_change=True)
    task_id = task.id

    def send():
        return post_update(task_id, answers, actor=cast.binh, now=NOW)

    at_once(app, send, send, send)
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(StatusUpdate.id))) == 1


def test_a_mistake_of_ours_writes_no_link_into_the_log(app, task, token, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise RuntimeError("a mistake")

    monkeypatch.setattr("tracker.links.form_pages.open_link", broken)
    secret = token("binh", task)
    with caplog.at_level(logging.DEBUG):
        assert opened(app, f"/l/{secret}").status_code == 500
    assert secret not in caplog.text
    assert "/l/<token>" in caplog.text
