"""Where encryption is asked for, nothing goes out without it, nor to a server that cannot prove its name."""

import logging

import pytest

from tests.faults.smtp_server import SELF_SIGNED
from tracker.mail.status import MailState

WITH_TLS = "250-sink\r\n250 STARTTLS"


def offers_starttls(step, _talk):
    return WITH_TLS if step == "ehlo" else None


@pytest.fixture(params=["starttls", "tls"])
def security(request, room, monkeypatch):
    monkeypatch.setitem(room.app.config, "SMTP_SECURITY", request.param)
    return request.param


def encrypting(room, security):
    return room.server(offers_starttls, tls=security == "tls")


def test_a_server_that_proves_its_name_gets_the_mail(room, security, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(SELF_SIGNED))
    mail = room.mail()
    with encrypting(room, security) as server:
        assert room.send() == 1
    assert server.ids() == [room.row(mail).message_id]


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(room, security):
    mail = room.mail()
    with encrypting(room, security) as server:
        assert room.send() == 0
    assert "mail" not in server.steps
    row = room.row(mail)
    assert (row.state, row.attempt) == (MailState.QUEUED, 0)
    assert "certificate" in row.last_error


def test_a_certificate_of_another_name_is_none(room, security, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(SELF_SIGNED))
    monkeypatch.setitem(room.app.config, "SMTP_HOST", "localhost")
    room.mail()
    with encrypting(room, security) as server:
        assert room.send() == 0
    assert "mail" not in server.steps


def test_a_server_that_offers_no_encryption_gets_nothing_and_we_say_so_loudly(room, monkeypatch, caplog):
    monkeypatch.setitem(room.app.config, "SMTP_SECURITY", "starttls")
    mail = room.mail()
    with room.server() as server, caplog.at_level(logging.CRITICAL):
        assert room.send() == 0
    assert "mail" not in server.steps
    assert room.row(mail).state is MailState.QUEUED
    assert "refuses our settings" in caplog.text
