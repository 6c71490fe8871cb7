"""A mail server that takes nothing is left in peace, and no mail suffers for it."""

import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.faults.smtp_server import Act
from tests.mail.room import LATER, says
from tracker.mail import breaker
from tracker.mail.letter import Nothing
from tracker.mail.shared_models import Breaker
from tracker.mail.status import MailKind, MailState


def state(room):
    with room.fresh() as session:
        row = session.scalars(sa.select(Breaker)).one_or_none()
        return (row.failures, row.open_until) if row else (0, None)


@pytest.fixture(autouse=True)
def longest_rest(monkeypatch):
    """No luck in these tests: each rest is as long as it can be."""
    monkeypatch.setattr(breaker._chance, "random", lambda: 1.0)


def at(step, reply):
    return lambda asked, _talk: reply if asked == step else None


@pytest.mark.parametrize(
    "script",
    [
        at("connect", "421 4.3.2 too busy"),
        at("connect", "554 5.7.1 not you"),
        at("connect", Act.HANG_UP),
        at("ehlo", Act.HANG_UP),
        at("mail", "421 4.7.0 try later"),
        at("mail", "452 4.3.1 disk full"),
        at("mail", Act.HANG_UP),
        at("mail", "550 5.7.1 sender unknown"),
        at("rcpt", "421 4.7.0 closing"),
        at("dot", "421 4.7.0 closing"),
    ],
    ids=range(10),
)
def test_what_would_befall_any_mail_counts_against_none(room, script):
    mails = [room.mail() for _ in range(3)]
    with room.server(script) as server:
        assert room.send() == 0
        assert room.claim() == []  # resting
    rows = [room.row(mail) for mail in mails]
    assert {(row.state, row.attempt, row.maybe_twice) for row in rows} == {(MailState.QUEUED, 0, False)}
    assert state(room) == (1, room.now + timedelta(seconds=5))
    assert server.steps.count("mail") <= 1
    assert any(row.last_error for row in rows)


def test_a_server_that_is_not_there_counts_against_no_mail(room):
    mail = room.mail()
    room.app.config["SMTP_PORT"] = 1  # nobody listens there
    assert room.send() == 0
    row = room.row(mail)
    assert (row.state, row.attempt) == (MailState.QUEUED, 0)
    assert "refused" in row.last_error


def test_each_failure_in_a_row_makes_the_rest_longer(room):
    room.mail()
    with room.server(at("connect", "421 busy")):
        rests = []
        for _ in range(9):
            room.send()
            rests.append((state(room)[1] - room.now).total_seconds())
            room.now = state(room)[1]
    assert rests == [5, 10, 20, 40, 80, 160, 300, 300, 300]


def test_after_a_rest_one_mail_tries_and_then_all_follow(room):
    for _ in range(4):
        room.mail()
    moods = ["421 busy"]
    with room.server(lambda step, _talk: moods.pop() if step == "connect" and moods else None):
        room.send()
        room.now += LATER
        probe = room.claim("one")
        assert len(probe) == 1
        assert room.claim("two") == []  # while the first is trying
        assert room.deliver(probe, "one") == 1
        assert state(room) == (0, None)
        assert room.send("two") == 3


@pytest.mark.parametrize("reply", ["450 4.2.0 greylisted", "550 5.1.1 no such user", "554 5.7.1 no"])
def test_a_server_that_hears_a_mail_out_is_well_whatever_it_says_to_it(room, reply):
    for _ in range(3):
        room.mail()
    moods = ["421 busy"]

    def answer(step, talk):
        if step == "connect" and moods:
            return moods.pop()
        return reply if step == "rcpt" else None

    with room.server(answer):
        room.send()
        room.now += LATER
        room.send()
    assert state(room) == (0, None)


def test_a_mail_that_is_not_to_be_sent_hands_its_try_on(room):
    dropped, good = room.mail(kind=MailKind.DIGEST), room.mail()
    moods = ["421 busy"]
    with (
        room.server(lambda step, _talk: moods.pop() if step == "connect" and moods else None),
        room.writer(says(Nothing("Nhiệm vụ đã xong."))),
    ):
        room.send()
        room.now += LATER
        assert [room.send(), room.send()] == [0, 1]
    assert [room.row(mail).state for mail in (dropped, good)] == [MailState.CANCELLED, MailState.ACCEPTED]


def test_a_prober_that_dies_does_not_stop_the_mail_for_ever(room):
    for _ in range(2):
        room.mail()
    with room.server(at("connect", "421 busy")):
        room.send()
    room.now += LATER
    assert len(room.claim("dead")) == 1
    room.now += breaker.PROBE
    assert len(room.claim("alive")) == 1


@pytest.mark.parametrize("reply", ["535 5.7.8 wrong password", "530 5.7.0 sign in", "534 5.7.9 too weak"])
def test_a_wrong_password_for_a_day_costs_no_mail_and_is_loud(room, reply, caplog, monkeypatch):
    monkeypatch.setitem(room.app.config, "SMTP_USERNAME", "nhacviec")
    monkeypatch.setitem(room.app.config, "SMTP_PASSWORD", "sai")
    mail = room.mail(expires_at=room.now + timedelta(days=3))
    with room.server(at("auth", reply)), caplog.at_level(logging.WARNING):
        for _ in range(24):
            assert room.send() == 0
            room.now += timedelta(hours=1)
    row = room.row(mail)
    assert (row.state, row.attempt) == (MailState.QUEUED, 0)
    assert row.last_error == reply
    assert caplog.records[0].levelno == logging.CRITICAL
    with room.server():
        assert room.send() == 1
    assert room.row(mail).state is MailState.ACCEPTED


def test_a_password_for_a_server_that_knows_none_is_our_fault(room, monkeypatch, caplog):
    monkeypatch.setitem(room.app.config, "SMTP_USERNAME", "nhacviec")
    mail = room.mail()
    with room.server(at("ehlo", "250 sink")), caplog.at_level(logging.CRITICAL):
        room.send()
    assert room.row(mail).attempt == 0
    assert "refuses our settings" in caplog.text


def test_a_server_that_serves_only_so_many_a_connection_is_called_again(room):
    for _ in range(7):
        room.mail()
    enough = lambda step, talk: "421 4.7.0 enough for now" if step == "mail" and talk.taken == 3 else None  # noqa: E731
    with room.server(enough) as server:
        assert room.send() == 7
    assert [mail.talk for mail in server.accepted] == [1, 1, 1, 2, 2, 2, 3]
    assert len(set(server.ids())) == 7
    assert state(room) == (0, None)
