"""Each process that works has a row, written after a whole pass and while long work moves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tracker.core import clock, progress
from tracker.core.database import transaction
from tracker.core.jobs import Job
from tracker.mail import jobs, nodes
from tracker.mail import pulse as pulses
from tracker.mail.nodes import Heart
from tracker.mail.pulse import Pulse
from tracker.mail.shared_models import SenderNode
from tracker.mail.status import NodeKind

TWO = tuple(Job(name=name, every_seconds=20, run=lambda: None) for name in ("queue", "deliver"))
SELDOM = Job(name="once a day", every_seconds=86400, run=lambda: None)


@pytest.fixture
def pulse(room):
    made = Pulse((*TWO, SELDOM), Heart(NodeKind.SCHEDULER))
    with clock.frozen(room.now):
        made.begin()
    return made


def row(room):
    with room.fresh() as session:
        return session.scalars(sa.select(SenderNode)).one()


def test_a_pass_is_whole_when_every_frequent_job_came_through(room, pulse):
    with clock.frozen(room.now):
        pulse.came_through(TWO[0])
        pulse.came_through(TWO[0])
        assert row(room).pass_at is None
        pulse.came_through(TWO[1])
    assert row(room).pass_at == room.now


def test_a_job_that_stands_still_holds_the_pass_back(room, pulse):
    for minute in range(5):
        with clock.frozen(room.now + timedelta(minutes=minute)):
            pulse.came_through(TWO[0])
            if minute == 0:
                pulse.came_through(TWO[1])
    assert row(room).pass_at == room.now


def test_long_work_shows_numbers_that_move_and_then_none(room, pulse, monkeypatch):
    monkeypatch.setattr(pulses, "TELL_SECONDS", 0)
    seen = []
    with clock.frozen(room.now):
        for done in range(3):
            pulse.moved_on(TWO[1], jobs.SENDING, done, 3)
            seen.append((row(room).doing, row(room).done, row(room).total))
        pulse.came_through(TWO[1])
    assert seen == [("Gửi thư", 0, 3), ("Gửi thư", 1, 3), ("Gửi thư", 2, 3)]
    assert (row(room).doing, row(room).total) == ("", 0)


def test_long_work_that_moves_is_a_pass_for_whoever_asks_whether_anything_works(room, pulse, monkeypatch):
    monkeypatch.setattr(pulses, "TELL_SECONDS", 0)
    with clock.frozen(room.now):
        pulse.moved_on(TWO[1], jobs.SENDING, 1, 3)
        pulse.came_through(TWO[0])
    assert row(room).pass_at == room.now


def test_inside_a_transaction_nothing_is_told(room, pulse):
    with transaction():
        pulse.moved_on(TWO[1], jobs.SENDING, 1, 3)
    assert row(room).total == 0


def test_sending_tells_each_mail(room):
    for _ in range(12):
        room.mail()
    heard = []
    with room.server(), clock.frozen(room.now), progress.heard_by(lambda *told: heard.append(told)):
        jobs.deliver_due()
    assert heard == [("Gửi thư", done, 12, 360.0) for done in range(12)]


def test_a_clean_stop_is_written_and_old_rows_are_forgotten(room, pulse):
    with clock.frozen(room.now):
        pulse.end()
    assert row(room).ended_at == room.now
    assert nodes.forget_old(room.now + timedelta(hours=23)) == 0
    assert nodes.forget_old(room.now + timedelta(hours=25)) == 1


def test_a_process_that_fell_silent_is_shown_for_a_week(room, pulse):
    assert nodes.forget_old(room.now + timedelta(days=6)) == 0
    assert nodes.forget_old(room.now + timedelta(days=8)) == 1
