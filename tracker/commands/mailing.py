"""Trying out the mail settings, and the accounts of the outbox, from the command line."""

import time
from dataclasses import fields
from typing import BinaryIO

from tracker.core import clock
from tracker.core.database import db
from tracker.core.errors import Invalid
from tracker.core.words import N_
from tracker.mail.bounces import take_in
from tracker.mail.jobs import deliver_due
from tracker.mail.ledger import Balance, balance
from tracker.mail.models import OutgoingMail
from tracker.mail.reports import LARGEST
from tracker.mail.status import WAITING_STATES, MailState
from tracker.mail.test_letter import queue_test
from tracker.organizations.queries import all_organizations

EX_TEMPFAIL = 75
"""What sysexits.h calls a failure that passes: the mail server keeps the message and tries again."""

CHUNK = 65536

PATIENCE = 60.0
"""Seconds that another process may take over the mail if it was quicker in taking it."""


def send_test(address: str) -> tuple[bool, str]:
    """Send a test mail through the outbox; whether the server took it, and its answer."""
    organizations = all_organizations(db.session())
    if not organizations:
        raise Invalid(N_("Chưa có cơ quan nào. Thêm tài khoản quản trị đầu tiên bằng lệnh tracker account add."))
    mail_id = queue_test(address, organization_id=organizations[0].id, now=clock.now())
    deliver_due()
    mail = _wait_for(mail_id)
    accepted = mail.state is MailState.ACCEPTED
    answer = mail.accepted_reply if accepted else mail.last_error or mail.state_reason
    return accepted, f"{mail.message_id} to {mail.address}: {mail.state}: {answer or 'no answer yet'}"


def read_message(stream: BinaryIO) -> bytes:
    """As much of a message as is read, and the rest thrown away: a mail server takes a closed pipe for a failure."""
    source = stream.read(LARGEST)
    while stream.read(CHUNK):
        pass
    return source


def take_back(source: bytes, came_to: str) -> str:
    """Take in one message of the address of reports; says what it was."""
    return str(take_in(source, now=clock.now(), came_to=came_to))


def audit() -> tuple[int, list[str]]:
    """The conservation law of the outbox: the difference, which must be 0, and a line for each part."""
    owed = balance(db.session())
    lines = [f"{field.name:12}{getattr(owed, field.name):>10}" for field in fields(Balance)]
    return owed.difference, [*lines, f"{'explained':12}{owed.explained:>10}", f"difference {owed.difference}"]


def _wait_for(mail_id: int) -> OutgoingMail:
    """The mail once it has ended, or was put off with a reason."""
    end = time.monotonic() + PATIENCE
    while True:
        db.session.rollback()
        mail = db.session.get_one(OutgoingMail, mail_id, populate_existing=True)
        if mail.state not in WAITING_STATES or mail.last_error or time.monotonic() > end:
            return mail
        time.sleep(0.2)
