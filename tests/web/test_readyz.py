"""Whether the whole works, for whoever watches the machine."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.mail.shared_models import SenderNode
from tracker.mail.status import NodeKind


def ask(app, now=NOW):
    with clock.frozen(now):
        answer = app.test_client().get("/readyz")
    return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture
def scheduler(session):
    with transaction() as writing:
        writing.add(SenderNode(name="a", kind=NodeKind.SCHEDULER, host="a", pid=1, started_at=NOW, pass_at=NOW))


def test_ready_while_a_scheduler_passes(app, scheduler):
    assert ask(app, NOW + timedelta(seconds=90)) == (200, "ok")


def test_not_without_one(app, session):
    assert ask(app) == (503, "scheduler: none has ever finished a pass")


def test_not_when_its_last_pass_is_too_long_ago(app, scheduler):
    assert ask(app, NOW + timedelta(seconds=91)) == (503, "scheduler: the last pass was 91 s ago")


def test_a_pass_of_a_clock_that_ran_ahead_does_not_count(app, session):
    with transaction() as writing:
        ahead = NOW + timedelta(days=3)
        writing.add(SenderNode(name="b", kind=NodeKind.SCHEDULER, host="a", pid=2, started_at=NOW, pass_at=ahead))
    assert ask(app) == (503, "scheduler: none has ever finished a pass")


def test_not_when_the_tables_are_old(app, scheduler, monkeypatch):
    monkeypatch.setitem(app.extensions, "is_current", lambda _engine: False)
    status, said = ask(app)
    assert (status, said) == (503, "migrations: the database is not at the newest one")


def test_not_when_the_database_is_away(app, scheduler, monkeypatch):
    def away(_engine):
        raise sa.exc.OperationalError("SELECT", {}, Exception("no server"))

    monkeypatch.setitem(app.extensions, "is_current", away)
    status, said = ask(app)
    db.session.rollback()
    assert (status, said) == (503, "database: OperationalError")
