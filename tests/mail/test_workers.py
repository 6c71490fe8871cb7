"""Sending by workers: the scheduler makes jobs of what is due, workers do them; the outbox alone decides."""

import pytest
import sqlalchemy as sa

from tracker import schema, workers
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.mail import jobs, pauses
from tracker.mail.models import AT_ONCE
from tracker.mail.status import MailState, PauseReason

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def not_stopping():
    jobs.stopping.clear()
    yield
    jobs.stopping.clear()


@pytest.fixture
def queue(room):
    """The jobs in the queue of the room, which is on PostgreSQL; empty."""
    workers.make_tables(db.engine)
    yield lambda: waiting(room.engine)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA procrastinate CASCADE")


def waiting(engine):
    """The mails of each job, in the order in which they would be done."""
    query = "SELECT args FROM procrastinate.procrastinate_jobs ORDER BY priority DESC, id"
    with engine.connect() as connection:
        return [args["mail_ids"] for args in connection.exec_driver_sql(query).scalars()]


def meddle(room, statement):
    """Change the queue as another process might."""
    with room.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO procrastinate")
        connection.exec_driver_sql(statement)


def hand_out(room):
    with clock.frozen(room.now):
        workers.hand_out()


def work(room, concurrency=1):
    """What a worker does in one turn."""
    with clock.frozen(room.now):
        workers.work_jobs(room.app, concurrency)[0].run()


def test_what_is_due_is_handed_out_in_portions_and_what_presses_first(room, queue):
    usual = [room.mail() for _ in range(workers.PORTION + 1)]
    pressing = room.mail(priority=AT_ONCE)
    room.mail(not_before=room.now.replace(hour=20))
    hand_out(room)
    assert queue() == [[pressing], usual[:-1], usual[-1:]]
    assert {room.row(mail).state for mail in usual} == {MailState.QUEUED}


def test_a_second_look_makes_no_second_job(room, queue):
    room.mail()
    hand_out(room)
    hand_out(room)
    second = room.mail()
    hand_out(room)
    assert queue()[1:] == [[second]]


def test_while_sending_is_paused_nothing_is_handed_out(room, queue):
    room.mail()
    with transaction() as session:
        pauses.pause(session, PauseReason.BY_HAND, now=room.now)
    hand_out(room)
    assert queue() == []


def test_a_job_is_forgotten_once_none_of_its_mails_is_due(room, queue):
    sent, waits = room.mail(), room.mail(priority=AT_ONCE)
    hand_out(room)
    room.change(sent, state=MailState.CANCELLED)
    hand_out(room)
    assert queue() == [[waits]]


def test_a_job_that_is_being_done_is_not_forgotten_for_having_taken_its_mails(room, queue):
    mail = room.mail()
    hand_out(room)
    meddle(room, "INSERT INTO procrastinate_workers DEFAULT VALUES")
    meddle(room, "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)")
    room.change(mail, state=MailState.CANCELLED)
    hand_out(room)
    assert queue() == [[mail]]


@pytest.mark.parametrize("concurrency", [1, 3])
def test_a_worker_sends_what_is_handed_out_and_leaves_no_job(room, queue, concurrency):
    mails = [room.mail(lines=1) for _ in range(2 * workers.PORTION + 3)]
    hand_out(room)
    with room.server() as server:
        work(room, concurrency)
    assert sorted(server.ids()) == sorted(room.row(mail).message_id for mail in mails)
    assert len({mail.talk for mail in server.accepted}) <= 3
    assert queue() == []


def test_jobs_that_come_twice_send_once(room, queue):
    mails = [room.mail() for _ in range(3)]
    hand_out(room)
    meddle(
        room,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
        " SELECT queue_name, task_name, args FROM procrastinate_jobs",
    )
    assert len(queue()) == 2
    with room.server() as server:
        work(room)
    assert len(server.accepted) == len(mails)
    assert queue() == []


def test_a_job_touches_no_mail_but_its_own(room, queue):
    handed, other = room.mail(), None
    hand_out(room)
    other = room.mail()
    with room.server():
        work(room)
    assert (room.row(handed).state, room.row(other).state) == (MailState.ACCEPTED, MailState.QUEUED)


def test_the_job_of_a_dead_worker_is_forgotten_and_its_mails_are_handed_out_again(room, queue):
    mail = room.mail()
    hand_out(room)
    meddle(room, "UPDATE procrastinate_jobs SET status = 'doing'")
    hand_out(room)
    assert queue() == [[mail]]
    with room.server() as server:
        work(room)
    assert len(server.accepted) == 1
    assert queue() == []


def test_asked_to_stop_it_gives_back_what_it_has_not_begun(room, queue):
    mails = [room.mail() for _ in range(workers.PORTION + 5)]
    hand_out(room)
    stop = lambda step, _talk: jobs.stopping.set() if step == "dot" else None  # noqa: E731
    with room.server(stop) as server:
        work(room)
    assert len(server.accepted) == 1
    assert len(queue()) == 1
    states = [room.row(mail).state for mail in mails]
    assert (states.count(MailState.ACCEPTED), states.count(MailState.QUEUED)) == (1, len(mails) - 1)


def test_migrations_never_meet_the_queue(room, queue):
    assert workers.has_tables(db.engine)
    assert schema.drift(db.engine) == []


def test_a_queue_of_another_release_is_made_anew(room, queue):
    room.mail()
    hand_out(room)
    workers.make_tables(db.engine)
    assert len(queue()) == 1
    with db.engine.begin() as connection:
        connection.execute(sa.text("COMMENT ON SCHEMA procrastinate IS '3.0.0'"))
    assert not workers.has_tables(db.engine)
    workers.make_tables(db.engine)
    assert workers.has_tables(db.engine)
    assert queue() == []


def test_a_job_that_fails_is_a_failure_of_the_turn(room, queue, monkeypatch):
    """The queue only notes it; the process must not count the turn as one that came through."""

    def fail(**_):
        raise RuntimeError("rehearsed")

    room.mail()
    hand_out(room)
    monkeypatch.setattr(jobs.claims, "claim", fail)
    with pytest.raises(ExceptionGroup, match="Sending failed"):
        work(room)
    assert queue() == [], "the next look hands its mails out again"
    hand_out(room)
    assert len(queue()) == 1


def test_a_job_that_dies_ends_the_process(room, queue, monkeypatch):
    ended = []

    def die(**_):
        raise SystemExit(3)

    room.mail()
    hand_out(room)
    monkeypatch.setattr(jobs.claims, "claim", die)
    monkeypatch.setattr(workers, "end_process", ended.append)
    work(room)
    assert ended == ["a job of the queue died of SystemExit"]
