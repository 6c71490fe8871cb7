"""Trials that each rely on one guard of the workers' queue; like `guards`, for the place where workers send."""

import pytest
import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails
from tracker import workers
from tracker.core import clock
from tracker.mail import jobs
from tracker.mail.models import AT_ONCE, OutgoingMail
from tracker.mail.status import MailState


def in_queue(outbox, statement):
    """Do something to the queue, as another process might."""
    with outbox.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO procrastinate")
        return connection.exec_driver_sql(statement)


def count_jobs(outbox):
    return in_queue(outbox, "SELECT count(*) FROM procrastinate_jobs").scalar()


def hand_out(rehearsal):
    with clock.frozen(rehearsal.now):
        workers.hand_out()


def jobs_too_many(outbox, rehearse):
    """Jobs for mails that are in a waiting job already."""
    outbox.add(mails(10))
    with SmtpServer() as server:
        rehearsal = rehearse(server)
        for _ in range(3):
            hand_out(rehearsal)
    return count_jobs(outbox) - 1


def jobs_of_no_use(outbox, rehearse):
    """Jobs left although none of their mails waits any more."""
    outbox.add(mails(10))
    with SmtpServer() as server:
        rehearsal = rehearse(server)
        hand_out(rehearsal)
        with outbox.engine.begin() as connection:
            connection.execute(sa.update(OutgoingMail).values(state=MailState.CANCELLED))
        hand_out(rehearsal)
    return count_jobs(outbox)


def jobs_of_the_dead(outbox, rehearse):
    """Jobs that a worker had begun when it died, an hour ago. Their mails go out in any case."""
    outbox.add(mails(10))
    with SmtpServer() as server:
        rehearsal = rehearse(server)
        hand_out(rehearsal)
        in_queue(outbox, "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        dead = "(SELECT id FROM procrastinate_workers)"
        in_queue(outbox, f"UPDATE procrastinate_jobs SET status = 'doing', worker_id = {dead}")
        rehearsal.tick(times=2)
    assert len(set(server.ids())) == 10
    return count_jobs(outbox)


def jobs_after_the_stop(outbox, rehearse):
    """Jobs that a worker takes after it was asked to stop, in the middle of its first mail."""
    outbox.add(mails(6))
    stop = lambda step, _talk: jobs.stopping.set() if step == "dot" else None  # noqa: E731
    with SmtpServer(stop) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "PORTION", 3)
        rehearsal = rehearse(server)
        hand_out(rehearsal)
        try:
            rehearsal.tick()
        finally:
            jobs.stopping.clear()
    assert len(server.accepted) == 1
    return 1 - count_jobs(outbox)


def mails_of_others(outbox, rehearse):
    """Mails a worker sends that are in none of its jobs."""
    outbox.add(mails(3))
    with SmtpServer() as server:
        rehearsal = rehearse(server)
        hand_out(rehearsal)
        outbox.add(mails(2, first=4))
        with clock.frozen(rehearsal.now):
            workers.work_jobs(outbox.app, 1)[0].run()
    return len(server.accepted) - 3


def pressing_mails_waiting(outbox, rehearse):
    """Mails sent before one that presses and comes when the others are in jobs already."""
    outbox.add(mails(6))
    with SmtpServer() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "PORTION", 2)
        rehearsal = rehearse(server)
        hand_out(rehearsal)
        outbox.add(mails(1, first=7))
        with outbox.engine.begin() as connection:
            connection.execute(sa.update(OutgoingMail).where(OutgoingMail.id == 7).values(priority=AT_ONCE))
        rehearsal.tick()
    return server.ids().index("<7@theodoi.example>")
