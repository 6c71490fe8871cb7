"""What the mails that the server took say in their own words, beside what the tables say they should tell.

Only digests are read: the mails of `world.mails` have no line in their text.
"""

import email
import email.policy
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, OccurrenceState
from tracker.tasks.id_lists import read_ids

TITLE = re.compile(r"Việc\s+thứ\s+(\d+)")  # as `world` calls every task
MORE = re.compile(r"[?&]ids=([\d.-]+)")
TO = re.compile(rb"(?ims)^To:.*?<([^>]*)>")


@dataclass(frozen=True)
class Owed:
    """One digest as the tables have it: to whom, for which day, and about which tasks."""

    address: str
    name: str
    day: date
    tasks: Counter


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Faults that only the texts and envelopes show."""

    misdirected: int  # to an address, or in the name, of somebody it is not for
    missing: int  # lines that their mail does not tell
    surplus: int  # lines told by a mail that is not theirs, or twice by one
    second_mails: int  # digests to a person beyond the one of the day


def read_texts(session, accepted):
    """`accepted` is the server's log."""
    owed = _digests(session)
    mails = [(mail, owed[mail.message_id]) for mail in accepted if mail.message_id in owed]
    told = [(_tasks(text := _text(mail)), text, mail, digest) for mail, digest in mails]
    days = defaultdict(set)
    for mail, digest in mails:
        days[mail.recipient, digest.day].add(mail.message_id)
    astray = sum(TO.search(mail.message)[1].decode() != mail.recipient for mail in accepted)
    return Texts(
        misdirected=astray + sum(not _is_for(digest, mail, text) for _, text, mail, digest in told),
        missing=sum((digest.tasks - tasks).total() for tasks, _, _, digest in told),
        surplus=sum((tasks - digest.tasks).total() for tasks, _, _, digest in told),
        second_mails=sum(len(ids) - 1 for ids in days.values()),
    )


def _digests(session):
    """Every digest by its Message-ID."""
    query = (
        sa.select(OutgoingMail.message_id, OutgoingMail.local_day, Account)
        .join(Account, Account.id == OutgoingMail.account_id)
        .where(OutgoingMail.kind == MailKind.DIGEST)
    )
    digests = {
        message_id: Owed(account.mail_address, account.full_name, day, Counter())
        for message_id, day, account in session.execute(query)
    }
    lines = (
        sa.select(OutgoingMail.message_id, Occurrence.task_id)
        .join(OutgoingMail, OutgoingMail.id == Occurrence.mail_id)
        .where(OutgoingMail.kind == MailKind.DIGEST, Occurrence.state == OccurrenceState.ATTACHED)
    )
    for message_id, task_id in session.execute(lines):
        digests[message_id].tasks[task_id] += 1
    return digests


def _text(mail):
    message = email.message_from_bytes(mail.message, policy=email.policy.default)
    return message.get_body(("plain",)).get_content()


def _tasks(text):
    """The tasks told: those listed, and those there was no room for, which a link counts up."""
    listed = Counter(int(number) for number in TITLE.findall(text))
    return listed + Counter(number for spelt in MORE.findall(text) for number in read_ids(spelt))


def _is_for(digest, mail, text):
    return mail.recipient == digest.address and re.search(rf"{re.escape(digest.name)}\b", text) is not None
