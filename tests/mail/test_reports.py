"""Reading reports of strangers: the forms they come in, and all that is none."""

import time
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.written import on_holiday, read_receipt, report
from tracker.mail.reports import LARGEST, read_report


def failure(source):
    (found,) = read_report(source).failures
    return found


def test_a_usual_report_tells_whom_why_and_which_mail():
    found = read_report(report(to="Binh@Example.vn", came_to="<tra-lai+41-abc@theodoi.example>"))
    (only,) = found.failures
    assert only.addresses == {"binh@example.vn"}
    assert only.code == "5.1.1"
    assert only.text == "550 5.1.1 <Binh@Example.vn>: Recipient address rejected: User unknown"
    assert found.message_id == "<1@theodoi.example>"
    assert "tra-lai+41-abc@theodoi.example" in found.came_to


@pytest.mark.parametrize(
    "returned",
    ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers"],
)
def test_the_mail_comes_back_whole_or_as_headers(returned):
    assert read_report(report(returned=returned)).message_id == "<1@theodoi.example>"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "Delayed", "whatever"])
def test_what_was_not_given_up_is_no_failure(action):
    assert read_report(report(action=action, status="4.4.1")).failures == ()


@pytest.mark.parametrize("source", [on_holiday(), read_receipt(), b"", b"\n", b"\x00\xff" * 50, b"Subject: x\n\nHi"])
def test_what_is_no_report_is_none(source):
    assert read_report(source) is None


def test_a_report_inside_the_mail_that_came_back_is_an_old_one():
    """Somebody forwards a report; our mail about that is answered by a person on holiday."""
    inner = report().decode()
    source = (
        'Content-Type: multipart/mixed; boundary="=_outer"\nSubject: Fwd\n\n'
        f"--=_outer\nContent-Type: text/plain\n\nXem giúp.\n\n--=_outer\nContent-Type: message/rfc822\n\n{inner}\n"
        "--=_outer--\n"
    )
    assert read_report(source.encode()) is None


def test_a_report_wrapped_by_a_gateway_is_still_one():
    head, body = report().decode().split("\n\n", 1)
    kind = next(line for line in head.splitlines() if line.startswith("Content-Type"))
    source = (
        'To: a@b.vn\nContent-Type: multipart/mixed; boundary="=_gate"\n\n'
        f"--=_gate\n{kind}\n\n{body}\n--=_gate\nContent-Type: text/plain\n\nChecked for viruses\n--=_gate--\n"
    )
    assert failure(source.encode()).code == "5.1.1"


@pytest.mark.parametrize(
    ("status", "diagnostic", "code"),
    [
        ("5.1.1", None, "5.1.1"),
        ("5.1.1 (bad destination mailbox address)", None, "5.1.1"),
        ("5.0.0", "smtp; 550 5.1.1 user unknown", "5.1.1"),
        ("5.0.0", "smtp; 550 no such user", "5.0.0"),
        ("5.0.0", "smtp; 450 4.2.1 try later", "5.0.0"),
        (None, "smtp; 550-5.7.1 blocked", "5.7.1"),
        (None, "smtp; 451 greylisted", "4.0.0"),
        (None, "smtp; 552 full", "5.0.0"),
        (None, None, "5.0.0"),
        ("4.4.7", "smtp; 451 4.4.7 too long in the queue", "4.4.7"),
        ("bậy bạ", "bậy bạ", "5.0.0"),
        ("2.0.0", "smtp; 550 5.1.1 x", "5.1.1"),
    ],
)
def test_the_status_is_found_where_it_stands(status, diagnostic, code):
    assert failure(report(status=status, diagnostic=diagnostic)).code == code


def test_vietnamese_words_are_kept_in_utf8_and_in_encoded_words():
    plain = failure(report(diagnostic="smtp; 550 5.1.1 Không có hộp thư này"))
    assert plain.text == "550 5.1.1 Không có hộp thư này"
    word = f"=?utf-8?b?{b64encode('Không có hộp thư'.encode()).decode()}?="
    assert failure(report(diagnostic=f"x-local; {word}")).text == "Không có hộp thư"


@pytest.mark.parametrize("charset", ["tcvn-5712", "no-such", "utf-16", "\x00"])
def test_a_character_set_that_does_not_exist_does_no_harm(charset):
    found = failure(report(diagnostic=f"smtp; =?{charset}?b?//8=?= 550 5.1.1", words="x"))
    assert found.code == "5.1.1"
    source = report().replace(b"charset=utf-8", f"charset={charset}".encode())
    assert failure(source).code == "5.1.1"


def test_bytes_that_are_no_utf8_do_no_harm():
    source = report(diagnostic="smtp; 550 5.1.1 KHONG").replace(b"KHONG", "hộp".encode("utf-16"))
    found = failure(source)
    assert found.code == "5.1.1"
    assert "\x00" not in found.text


def test_the_newer_kind_of_report_for_addresses_beyond_ascii():
    source = report(to="bình@example.vn", kind="message/global-delivery-status")
    assert failure(source).addresses == {"bình@example.vn"}


def test_the_fields_may_be_in_base64():
    fields = "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; u1@example.vn\nAction: failed\nStatus: 5.1.1\n"
    source = report().decode()
    start = source.index("Content-Type: message/delivery-status")
    end = source.index("--=_part", start)
    encoded = b64encode(fields.encode()).decode()
    part = f"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n{encoded}\n\n"
    assert failure((source[:start] + part + source[end:]).encode()).code == "5.1.1"


def test_lines_may_end_in_either_way():
    assert failure(report().replace(b"\n", b"\r\n")).code == "5.1.1"


@pytest.mark.parametrize("field", ["Final_Recipient", "Original_Recipient"])
def test_one_recipient_field_is_enough(field):
    assert failure(report(**{field: None})).addresses == {"u1@example.vn"}


def test_a_group_that_names_nobody_is_none():
    assert read_report(report(Final_Recipient=None, Original_Recipient="rfc822; nobody")).failures == ()


def test_words_are_cut_and_hold_no_control_characters():
    found = failure(report(diagnostic="smtp; 550 5.1.1 " + "x\x00\x07" * 5000))
    assert len(found.text) == 500
    assert found.text.isprintable()


def test_a_message_without_end_is_read_up_to_a_point():
    source = report(returned="message/rfc822") + b"x" * 20 * LARGEST
    began = time.process_time()
    assert failure(source).code == "5.1.1"
    assert time.process_time() - began < 10


@pytest.mark.parametrize("depth", [50, 5000])
def test_parts_nested_without_end_are_left(depth):
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{place}"\n\n--b{place}\n' for place in range(depth))
    assert read_report(head.encode() + report()) is None


def test_a_report_cut_off_in_the_middle_is_read_as_far_as_it_goes():
    source = report()
    assert failure(source[: source.index(b"--=_part\nContent-Type: text/rfc822-headers")]).code == "5.1.1"


def test_one_report_has_one_mark_by_whatever_way_it_came():
    once = read_report(report()).digest
    assert read_report(b"Received: by way of imap\n" + report()).digest == once
    assert read_report(report(own_id="<report-2@mx.example.vn>")).digest != once


def test_without_a_number_of_its_own_what_it_says_is_its_mark():
    once = read_report(report(own_id=None)).digest
    assert read_report(b"Delivered-To: x@y.vn\n" + report(own_id=None)).digest == once
    assert read_report(report(own_id=None, to="u2@example.vn")).digest != once


@given(st.binary(max_size=400), st.integers(0, 900))
def test_nothing_at_all_makes_it_fall(noise, place):
    source = report()
    read_report(source[:place] + noise + source[place:])
    read_report(source[:place] + noise)
    read_report(noise)
