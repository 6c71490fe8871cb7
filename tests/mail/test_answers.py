"""What becomes of a mail for each answer of the server, and for none."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.faults.smtp_server import Act
from tests.mail.room import LATER, letter, says
from tracker.mail import reaping
from tracker.mail.models import DeadAddress
from tracker.mail.status import MailKind, MailState


def at(step, reply):
    """A script that gives this reply at this step, to everybody."""
    return lambda asked, _talk: reply if asked == step else None


def to(name, step, reply):
    """A script that gives this reply at this step to one recipient."""
    return lambda asked, talk: reply if asked == step and talk.recipient.startswith(f"{name}@") else None


def ended(row):
    return (row.state, row.attempt, row.maybe_twice)


@pytest.mark.parametrize("step", ["rcpt", "data", "dot"])
def test_a_temporary_refusal_is_tried_again_later_and_later(room, step):
    mail = room.mail()
    with room.server(at(step, "451 4.3.0 later")):
        for attempt in (1, 2, 3):
            assert room.send() == 0
            row = room.row(mail)
            assert ended(row) == (MailState.QUEUED, attempt, False)
            assert room.now <= row.not_before <= room.now + timedelta(seconds=60 * 2 ** (attempt - 1))
            assert row.last_error == "451 4.3.0 later"
            room.now = row.not_before
    with room.server():
        assert room.send() == 1
    assert [each.number for each in room.attempts(mail)] == [1, 2, 3, 4]


def test_a_mail_that_meets_no_success_in_time_expires(room):
    mail = room.mail(expires_at=room.now + timedelta(seconds=1))
    with room.server(at("rcpt", "450 4.2.0 greylisted")):
        room.send()
    room.now += LATER
    reaping.expire(room.now)
    assert room.row(mail).state is MailState.EXPIRED


def test_one_bad_recipient_costs_the_others_nothing(room):
    mails = [room.mail() for _ in range(8)]
    with room.server(to("u3", "rcpt", "550 5.7.1 not from you")) as server:
        assert room.send() == 7
    states = [room.row(mail).state for mail in mails]
    assert states.count(MailState.ACCEPTED) == 7
    assert states[2] is MailState.FAILED
    assert len(server.ids()) == len(set(server.ids())) == 7


@pytest.mark.parametrize("step", ["rcpt", "data", "dot"])
def test_a_final_refusal_is_not_tried_again(room, step):
    mail = room.mail()
    with room.server(at(step, "554 5.7.1 no spam")):
        room.send()
        room.now += LATER
        assert room.claim() == []
    row = room.row(mail)
    assert ended(row) == (MailState.FAILED, 1, False)
    assert row.state_reason
    assert row.last_error == "554 5.7.1 no spam"


def test_nothing_more_is_sent_to_a_mailbox_that_does_not_exist(room):
    first, second = room.mail(address="ai@example.vn"), room.mail(address="Ai@Example.vn", kind=MailKind.DIGEST)
    with room.server(at("rcpt", "550 5.1.1 no such user")) as server, room.writer(says(letter())):
        room.deliver(room.claim(limit=1))
        room.deliver(room.claim())
    assert room.row(first).state is MailState.FAILED
    assert ended(room.row(second)) == (MailState.SUPPRESSED, 0, False)
    assert server.steps.count("rcpt") == 1
    with room.fresh() as session:
        (dead,) = session.scalars(sa.select(DeadAddress)).all()
    assert (dead.address, dead.reply) == ("ai@example.vn", "550 5.1.1 no such user")


def test_the_same_dead_mailbox_met_twice_is_one(room):
    mails = [room.mail(address="ai@example.vn") for _ in range(2)]  # test mails ask the server all the same
    with room.server(at("rcpt", "550 5.1.1 no such user")):
        room.send()
    assert [room.row(mail).state for mail in mails] == [MailState.FAILED] * 2


def test_a_mailbox_that_takes_a_mail_again_is_no_longer_dead(room):
    with room.fresh() as session:
        session.add(DeadAddress(organization_id=1, address="ai@example.vn", reply="550", since=room.now))
        session.commit()
    room.mail(address="Ai@example.vn")
    later = room.mail(address="ai@example.vn", kind=MailKind.DIGEST)
    with room.server(), room.writer(says(letter())):
        assert room.send() == 2
    assert room.row(later).state is MailState.ACCEPTED


def test_a_full_mailbox_is_tried_again(room):
    mail = room.mail()
    with room.server(at("rcpt", "552 5.2.2 mailbox full")):
        room.send()
    assert room.row(mail).state is MailState.QUEUED


@pytest.mark.parametrize(("taken", "mark"), [(True, True), (False, True)])
def test_a_connection_lost_after_the_dot_means_once_more_under_the_same_number(room, taken, mark):
    mail = room.mail()
    with room.server(at("dot", Act.ACCEPT_AND_HANG_UP if taken else Act.HANG_UP)) as first:
        assert room.send() == 0
    assert ended(room.row(mail)) == (MailState.QUEUED, 1, mark)
    assert [each.outcome for each in room.attempts(mail)] == ["uncertain"]
    room.now += LATER
    with room.server() as second:
        assert room.send() == 1
    assert len(first.accepted) == int(taken)
    assert second.ids() == [room.row(mail).message_id]
    assert ended(room.row(mail)) == (MailState.ACCEPTED, 2, mark)


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_connection_lost_before_the_dot_leaves_no_doubt(room, step):
    mail = room.mail()
    with room.server(at(step, Act.HANG_UP)):
        room.send()
    assert ended(room.row(mail)) == (MailState.QUEUED, 1, False)


def test_trouble_at_goodbye_changes_nothing(room):
    mail = room.mail()
    with room.server(at("quit", Act.HANG_UP)):
        assert room.send() == 1
    assert room.row(mail).state is MailState.ACCEPTED


@pytest.mark.parametrize("act", [Act.HANG, Act.DRIP])
def test_a_server_that_does_not_come_to_an_end_is_left_at_the_deadline(room, monkeypatch, act):
    monkeypatch.setitem(room.app.config, "MAIL_DEADLINE_SECONDS", 0.2)
    mail = room.mail()
    with room.server(at("dot", act)):
        assert room.send() == 0
    assert [each.outcome for each in room.attempts(mail)] == ["uncertain"]
