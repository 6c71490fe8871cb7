"""The address that a mail comes back to: made for one mail and one recipient, and believed for no other."""

import email
import email.policy

import pytest

from tests.mail.room import letter, says
from tracker.mail import return_path
from tracker.mail.letter import BadAddress, envelope_address
from tracker.mail.return_path import Mark, marks_in, sealed_recipient
from tracker.mail.settings import read_settings
from tracker.mail.status import MailKind

BOUNCES = "tra-lai@theodoi.example"


@pytest.fixture
def made(room):
    """The return path of mail 41 to Binh, and the mark in it."""
    address = return_path.return_path(BOUNCES, 41, "binh@example.vn")
    (mark,) = marks_in(address)
    return address, mark


def test_the_envelope_names_mail_and_recipient_and_the_letter_does_not(room, monkeypatch):
    monkeypatch.setitem(room.app.config, "MAIL_BOUNCES", BOUNCES)
    first, second = room.mail(address="an@example.vn"), room.mail(address="binh@example.vn")
    with room.server() as server:
        assert room.send() == 2
    senders = [mail.sender for mail in server.accepted]
    assert len(set(senders)) == 2
    marks = [marks_in(sender)[0] for sender in senders]
    assert [mark.mail_id for mark in marks] == [first, second]
    assert sealed_recipient(marks[0], ["an@example.vn"]) == "an@example.vn"
    assert all(b"tra-lai" not in mail.message for mail in server.accepted)


@pytest.mark.parametrize("bounces", ["", BOUNCES])
def test_the_headers_are_the_same_with_and_without(room, monkeypatch, bounces):
    monkeypatch.setitem(room.app.config, "MAIL_BOUNCES", bounces)
    mail = room.mail(kind=MailKind.DIGEST)
    written = letter(list_unsubscribe="https://theodoi.example/digests/x", reply_to="hoa@example.vn")
    with room.server() as server, room.writer(says(written)):
        room.send()
    (taken,) = server.accepted
    message = email.message_from_bytes(taken.message, policy=email.policy.default)
    assert message["Message-ID"] == room.row(mail).message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://theodoi.example/digests/x>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Reply-To"] == "hoa@example.vn"
    assert "nhacviec@theodoi.example" in str(message["From"])
    assert "Return-Path" not in message


def test_without_the_setting_the_sender_is_the_one_of_the_letter(room):
    room.mail()
    with room.server() as server:
        room.send()
    assert server.accepted[0].sender == "nhacviec@theodoi.example"


def test_the_seal_holds_for_this_mail_and_this_recipient_alone(made):
    _address, mark = made
    assert sealed_recipient(mark, ["an@example.vn", "binh@example.vn"]) == "binh@example.vn"
    assert sealed_recipient(mark, ["an@example.vn"]) is None
    assert sealed_recipient(Mark(42, mark.seal), ["binh@example.vn"]) is None
    assert sealed_recipient(Mark(41, "0" * 20), ["binh@example.vn"]) is None


def test_a_server_that_raises_or_lowers_letters_does_no_harm(made):
    address, mark = made
    assert marks_in(f"Delivered-To: {address.upper()}") == [mark]
    assert sealed_recipient(mark, ["BINH@Example.vn"]) == "BINH@Example.vn"


def test_an_older_secret_is_still_believed(made, room, monkeypatch):
    _address, mark = made
    monkeypatch.setitem(room.app.config, "SECRET_KEY_FALLBACKS", [room.app.config["SECRET_KEY"]])
    monkeypatch.setitem(room.app.config, "SECRET_KEY", "a newer secret for tests, long enough")
    assert sealed_recipient(mark, ["binh@example.vn"]) == "binh@example.vn"
    monkeypatch.setitem(room.app.config, "SECRET_KEY_FALLBACKS", [])
    assert sealed_recipient(mark, ["binh@example.vn"]) is None


def test_the_longest_address_that_is_allowed_stays_within_what_servers_take(room):
    address = return_path.return_path(f"{'x' * 32}@theodoi.example", 2**31 - 1, "binh@example.vn")
    assert len(address.partition("@")[0]) == 64
    assert [mark.mail_id for mark in marks_in(address)] == [2**31 - 1]


@pytest.mark.parametrize("address", [f"{'x' * 33}@theodoi.example", "no address", "a@b@c d"])
def test_what_could_not_carry_a_mark_is_refused_at_the_start(room, monkeypatch, address):
    monkeypatch.setitem(room.app.config, "MAIL_BOUNCES", address)
    with pytest.raises((ValueError, BadAddress)):
        read_settings()


@pytest.mark.parametrize(
    "text",
    ["", "tra-lai@x", "a+1-zz@x", f"a+99999999999-{'0' * 20}@x", f"a+9999999999-{'0' * 20}@x", f"a+1-{'0' * 19}@x"],
)
def test_what_is_no_mark_is_none(text):
    assert marks_in(text) == []


def test_an_address_with_vietnamese_letters_is_one_whichever_way_it_is_written(room):
    (mark,) = marks_in(return_path.return_path(BOUNCES, 7, envelope_address("an@đồng.vn")))
    assert sealed_recipient(mark, ["an@đồng.vn"]) == "an@đồng.vn"
