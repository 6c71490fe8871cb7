"""The mail with which an administrator tries out the settings."""

import email
import email.policy

import pytest

from tracker.core.errors import Invalid
from tracker.mail.models import DeadAddress
from tracker.mail.status import MailState
from tracker.mail.test_letter import queue_test


def test_a_test_mail_goes_the_way_of_every_mail(room):
    mail = queue_test("An@Example.vn", organization_id=1, now=room.now)
    with room.server() as server:
        assert room.send() == 1
    assert room.row(mail).state is MailState.ACCEPTED
    message = email.message_from_bytes(server.accepted[0].message, policy=email.policy.default)
    assert message["To"] == "an@example.vn"
    assert "07:30 ngày 12/05/2026" in message.get_body(("plain",)).get_content()
    assert room.app.config["BASE_URL"] in message.get_body(("html",)).get_content()


def test_two_test_mails_to_one_address_are_two_mails(room):
    assert queue_test("an@example.vn", organization_id=1, now=room.now) != queue_test(
        "an@example.vn", organization_id=1, now=room.now
    )


def test_a_test_mail_asks_even_a_server_that_knew_no_such_mailbox(room):
    with room.fresh() as session:
        session.add(DeadAddress(organization_id=1, address="an@example.vn", reply="550", since=room.now))
        session.commit()
    queue_test("an@example.vn", organization_id=1, now=room.now)
    with room.server():
        assert room.send() == 1


@pytest.mark.parametrize("address", ["", "an", "an@", "an@example.vn\nBcc: x@y.vn", "a b@example.vn"])
def test_what_is_no_address_is_refused_in_words(room, address):
    with pytest.raises(Invalid) as refused:
        queue_test(address, organization_id=1, now=room.now)
    assert refused.value.field == "address"
    assert room.claim() == []
