"""The mailbox on another machine: read without harm, and a server that misbehaves costs one turn."""

import time
import traceback

import pytest

from tests.mail import imap_server
from tests.mail.imap_server import DRIP, HANG, HANG_UP
from tracker.mail import imap
from tracker.mail.imap import ImapServer, MailboxFault, open_mailbox


def place(server, **more):
    known = {"username": "tra-lai", "password": 'x y"z', "security": "none", "folder": 'Thư "trả"'}
    return ImapServer(host="127.0.0.1", port=server.port, **known | {"folder": "INBOX"} | more)


def use(server):
    """A whole turn at a server."""
    with open_mailbox(place(server), seconds=0.5) as mailbox:
        mailbox.find_unread()
        mailbox.read("1", 10)
        mailbox.mark_read("1")


def test_messages_are_read_in_parts_and_marked_one_by_one():
    messages = [b"one\r\n\r\n1", b"two\r\n\r\n" + b"x" * 500]
    with imap_server.ImapServer(messages) as server, open_mailbox(place(server)) as mailbox:
        assert mailbox.find_unread() == ["1", "2"]
        assert mailbox.read("1", 1000) == b"one\r\n\r\n1"
        assert mailbox.read("2", 10) == b"two\r\n\r\nxxx"
        assert server.seen == set(), "reading alone marks nothing"
        mailbox.mark_read("2")
        assert mailbox.find_unread() == ["1"]
    assert server.seen == {2}
    assert server.asked[-1] == "LOGOUT"


def test_an_empty_mailbox_is_no_fault():
    with imap_server.ImapServer() as server, open_mailbox(place(server)) as mailbox:
        assert mailbox.find_unread() == []


def test_a_folder_may_have_any_name():
    with imap_server.ImapServer() as server, open_mailbox(place(server, folder='Tra "lai" \\ 1')):
        pass
    assert 'SELECT "Tra \\"lai\\" \\\\ 1"' in server.asked


@pytest.mark.parametrize(
    ("command", "trouble", "words"),
    [
        ("LOGIN", "NO [AUTHENTICATIONFAILED] wrong password", "wrong password"),
        ("SELECT", "NO no such folder", "no such folder"),
        ("SEARCH", "BAD what", "what"),
        ("FETCH", "NO gone", "gone"),
        ("STORE", "NO read-only", "read-only"),
        ("GREET", "BYE too many", "too many"),
        ("LOGIN", HANG_UP, "."),
        ("SELECT", HANG_UP, "."),
        ("FETCH", HANG_UP, "."),
    ],
)
def test_each_refusal_comes_in_the_servers_words(command, trouble, words):
    with imap_server.ImapServer([b"x"], trouble={command: trouble}) as server, pytest.raises(MailboxFault, match=words):
        use(server)


@pytest.mark.parametrize("command", ["GREET", "LOGIN", "FETCH"])
@pytest.mark.parametrize("trouble", [HANG, DRIP])
def test_a_server_that_comes_to_no_end_is_left_in_time(command, trouble):
    began = time.monotonic()
    with imap_server.ImapServer([b"x"], trouble={command: trouble}) as server, pytest.raises(MailboxFault):
        use(server)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("trouble", ["NO", HANG_UP])
def test_trouble_at_goodbye_is_none(trouble):
    with imap_server.ImapServer(trouble={"LOGOUT": trouble}) as server, open_mailbox(place(server)) as mailbox:
        assert mailbox.find_unread() == []


def test_nobody_there_is_a_fault_too():
    with imap_server.ImapServer() as server:
        where = place(server)
    with pytest.raises(MailboxFault, match="refused"), open_mailbox(where):
        pass


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_that_cannot_encrypt_gets_no_password(security):
    with imap_server.ImapServer() as server:
        where = open_mailbox(place(server, security=security), seconds=2)
        with pytest.raises(MailboxFault), where:
            pass
    assert not any(asked.startswith("LOGIN") for asked in server.asked)


def test_a_password_beyond_ascii_is_said_to_be_one_and_is_not_told():
    with imap_server.ImapServer() as server:
        where = open_mailbox(place(server, password="mật khẩu"))
        with pytest.raises(MailboxFault, match="ascii") as fault, where:
            pass
    told = "".join(traceback.format_exception(fault.value))
    assert "khẩu" not in told


def test_a_turn_is_longer_than_an_answer():
    assert imap.ANSWER_SECONDS < imap.TURN_SECONDS
