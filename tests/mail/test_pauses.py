"""While sending is paused no mail leaves, and the gravest reason stands."""

import pytest

from tracker.core.database import db, transaction
from tracker.mail import pauses
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


def test_the_gravest_reason_stands(room):
    assert pause(room, PauseReason.BY_HAND)
    assert pause(room, PauseReason.RESTORED, detail="2 mails")
    assert not pause(room, PauseReason.CLOCK)
    assert not resume(PauseReason.BY_HAND)
    assert pauses.paused_because(db.session()) is PauseReason.RESTORED
