"""Where the server takes several commands at once they go in one write, and each answer keeps its meaning."""

import pytest

from tests.mail.room import letter, says
from tracker.mail.status import MailKind, MailState

LONELY = "250-sink\r\n250 8BITMIME"


def refusing(recipient, step, reply, *, then):
    """A script that refuses one recipient's mail at a step and answers its DATA with `then`."""

    def script(asked, talk):
        if talk.recipient.startswith(recipient) and asked in {step, "data"}:
            return reply if asked == step else then
        return None

    return script


@pytest.mark.parametrize("greeting", [None, LONELY])
def test_mails_leave_whether_or_not_the_server_offers_it(room, greeting):
    for _ in range(3):
        room.mail()
    with room.server(lambda step, _talk: greeting if step == "ehlo" else None) as server:
        assert room.send() == 3
    talk = ["mail", "rcpt", "data", "dot"]
    assert server.steps == ["connect", "ehlo", *talk, *talk, *talk, "quit"]


def test_a_refused_recipient_costs_the_connection_nothing(room):
    mails = [room.mail() for _ in range(3)]
    script = refusing("u2", "rcpt", "550 5.7.1 not from you", then="503 5.5.1 no recipient")
    with room.server(script) as server:
        assert room.send() == 2
    assert [room.row(mail).state for mail in mails] == [MailState.ACCEPTED, MailState.FAILED, MailState.ACCEPTED]
    assert {mail.talk for mail in server.accepted} == {1}
    assert [each.phase for each in room.attempts(mails[1])] == ["rcpt"]


def test_a_server_that_waits_for_the_text_all_the_same_is_left(room):
    mails = [room.mail() for _ in range(3)]
    with room.server(refusing("u2", "rcpt", "550 5.7.1 not from you", then="354 go ahead")) as server:
        assert room.send() == 2
    assert room.row(mails[1]).state is MailState.FAILED
    assert [mail.recipient for mail in server.accepted] == ["u1@example.vn", "u3@example.vn"]
    assert [mail.talk for mail in server.accepted] == [1, 2]


def test_no_address_begins_a_command_of_its_own(room, monkeypatch):
    mail = room.mail(kind=MailKind.DIGEST)
    monkeypatch.setattr("tracker.mail.writing.envelope_address", lambda _address: "a@b.vn>\r\nRCPT TO:<c@d.vn")
    with room.server() as server, room.writer(says(letter())):
        assert room.send() == 0
    assert "rcpt" not in server.steps
    assert room.row(mail).state is MailState.SENDING
