"""What a server in earnest does not start with: each fault is one line that says what to set."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from tracker.mail import return_path
from tracker.mail.letter import BadAddress

SHORTEST_SECRET = 32
QUEUE = "procrastinate"
"""The driver with which workers send."""
DRIVERS = frozenset({"scheduler", QUEUE})
SECURITIES = frozenset({"starttls", "tls", "none"})


def unsafe(config: Mapping[str, Any]) -> list[str]:
    """The faults of the settings, worst first; empty when the server may start."""
    return [*_of_secrets(config), *_of_addresses(config), *_of_mail(config), *of_driver(config)]


def of_driver(config: Mapping[str, Any]) -> Iterator[str]:
    """What stands in the way of sending in the way that is chosen."""
    driver = config["MAIL_DRIVER"]
    if driver not in DRIVERS:
        yield f"MAIL_DRIVER is {driver!r}; it is scheduler or procrastinate"
    elif driver == QUEUE and not config["DATABASE_URL"].startswith("postgresql"):
        yield "MAIL_DRIVER is procrastinate, which needs PostgreSQL: set DATABASE_URL, or MAIL_DRIVER to scheduler"
    elif driver == QUEUE and find_spec("procrastinate") is None:
        yield 'MAIL_DRIVER is procrastinate, which is not installed: install the extra "workers"'


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine itself."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _of_secrets(config: Mapping[str, Any]) -> Iterator[str]:
    if config["DEMO"]:
        yield "DEMO is on: it shows passwords to everybody; unset it"
    if not config["SECRET_KEY"]:
        yield "SECRET_KEY is missing: set at least 32 random characters"
    elif len(config["SECRET_KEY"]) < SHORTEST_SECRET:
        yield f"SECRET_KEY is too short: it has {len(config['SECRET_KEY'])} characters and needs at least 32"


def _of_addresses(config: Mapping[str, Any]) -> Iterator[str]:
    base = urlsplit(config["BASE_URL"])
    if base.scheme not in {"http", "https"} or not base.hostname:
        yield f"BASE_URL is no address: {config['BASE_URL']!r}; write it as https://name"
    elif base.scheme == "http" and not is_loopback(base.hostname):
        yield f"BASE_URL is not encrypted: {config['BASE_URL']}; http is for this machine alone"


def _of_mail(config: Mapping[str, Any]) -> Iterator[str]:
    if config["SMTP_SECURITY"] not in SECURITIES:
        yield f"SMTP_SECURITY is {config['SMTP_SECURITY']!r}; it is starttls, tls or none"
    elif config["SMTP_SECURITY"] == "none" and not is_loopback(config["SMTP_HOST"]):
        yield f"SMTP_SECURITY is none and SMTP_HOST is {config['SMTP_HOST']}: set starttls or tls"
    yield from _of_reports(config)
    if config["MAIL_LEASE_SECONDS"] <= config["MAIL_DEADLINE_SECONDS"]:
        yield "MAIL_LEASE_SECONDS must be longer than MAIL_DEADLINE_SECONDS, or a slow answer sends mails twice"


def _of_reports(config: Mapping[str, Any]) -> Iterator[str]:
    if config["MAIL_BOUNCES"]:
        try:
            return_path.check(config["MAIL_BOUNCES"])
        except BadAddress:
            yield f"MAIL_BOUNCES is no address: {config['MAIL_BOUNCES']!r}"
        except ValueError as error:
            yield str(error)
    if config["IMAP_SECURITY"] not in SECURITIES:
        yield f"IMAP_SECURITY is {config['IMAP_SECURITY']!r}; it is tls, starttls or none"
    elif config["IMAP_SECURITY"] == "none" and config["IMAP_HOST"] and not is_loopback(config["IMAP_HOST"]):
        yield f"IMAP_SECURITY is none and IMAP_HOST is {config['IMAP_HOST']}: set tls or starttls"
