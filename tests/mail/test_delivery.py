"""Guard, write, hand over, settle: what becomes of a mail for each answer of the server."""

import email
import email.policy
import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from tests.faults.smtp_server import Act
from tests.mail.conftest import LATER, letter, says
from tracker.mail import claims, settle
from tracker.mail.models import DeadAddress
from tracker.mail.status import MailKind, MailState, Verdict


def at(step, reply):
    """A script that gives this reply at this step, to everybody."""
    return lambda asked, _talk: reply if asked == step else None


def to(name, step, reply):
    """A script that gives this reply at this step to one recipient."""
    return lambda asked, talk: reply if asked == step and talk.recipient.startswith(f"{name}@") else None


def ended(row):
    return (row.state, row.attempt, row.maybe_twice)


def test_an_accepted_mail_keeps_the_servers_answer(room):
    mail = room.mail()
    with room.server(at("dot", "250 2.0.0 queued as 7F3A")) as server:
        assert room.send() == 1
    row, (attempt,) = room.row(mail), room.attempts(mail)
    assert ended(row) == (MailState.ACCEPTED, 1, False)
    assert (row.accepted_at, row.accepted_reply, row.lease_owner) == (room.now, "250 2.0.0 queued as 7F3A", None)
    assert (attempt.number, attempt.outcome, attempt.phase, attempt.code) == (1, "accepted", "accepted", 250)
    assert server.ids() == [row.message_id]


def test_the_mail_says_from_which_committee_and_to_whom(room):
    room.mail(address="an@example.vn")
    with room.server() as server:
        room.send()
    message = email.message_from_bytes(server.accepted[0].message, policy=email.policy.default)
    assert str(message["From"]) == "Xã Sông – Theo dõi chỉ đạo <nhacviec@theodoi.example>"
    assert str(message["To"]) == "Nguyễn Văn An <an@example.vn>"
    assert server.accepted[0].sender == "nhacviec@theodoi.example"


def test_many_mails_go_over_one_connection_one_recipient_each(room):
    for _ in range(5):
        room.mail()
    with room.server() as server:
        assert room.send() == 5
    assert {mail.talk for mail in server.accepted} == {1}
    assert server.steps.count("rcpt") == server.steps.count("dot") == 5
    assert server.steps[-1] == "quit"


def test_what_was_accepted_is_never_sent_again(room):
    room.mail()
    with room.server() as server:
        assert [room.send(), room.send()] == [1, 0]
    assert len(server.accepted) == 1


def test_a_sender_that_lost_its_mail_before_the_start_does_not_send_it(room):
    mail = room.mail()
    asleep = room.claim("asleep")
    room.now += LATER
    claims.reap(room.now)
    with room.server() as server:
        assert room.send("awake") == 1
        assert room.deliver(asleep, "asleep") == 0
    assert len(server.accepted) == 1
    assert [each.worker for each in room.attempts(mail)] == ["awake"]


def test_a_sender_that_lost_its_mail_in_the_middle_stops_before_the_dot(room):
    mail = room.mail()

    def steal(step, talk):
        if step == "data":
            room.change(mail, state=MailState.SENDING, lease_owner="other")

    with room.server(steal) as server:
        assert room.send() == 0
    assert server.accepted == []
    assert "dot" not in server.steps
    assert room.row(mail).lease_owner == "other"
    assert [each.outcome for each in room.attempts(mail)] == [Verdict.WITHDRAWN]


@pytest.mark.parametrize("meanwhile", [MailState.QUEUED, MailState.CLAIMED, MailState.CANCELLED, MailState.FAILED])
def test_evidence_of_acceptance_wins_over_everything(room, meanwhile):
    mail = room.mail()

    def overtake(step, talk):
        if step == "dot":
            room.change(mail, state=meanwhile, lease_owner="other")

    with room.server(overtake):
        assert room.send() == 1
    assert room.row(mail).state is MailState.ACCEPTED
    assert room.claim() == []


def test_a_mail_accepted_from_two_senders_says_so(room):
    mail = room.mail()

    def overtake(step, talk):
        if step == "dot":
            room.change(mail, state=MailState.ACCEPTED, accepted_reply="250 first")

    with room.server(overtake):
        room.send()
    row = room.row(mail)
    assert (row.maybe_twice, row.accepted_reply) == (True, "250 first")


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
    claims.expire(room.now)
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


def test_lines_that_begin_with_a_dot_arrive_as_they_were(room):
    room.mail(kind=MailKind.DIGEST)
    with room.server() as server, room.writer(says(letter(text="..\n.\n.một\nhai\n"))):
        room.send()
    message = email.message_from_bytes(server.accepted[0].message, policy=email.policy.default)
    assert message.get_body(("plain",)).get_content().split() == ["..", ".", ".một", "hai"]


def test_an_address_that_is_none_reaches_no_server(room):
    mail = room.mail(address="ai@example.vn>\nRCPT TO:<x@example.vn")
    with room.server() as server:
        room.send()
    assert ended(room.row(mail)) == (MailState.FAILED, 0, False)
    assert "mail" not in server.steps


def test_an_expired_mail_is_not_begun(room):
    mail = room.mail(expires_at=room.now + timedelta(seconds=1))
    taken = room.claim()
    room.now += timedelta(seconds=2)
    with room.server() as server:
        room.deliver(taken)
    assert ended(room.row(mail)) == (MailState.EXPIRED, 0, False)
    assert "mail" not in server.steps


def test_acceptance_is_written_down_even_if_the_database_stumbles(room, monkeypatch):
    mail = room.mail()
    accept, stumbles = settle._accept, [2]

    def stumbling(*arguments):
        if stumbles[0]:
            stumbles[0] -= 1
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        accept(*arguments)

    monkeypatch.setattr(settle, "_accept", stumbling)
    monkeypatch.setattr(settle, "PATIENCE", (0, 0, 0))
    with room.server() as server:
        assert room.send() == 1
    assert ended(room.row(mail)) == (MailState.ACCEPTED, 1, False)
    assert len(server.accepted) == 1


def test_no_transaction_is_open_while_the_server_is_talked_to(room):
    room.mail()
    checked_out = []

    def look(step, talk):
        checked_out.append(room.engine.pool.checkedout())

    with room.server(look):
        assert room.send() == 1
    assert set(checked_out) == {0}


def test_a_lease_shorter_than_the_deadline_stops_everything(room, monkeypatch):
    room.mail()
    monkeypatch.setitem(room.app.config, "MAIL_LEASE_SECONDS", room.app.config["MAIL_DEADLINE_SECONDS"])
    with pytest.raises(ValueError, match="MAIL_LEASE_SECONDS"):
        room.claim()


def test_a_mail_that_may_be_with_the_server_is_not_begun_again_by_its_own_sender(room, monkeypatch):
    mail = room.mail()
    monkeypatch.setattr("tracker.mail.delivery.settle", lambda *_, **__: 1 / 0)
    with room.server() as server:
        taken = room.claim()
        assert room.deliver([*taken, *taken]) == 0
    assert len(server.accepted) == 1
    assert room.row(mail).attempt == 1


def test_a_fault_nobody_foresaw_is_logged_and_the_others_go_on(room, monkeypatch, caplog):
    mails = [room.mail(), room.mail()]
    settled = settle.settle

    def failing(mail, *arguments, **more):
        if mail.id == mails[0]:
            raise RuntimeError("unforeseen")
        settled(mail, *arguments, **more)

    monkeypatch.setattr("tracker.mail.delivery.settle", failing)
    with room.server(), caplog.at_level(logging.ERROR):
        assert room.send() == 1
    assert "unforeseen" in caplog.text
    assert room.row(mails[1]).state is MailState.ACCEPTED
