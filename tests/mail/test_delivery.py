"""Guard, write, hand over, settle: one mail at a time, each by one sender only."""

import email
import email.policy
import logging
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from tests.mail.room import LATER, letter, says
from tracker.mail import reaping, settle
from tracker.mail.status import MailKind, MailState, Verdict


def at(step, reply):
    """A script that gives this reply at this step, to everybody."""
    return lambda asked, _talk: reply if asked == step else None


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
    reaping.reap(room.now)
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


def test_before_the_text_goes_out_the_table_knows_that_the_server_may_have_it(room):
    mail = room.mail()
    known = {}

    def look(step, talk):
        if step in {"connect", "mail", "dot"}:
            known[step] = room.row(mail).data_started_at

    with room.server(look):
        room.send()
    assert known == {"connect": None, "mail": room.now, "dot": room.now}


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
