"""What the scheduler runs."""

from datetime import timedelta

import pytest

from tests.faults.smtp_server import SmtpServer
from tracker.core import clock
from tracker.mail import jobs
from tracker.mail.status import MailState


@pytest.fixture(autouse=True)
def not_stopping():
    jobs.stopping.clear()
    yield
    jobs.stopping.clear()


def run(name):
    next(job for job in jobs.JOBS if job.name == name).run()


def test_everything_due_is_sent_in_one_run(room):
    mails = [room.mail() for _ in range(25)]
    later = room.mail(not_before=room.now + timedelta(hours=1))
    with room.server() as server, clock.frozen(room.now):
        run("deliver")
    assert {room.row(mail).state for mail in mails} == {MailState.ACCEPTED}
    assert room.row(later).state is MailState.QUEUED
    assert {mail.talk for mail in server.accepted} == {1}
    assert len({room.attempts(mail)[0].worker for mail in mails}) == 1


def test_asked_to_stop_it_finishes_the_mail_in_hand_and_gives_back_the_rest(room):
    mails = [room.mail() for _ in range(25)]
    stop = lambda step, _talk: jobs.stopping.set() if step == "dot" else None  # noqa: E731
    with room.server(stop), clock.frozen(room.now):
        run("deliver")
    states = [room.row(mail).state for mail in mails]
    assert states.count(MailState.ACCEPTED) == 1
    assert states.count(MailState.QUEUED) == 24


def test_a_server_that_takes_nothing_ends_the_run(room):
    room.mail()
    with SmtpServer(lambda step, _talk: "421 busy" if step == "connect" else None) as server, clock.frozen(room.now):
        room.app.config["SMTP_PORT"] = server.port
        run("deliver")
    assert server.steps.count("connect") <= 3  # a rest may be of no length at all


def test_tidying_takes_back_and_gives_up(room):
    held = room.mail(state=MailState.CLAIMED, lease_owner="dead", lease_until=room.now - timedelta(seconds=1))
    late = room.mail(expires_at=room.now)
    with clock.frozen(room.now):
        run("reap")
    assert (room.row(held).state, room.row(late).state) == (MailState.QUEUED, MailState.EXPIRED)
