"""What config.py says about mail, in the shape the sender needs, checked once."""

import socket
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app

from tracker.mail import return_path, rules
from tracker.mail.letter import envelope_address
from tracker.mail.smtp import Server

BATCH = 25


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """`lease` is how long a sender owns a mail it took: longer than the server may take to answer.

    `per_minute` 0: no limit. `holds`: a mail that may have arrived waits for a person instead of going out again.
    `bounces`: the address that reports come back to, or nothing; then they go to the sender.
    """

    server: Server
    sender: str
    lease: timedelta
    per_minute: int
    holds: bool
    bounces: str = ""

    @property
    def deadline(self) -> timedelta:
        """How long one mail may take."""
        return timedelta(seconds=self.server.deadline)

    def envelope_sender(self, mail_id: int, recipient: str) -> str:
        """Who sends one mail to one recipient, as the mail server is told."""
        return return_path.return_path(self.bounces, mail_id, recipient) if self.bounces else self.sender


def read_settings() -> MailSettings:
    """The settings of the running application; ValueError if they could make mails go round for ever."""
    config = current_app.config
    deadline, lease = config["MAIL_DEADLINE_SECONDS"], config["MAIL_LEASE_SECONDS"]
    rules.check_lease(timedelta(seconds=lease), timedelta(seconds=deadline))
    rules.check_rate(config["MAIL_PER_MINUTE"], timedelta(seconds=lease))
    envelope_address(config["MAIL_FROM"])
    if config["MAIL_BOUNCES"]:
        return_path.check(config["MAIL_BOUNCES"])
    if config["SMTP_SECURITY"] not in {"starttls", "tls", "none"}:
        raise ValueError('SMTP_SECURITY must be "starttls", "tls" or "none"')
    if config["MAIL_UNCERTAIN"] not in {"resend", "hold"}:
        raise ValueError('MAIL_UNCERTAIN must be "resend" or "hold"')
    return MailSettings(
        server=Server(
            host=config["SMTP_HOST"],
            port=config["SMTP_PORT"],
            username=config["SMTP_USERNAME"],
            password=config["SMTP_PASSWORD"],
            security=config["SMTP_SECURITY"],
            greeting=_greeting(config["MAIL_FROM"]),
            deadline=deadline,
        ),
        sender=config["MAIL_FROM"],
        lease=timedelta(seconds=lease),
        per_minute=config["MAIL_PER_MINUTE"],
        holds=config["MAIL_UNCERTAIN"] == "hold",
        bounces=config["MAIL_BOUNCES"],
    )


def _greeting(sender: str) -> str:
    """The name we say hello with. Asking the DNS for our own could take half a minute."""
    domain = sender.rpartition("@")[2]
    return domain if "." in domain else socket.gethostname()
