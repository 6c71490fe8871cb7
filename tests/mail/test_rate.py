"""A limit of mails a minute holds over every sender, and nobody who dies takes a place with them."""

import contextlib
import threading
from datetime import timedelta

import pytest

from tests.mail.room import NOW
from tracker.core.database import db, transaction
from tracker.mail import claims, rate, reaping
from tracker.mail.delivery import deliver
from tracker.mail.rate import NoRoom
from tracker.mail.settings import read_settings
from tracker.mail.smtp import Mailer
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
            assert limited.make_ready(mail).place is not None
        assert limited.claim() == []  # and here the sender dies
        limited.now += read_settings().lease + read_settings().deadline + MINUTE
        reaping.reap(limited.now)
        assert limited.send() == LIMIT
    assert len(waiting(limited, mails)) == LIMIT


def test_a_sender_that_slept_past_its_place_sends_nothing(limited):
    first = [limited.mail() for _ in range(LIMIT)]

    def sleep(step, _talk):
        if step == "data":
            limited.now += timedelta(minutes=20)  # our clock, not the lease: nobody has reaped yet

    with limited.server(sleep) as server:
        assert limited.deliver(limited.claim()[:1]) == 0
    assert server.accepted == []
    assert limited.row(first[0]).data_started_at is None


def test_a_place_that_passed_to_another_is_not_freed_by_who_had_it_before(limited):
    settings = read_settings()
    mails = [limited.mail() for _ in range(LIMIT + 1)]
    limited.claim()
    late = limited.make_ready(mails[0])
    limited.now = late.place.until + MINUTE
    with transaction() as session:
        taken = [
            rate.take(session, settings.server.name, LIMIT, now=limited.now, until=limited.now + settings.lease)
            for _ in range(LIMIT)
        ]
        assert late.place.number in {place.number for place in taken}
        rate.give_back(session, late.place, limited.now)
        with pytest.raises(NoRoom):
            rate.take(session, settings.server.name, LIMIT, now=limited.now + 2 * MINUTE, until=limited.now)


def test_places_taken_while_the_clock_ran_ahead_are_free_when_it_is_right_again(limited):
    for _ in range(2 * LIMIT):
        limited.mail(expires_at=limited.now + timedelta(days=9))
    with limited.server():
        limited.now += timedelta(days=3)
        assert limited.send() == LIMIT
        limited.now -= timedelta(days=3)
        assert limited.send() == LIMIT


def test_eight_senders_at_once_never_exceed_it(limited):
    mails = [limited.mail() for _ in range(20)]
    moments, lock = [], threading.Lock()

    def sender(name):
        with limited.app.app_context():
            ids = claims.claim(worker=name, limit=10, now=limited.now)
            with contextlib.closing(Mailer(read_settings().server)) as mailer:
                sent = deliver(ids, worker=name, mailer=mailer, clock=lambda: limited.now)
            with lock:
                moments.extend([limited.now] * sent)
            db.session.remove()

    with limited.server() as server:
        for _ in range(12):
            threads = [threading.Thread(target=sender, args=(f"here:{number}:aa",)) for number in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            limited.now += timedelta(seconds=20)
        assert len(server.accepted) == len(moments)
    for moment in moments:
        assert sum(moment <= other < moment + MINUTE for other in moments) <= LIMIT
    assert len(moments) == 4 * LIMIT  # and none is wasted: four full minutes
    assert len(waiting(limited, mails)) == 20 - 4 * LIMIT


def test_without_a_limit_everything_goes_at_once(room):
    for _ in range(7):
        room.mail()
    with room.server():
        assert room.send() == 7
