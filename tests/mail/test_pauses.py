"""While sending is paused no mail leaves, and the gravest reason stands."""

from datetime import timedelta

import pytest

from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.mail import jobs, pauses
from tracker.mail.status import MailState, PauseReason


def pause(room, reason, **more):
    with transaction() as session:
        return pauses.pause(session, reason, now=room.now, **more)


def resume(reason):
    with transaction() as session:
        return pauses.resume(session, reason)


@pytest.mark.parametrize("reason", PauseReason)
def test_nothing_is_taken_while_sending_is_paused(room, reason):
    mail = room.mail()
    assert pause(room, reason)
    assert room.claim() == []
    assert resume(reason)
    assert room.claim() == [mail]


def test_a_pause_stops_a_batch_in_hand_and_the_rest_goes_back_untouched(room):
    mails = [room.mail() for _ in range(3)]
    ids = room.claim()
    with room.server() as server:
        pause(room, PauseReason.BY_HAND)
        assert room.deliver(ids) == 0
    assert server.accepted == []
    assert {(room.row(mail).state, room.row(mail).attempt) for mail in mails} == {(MailState.QUEUED, 0)}


def test_each_reason_stands_and_ends_by_itself_and_the_gravest_is_told(room):
    assert pause(room, PauseReason.BY_HAND)
    assert pause(room, PauseReason.RESTORED, detail="2 mails")
    assert pause(room, PauseReason.CLOCK)
    assert not pause(room, PauseReason.CLOCK), "it stands already"
    assert pauses.paused_because(db.session()) is PauseReason.RESTORED
    assert resume(PauseReason.RESTORED)
    assert not resume(PauseReason.RESTORED)
    assert pauses.paused_because(db.session()) is PauseReason.CLOCK
    assert resume(PauseReason.CLOCK)
    assert pauses.paused_because(db.session()) is PauseReason.BY_HAND, "what a person stopped stays stopped"


@pytest.mark.parametrize("reason", PauseReason)
def test_while_the_clock_or_the_database_is_in_doubt_nothing_new_is_written(room, reason):
    pause(room, reason)
    assert pauses.nothing_new(db.session()) is (reason is not PauseReason.BY_HAND)


def test_by_a_clock_that_leapt_nothing_is_taken_back_or_given_up(room):
    """Three days ahead every lease would be over, and every mail too late."""
    taken, waits = room.mail(), room.mail()
    room.claim(limit=1)
    pause(room, PauseReason.CLOCK)
    with clock.frozen(room.now + timedelta(days=3)):
        jobs.tidy()
        assert [room.row(mail).state for mail in (taken, waits)] == [MailState.CLAIMED, MailState.QUEUED]
        resume(PauseReason.CLOCK)
        jobs.tidy()
        assert {room.row(mail).state for mail in (taken, waits)} == {MailState.EXPIRED}
