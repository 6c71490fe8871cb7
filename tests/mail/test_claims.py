"""Who may send which mail."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.mail.room import LATER
from tracker.core.database import db, transaction
from tracker.mail import claims, reaping
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState

MINUTE = timedelta(minutes=1)


def test_the_oldest_due_mails_are_taken_first(room):
    second = room.mail(not_before=room.now - MINUTE)
    first = room.mail(not_before=room.now - 2 * MINUTE)
    room.mail(not_before=room.now)
    assert room.claim(limit=2) == [first, second]


def test_a_mail_is_not_taken_before_its_time(room):
    mail = room.mail(not_before=room.now + MINUTE)
    assert room.claim() == []
    room.now += MINUTE
    assert room.claim() == [mail]


def test_a_taken_mail_belongs_to_its_taker_until_the_lease_ends(room):
    mail = room.mail()
    assert room.claim("one") == [mail]
    assert room.claim("two") == []
    row = room.row(mail)
    assert (row.state, row.lease_owner, row.claims, row.attempt) == (MailState.CLAIMED, "one", 1, 0)
    assert row.lease_until == room.now + timedelta(seconds=room.app.config["MAIL_LEASE_SECONDS"])


@pytest.mark.parametrize("state", [state for state in MailState if state is not MailState.QUEUED])
def test_only_waiting_mails_are_taken(room, state):
    room.mail(state=state, lease_until=room.now + LATER)
    assert room.claim() == []


def test_an_unsent_mail_of_a_dead_sender_goes_to_another(room):
    mail = room.mail()
    room.claim("dead")
    assert reaping.reap(room.now) == 0
    room.now += LATER
    assert reaping.reap(room.now) == 1
    row = room.row(mail)
    assert (row.state, row.lease_owner, row.maybe_twice) == (MailState.QUEUED, None, False)
    assert room.claim("alive") == [mail]


@pytest.mark.parametrize("dot_sent", [True, False])
def test_a_mail_is_marked_if_its_sender_died_after_the_final_dot(room, dot_sent):
    mail = room.mail(
        state=MailState.SENDING,
        attempt=1,
        lease_owner="dead",
        lease_until=room.now - MINUTE,
        data_started_at=room.now - 2 * MINUTE if dot_sent else None,
    )
    assert reaping.reap(room.now) == 1
    row = room.row(mail)
    assert (row.state, row.maybe_twice, row.data_started_at, row.attempt) == (MailState.QUEUED, dot_sent, None, 1)


def test_a_mark_once_made_stays(room):
    mail = room.mail(state=MailState.SENDING, maybe_twice=True, lease_owner="dead", lease_until=room.now - MINUTE)
    reaping.reap(room.now)
    assert room.row(mail).maybe_twice


@pytest.mark.parametrize("state", [MailState.ACCEPTED, MailState.FAILED, MailState.CANCELLED])
def test_what_has_ended_is_not_taken_back(room, state):
    room.mail(state=state, lease_until=room.now - MINUTE)
    assert reaping.reap(room.now) == 0


def test_a_mail_too_late_to_be_of_use_is_given_up_with_a_reason(room):
    late = room.mail(expires_at=room.now)
    fresh = room.mail(expires_at=room.now + MINUTE)
    assert room.claim() == [fresh]
    assert reaping.expire(room.now) == 1
    assert room.row(late).state is MailState.EXPIRED
    assert room.row(late).state_reason == claims.TOO_LATE


def test_only_its_holder_can_give_a_mail_back(room):
    mail = room.mail()
    room.claim("one")
    claims.release([mail], worker="two")
    assert room.row(mail).state is MailState.CLAIMED
    claims.release([mail], worker="one", error="450 later")
    row = room.row(mail)
    assert (row.state, row.lease_owner, row.attempt, row.last_error) == (MailState.QUEUED, None, 0, "450 later")


def test_a_person_can_have_a_failed_mail_sent_after_all(room):
    mail = room.mail(state=MailState.FAILED, state_reason="x", attempt=3, compose_failures=2, expires_at=room.now)
    with transaction() as session:
        assert claims.requeue(session, mail, now=room.now, expires_at=room.now + LATER)
    row = room.row(mail)
    assert (row.state, row.state_reason, row.attempt, row.compose_failures) == (MailState.QUEUED, "", 0, 0)
    assert room.claim() == [mail]


@pytest.mark.parametrize("state", [MailState.ACCEPTED, MailState.SENDING, MailState.QUEUED])
def test_nobody_can_send_again_what_was_accepted_or_is_on_its_way(room, state):
    mail = room.mail(state=state, lease_until=room.now + LATER)
    with transaction() as session:
        assert not claims.requeue(session, mail, now=room.now, expires_at=room.now + LATER)
    assert room.row(mail).state is state


def test_senders_at_the_same_moment_share_the_mails_without_overlap(room):
    mails = [room.mail() for _ in range(60)]
    taken = []

    def take(name):
        with room.app.app_context():
            while batch := room.claim(name, limit=3):
                taken.extend(batch)
            db.session.remove()

    threads = [threading.Thread(target=take, args=(f"worker {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == mails
    assert {room.row(mail).claims for mail in mails} == {1}


def test_a_mail_that_another_is_taking_is_passed_over_not_waited_for(room):
    mails = [room.mail(), room.mail()]
    taken = []

    def take():
        with room.app.app_context():
            taken.extend(room.claim())
            db.session.remove()

    with db.engine.connect() as other:
        # PostgreSQL holds this one row; SQLite knows no rows held, and lets the claim have both.
        other.scalar(sa.select(OutgoingMail.id).where(OutgoingMail.id == mails[0]).with_for_update())
        thread = threading.Thread(target=take)
        thread.start()
        thread.join(5)
        in_time = list(taken)
        other.rollback()
    thread.join(5)
    assert in_time == (mails[1:] if db.engine.dialect.name == "postgresql" else mails)


@pytest.mark.parametrize("statement", ["claim", "reap", "expire"])
def test_the_queue_is_found_by_its_small_index(room, statement):
    queries = {
        "claim": sa.select(OutgoingMail.id)
        .where(claims.is_in(MailState.QUEUED), OutgoingMail.not_before <= room.now)
        .order_by(OutgoingMail.not_before, OutgoingMail.id)
        .limit(10),
        "expire": sa.select(OutgoingMail.id).where(claims.is_in(MailState.QUEUED), OutgoingMail.not_before <= room.now),
        "reap": sa.select(OutgoingMail.id).where(
            claims.is_in(MailState.CLAIMED, MailState.SENDING), OutgoingMail.lease_until < room.now
        ),
    }
    index = "ix_outgoing_mail_leased" if statement == "reap" else "ix_outgoing_mail_claimable"
    assert index in plan(queries[statement])


def plan(query):
    """How the engine would find the rows, on PostgreSQL as if the table were large."""
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:
            connection.exec_driver_sql("SET enable_seqscan = off")
            connection.exec_driver_sql("SET enable_bitmapscan = off")
        text = query.compile(connection, compile_kwargs={"render_postcompile": True})
        values = tuple(text.params.values()) if sqlite else text.params
        explained = connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{text}", values)
        return "\n".join(str(tuple(row)) for row in explained)
