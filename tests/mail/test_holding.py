"""Held instead of sent again: a mail that may have arrived waits for a person."""

from datetime import timedelta

import pytest

from tests.faults.smtp_server import Act
from tracker.core.database import db, transaction
from tracker.mail import claims, ledger, reaping
from tracker.mail.status import MailState

LEASE_OVER = timedelta(hours=1)


@pytest.fixture
def holding(room, monkeypatch):
    monkeypatch.setitem(room.app.config, "MAIL_UNCERTAIN", "hold")
    return room


def lost_after_the_dot(room):
    mail = room.mail(lines=1)
    with room.server(lambda step, _talk: Act.HANG_UP if step == "dot" else None):
        assert room.send() == 0
    return mail


def test_a_lost_answer_holds_the_mail(holding):
    mail = lost_after_the_dot(holding)
    assert holding.row(mail).state is MailState.HELD
    holding.now += LEASE_OVER
    with holding.server() as server:
        assert holding.send() == 0
    assert server.accepted == []
    assert ledger.balance(db.session()).held == 1
    assert ledger.balance(db.session()).difference == 0


def test_so_does_a_sender_that_died_there(holding):
    sent, begun = holding.mail(), holding.mail()
    claimed = holding.claim()
    assert claimed == [sent, begun]
    for mail in claimed:
        holding.change(mail, state=MailState.SENDING)
    holding.change(sent, data_started_at=holding.now)
    assert reaping.reap(holding.now + LEASE_OVER) == 2
    assert [holding.row(mail).state for mail in claimed] == [MailState.HELD, MailState.QUEUED]


def test_a_person_sends_it_after_all_and_it_is_marked(holding):
    mail = lost_after_the_dot(holding)
    with transaction() as session:
        assert claims.requeue(session, mail, now=holding.now, expires_at=holding.now + LEASE_OVER)
    with holding.server():
        assert holding.send() == 1
    assert holding.row(mail).maybe_twice


def test_or_takes_it_as_received(holding):
    mail = lost_after_the_dot(holding)
    with transaction() as session:
        assert claims.count_as_received(session, mail, now=holding.now)
        assert not claims.count_as_received(session, mail, now=holding.now)
    assert holding.row(mail).state is MailState.ACCEPTED


def test_by_default_it_is_sent_again_under_the_same_name(room):
    mail = lost_after_the_dot(room)
    assert room.row(mail).state is MailState.QUEUED
    assert room.row(mail).maybe_twice
