"""The demo's mailbox: really received over SMTP, kept as files, read back as people read."""

import socket
import threading

import pytest

from tests.mail.room import letter, says
from tracker.core.errors import NotFound
from tracker.mail.capture import list_mails, read_mail
from tracker.mail.mailbox import running_mailbox
from tracker.mail.status import MailKind


@pytest.fixture
def received(room, tmp_path):
    """One digest, sent through the outbox into the mailbox."""
    room.mail(kind=MailKind.DIGEST, address="an@example.vn")
    written = letter(subject="Việc hôm nay", text="Đồng chí\ncó việc.\n", html="<p>Đồng chí có việc.</p>")
    with running_mailbox(tmp_path / "mailbox") as port, room.writer(says(written)):
        room.app.config["SMTP_PORT"] = port
        assert room.send() == 1
    return tmp_path / "mailbox"


def test_a_received_mail_is_listed_and_read_whole(room, received):
    (listed,) = list_mails(received)
    assert (listed.subject, listed.to) == ("Việc hôm nay", "Nguyễn Văn An <an@example.vn>")
    assert listed.date == room.now
    mail = read_mail(received, listed.name)
    assert (mail.subject, mail.to, mail.date) == (listed.subject, listed.to, listed.date)
    assert mail.text == "Đồng chí\ncó việc.\n"
    assert mail.html.strip() == "<p>Đồng chí có việc.</p>"
    assert "Auto-Submitted: auto-generated" in mail.source


def test_the_newest_mail_stands_first(room, received):
    for n in (2, 3):
        room.mail(kind=MailKind.DIGEST)
        with running_mailbox(received) as port, room.writer(says(letter(subject=f"Thư {n}"))):
            room.app.config["SMTP_PORT"] = port
            room.send()
    assert [mail.subject for mail in list_mails(received)] == ["Thư 3", "Thư 2", "Việc hôm nay"]


@pytest.mark.parametrize("name", ["../secret", "x.eml", "", "20260512-073000000000-zzzzzzzz.eml", "..%2fsecret"])
def test_only_its_own_files_are_read(received, name):
    (received.parent / "secret").write_text("bí mật")
    with pytest.raises(NotFound):
        read_mail(received, name)


def test_an_empty_or_missing_folder_holds_no_mail(tmp_path):
    assert list_mails(tmp_path / "none") == []


def test_it_stops_and_leaves_nothing_running(tmp_path):
    before = threading.active_count()
    with running_mailbox(tmp_path) as port:
        socket.create_connection(("127.0.0.1", port), 5).close()
    assert threading.active_count() == before
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), 1)
