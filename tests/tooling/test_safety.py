"""What a server in earnest refuses to start with."""

import pytest

from tracker.commands.safety import is_loopback, unsafe

SAFE = {
    "DEMO": False,
    "SECRET_KEY": "x" * 32,
    "BASE_URL": "https://theodoi.example",
    "SMTP_HOST": "mail.example",
    "SMTP_SECURITY": "starttls",
    "DATABASE_URL": "",
    "MAIL_DRIVER": "scheduler",
    "MAIL_DEADLINE_SECONDS": 180,
    "MAIL_LEASE_SECONDS": 360,
    "MAIL_BOUNCES": "",
    "IMAP_HOST": "",
    "IMAP_SECURITY": "tls",
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"BASE_URL": "http://127.0.0.1:8000"},
        {"BASE_URL": "http://localhost"},
        {"BASE_URL": "http://[::1]:8000"},
        {"SMTP_SECURITY": "none", "SMTP_HOST": "127.0.0.1"},
        {"SMTP_SECURITY": "tls"},
        {"MAIL_BOUNCES": "tra-lai@theodoi.example"},
        {"IMAP_HOST": "mail.example"},
        {"IMAP_HOST": "127.0.0.1", "IMAP_SECURITY": "none"},
        {"MAIL_DRIVER": "procrastinate", "DATABASE_URL": "postgresql://tracker@/tracker"},
    ],
)
def test_safe_settings_have_no_fault(change):
    assert unsafe({**SAFE, **change}) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"DEMO": True}, "DEMO is on"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "x" * 31}, "it has 31 characters"),
        ({"BASE_URL": "http://theodoi.example"}, "not encrypted"),
        ({"BASE_URL": "http://10.0.0.5"}, "not encrypted"),
        ({"BASE_URL": "http://localhost.example"}, "not encrypted"),
        ({"BASE_URL": "theodoi.example"}, "no address"),
        ({"SMTP_SECURITY": "none"}, "SMTP_HOST is mail.example"),
        ({"SMTP_SECURITY": "ssl"}, "starttls, tls or none"),
        ({"MAIL_BOUNCES": "tra lai"}, "MAIL_BOUNCES is no address"),
        ({"MAIL_BOUNCES": f"{'x' * 33}@theodoi.example"}, "32 characters before the @, not 33"),
        ({"IMAP_SECURITY": "ssl"}, "tls, starttls or none"),
        ({"IMAP_SECURITY": "none", "IMAP_HOST": "mail.example"}, "IMAP_HOST is mail.example"),
        ({"MAIL_LEASE_SECONDS": 180}, "MAIL_LEASE_SECONDS"),
        ({"MAIL_DRIVER": "celery"}, "scheduler or procrastinate"),
        ({"MAIL_DRIVER": "procrastinate"}, "needs PostgreSQL"),
        ({"MAIL_DRIVER": "procrastinate", "DATABASE_URL": "sqlite:///a"}, "needs PostgreSQL"),
    ],
)
def test_each_unsafe_setting_is_one_line(change, said):
    (fault,) = unsafe({**SAFE, **change})
    assert said in fault
    assert "\n" not in fault


def test_every_fault_is_told_at_once():
    everything = {"DEMO": True, "SECRET_KEY": "", "BASE_URL": "http://a.example", "SMTP_SECURITY": "none"}
    assert len(unsafe({**SAFE, **everything, "MAIL_LEASE_SECONDS": 1})) == 5


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "LOCALHOST."])
def test_this_machine_has_many_names(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "localhost.example", "127.0.0.1.example", "192.168.1.1"])
def test_another_machine_is_not_this_one(host):
    assert not is_loopback(host)
