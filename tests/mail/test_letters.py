"""Letters on the wire: whole in Vietnamese, and closed to whatever people type."""

import email
import email.policy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.room import letter
from tracker.mail.letter import BadAddress, envelope_address, to_message

HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Mail-Number",
    "MIME-Version",
    "Content-Type",
}


def wire(written, **more):
    columns = {
        "mail_id": 41,
        "message_id": "<1@theodoi.example>",
        "address": "an@example.vn",
        "to_name": "Nguyễn Văn An",
        "from_address": "nhacviec@theodoi.example",
        "from_name": "Đảng ủy xã Sông",
        "date": datetime(2026, 5, 12, 0, 30, tzinfo=UTC),
    } | more
    return to_message(written, **columns)


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def text_of(mail, kind):
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_vietnamese_arrives_whole():
    raw = wire(letter(subject="[Xã Sông] 1 việc quá hạn, 2 việc còn 3 ngày", text="Đồng chí\n", html="<p>Đồng chí</p>"))
    mail = read(raw)
    assert raw.isascii()
    assert mail["Subject"] == "[Xã Sông] 1 việc quá hạn, 2 việc còn 3 ngày"
    assert str(mail["To"]) == "Nguyễn Văn An <an@example.vn>"
    assert text_of(mail, "plain") == "Đồng chí\n"
    assert text_of(mail, "html") == "<p>Đồng chí</p>"


def test_encoded_words_keep_within_their_columns():
    lines = wire(letter(subject="ế" * 200), to_name="Nguyễn " * 20, from_name="Đảng ủy " * 20).split(b"\r\n")
    assert max(len(line) for line in lines if b"=?utf-8?" in line) <= 76
    assert read(wire(letter(subject="ế" * 200)))["Subject"] == "ế" * 200


def test_every_line_ends_as_the_wire_demands():
    raw = wire(letter(text="một\nhai\r\nba\rbốn\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert text_of(read(raw), "plain") == "một\nhai\nba\nbốn\n"


def test_a_letter_says_that_a_machine_wrote_it_and_keeps_its_number():
    mail = read(wire(letter()))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<1@theodoi.example>"
    assert mail["X-Mail-Number"] == "41"
    assert mail["Date"].datetime == datetime(2026, 5, 12, 0, 30, tzinfo=UTC)


def test_tables_in_the_plain_text_stay_aligned():
    text = "Mã      Hạn\n01      12/05\n"
    assert text_of(read(wire(letter(text=text))), "plain") == text


def test_unsubscribing_is_offered_only_where_the_letter_does():
    assert read(wire(letter()))["List-Unsubscribe"] is None
    mail = read(wire(letter(list_unsubscribe="https://theodoi.example/me/mail", reply_to="vp@example.vn")))
    assert mail["List-Unsubscribe"] == "<https://theodoi.example/me/mail>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Reply-To"] == "vp@example.vn"
    assert read(wire(letter(list_unsubscribe="http://localhost/me/mail")))["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "attack",
    [
        "Việc\r\nBcc: ai@example.vn",
        "Việc\n\nBcc: ai@example.vn",
        "Việc\x0bBcc: x\x00\x1b[31m",
        "=?utf-8?q?Vi=E1=BB=87c=0D=0ABcc:_ai=40example.vn?=",
        "=?utf-8?b?VmnDqMKgYw0KQmNjOiBhaUBleGFtcGxlLnZu?=",
        "\ud800 nửa chữ",
        "\u202eđảo ngược",
        "Vie\u0302\u0323c",  # the same letters, taken apart
        "x" * 65536,
        "việc " * 13000,
        '"Ai" <ai@example.vn>, khác',
        "",
    ],
)
def test_nothing_typed_becomes_a_header(attack):
    raw = wire(
        letter(subject=attack, text=attack, html=attack, list_unsubscribe=f"http://localhost/{attack[:40]}"),
        to_name=attack,
        from_name=attack,
    )
    mail = read(raw)
    assert set(mail.keys()) == HEADERS | {"List-Unsubscribe"}
    assert len(mail["To"].addresses) == len(mail["From"].addresses) == 1
    assert mail["To"].addresses[0].addr_spec == "an@example.vn"
    assert not any(char in "\r\n\0" for char in mail["Subject"])
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@given(subject=st.text(), text=st.text(), name=st.text())
def test_any_text_at_all_makes_a_letter(subject, text, name):
    mail = read(wire(letter(subject=subject, text=text, html=text), to_name=name))
    assert set(mail.keys()) == HEADERS
    assert [each.addr_spec for each in mail["To"].addresses] == ["an@example.vn"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "an",
        "@example.vn",
        "an@",
        "an@example.vn>\r\nRCPT TO:<ai@example.vn",
        "a n@example.vn",
        "đá@example.vn",
        "an@example.vn\nx",
        '"a b"@example.vn',
        "an@exa mple.vn",
        "an@" + "x" * 300 + ".vn",
    ],
)
def test_what_is_no_address_enters_no_envelope(address):
    with pytest.raises(BadAddress):
        envelope_address(address)


def test_a_vietnamese_domain_goes_out_in_its_ascii_form():
    assert envelope_address("an@tỉnhủy.vn") == "an@xn--tnhy-vw5a2h.vn"
