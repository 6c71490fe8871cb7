"""A limit of mails a minute holds over every sender, and nobody who dies takes a place with them."""

from datetime import timedelta

import pytest

from tests.mail.room import NOW
from tracker.mail import claims
from tracker.mail.readiness import make_ready
from tracker.mail.settings import read_settings
from tracker.mail.status import MailState

LIMIT = 3
MINUTE = timedelta(seconds=60)


@pytest.fixture
def limited(room, monkeypatch):
    monkeypatch.setitem(room.app.config, "MAIL_PER_MINUTE", LIMIT)
    return room


def waiting(room, mails):
    return [mail for mail in mails if room.row(mail).state is MailState.QUEUED]


def test_no_minute_holds_more_and_the_rest_follows(limited):
    mails = [limited.mail() for _ in range(7)]
    moments = []
    with limited.server():
        for _second in range(200):
            moments += [limited.now] * limited.send()
            limited.now += timedelta(seconds=1)
    assert len(moments) == len(mails)
    for moment in moments:
        assert sum(moment <= other < moment + MINUTE for other in moments) <= LIMIT
    assert moments[-1] - moments[0] >= 2 * MINUTE
    assert all(limited.row(mail).attempt == 1 for mail in mails)


def test_claiming_takes_no_more_than_there_is_room_for(limited):
    for _ in range(5):
        limited.mail()
    assert len(limited.claim()) == LIMIT


def test_two_senders_share_one_minute_and_the_one_too_many_goes_back_untouched(limited):
    mails = [limited.mail() for _ in range(6)]
    with limited.server():
        first, second = limited.claim("here:1:aa"), limited.claim("there:2:bb")
        assert (len(first), len(second)) == (3, 3)  # a place is taken at the last moment, not while claiming
        assert limited.deliver(first, "here:1:aa") == 3
        assert limited.deliver(second, "there:2:bb") == 0
    left = waiting(limited, mails)
    assert left == second
    assert [(limited.row(mail).attempt, limited.row(mail).lease_owner) for mail in left] == [(0, None)] * 3
    assert limited.attempts(left[0]) == []


def test_a_mail_that_is_not_sent_after_all_takes_no_place(limited):
    gone = [limited.mail(expires_at=NOW + timedelta(minutes=5)) for _ in range(3)]
    with limited.server():
        ids = limited.claim()
        limited.now += timedelta(minutes=6)  # too late by the time it is written
        limited.deliver(ids)
        assert [limited.row(mail).state for mail in gone] == [MailState.EXPIRED] * 3
        for _ in range(LIMIT):
            limited.mail()
        assert limited.send() == LIMIT


def test_a_place_that_died_with_its_sender_comes_back(limited):
    mails = [limited.mail() for _ in range(2 * LIMIT)]
    with limited.server():
        for mail in limited.claim():
            assert make_ready(mail, worker="here:1:aa", settings=read_settings(), now=limited.now).place is not None
        assert limited.claim() == []  # and here the sender dies
        limited.now += read_settings().lease + MINUTE
        claims.reap(limited.now)
        assert limited.send() == LIMIT
    assert len(waiting(limited, mails)) == LIMIT


def test_without_a_limit_everything_goes_at_once(room):
    for _ in range(7):
        room.mail()
    with room.server():
        assert room.send() == 7
