"""Compares what the mail server took with what the tables say. Trusts neither."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from tests.faults.texts import Texts, read_texts
from tracker.mail.ledger import balance
from tracker.mail.models import MailAttempt, Occurrence, OutgoingMail
from tracker.mail.status import MailState, OccurrenceState, Verdict


@dataclass(frozen=True, kw_only=True)
class Findings:
    """`in_window` are those killed after the server had taken a mail and before the tables knew.

    Only these may repeat a mail, each of them one.
    """

    mails: int
    kills: int
    lost: int  # mails the server never took
    extra: int  # takings beyond the first of each mail
    in_window: tuple[str, ...]
    unexplained: int  # takings without a record that no kill explains
    unmarked: int  # mails taken twice that do not say so
    unsettled: int  # mails not accepted according to the table
    untold: int  # lines in no mail the server took, and without a reason
    strangers: int  # takings of mails the tables do not know, or for another address
    unrecorded: int  # mails accepted according to the table, without an attempt that says so
    invented: int  # attempts that say so beyond what the server took
    texts: Texts
    difference: int  # of the conservation law

    @property
    def window_kills(self):
        return len(self.in_window)

    @property
    def astray(self):
        """Faults of texts, envelopes and attempts."""
        texts = self.texts.misdirected + self.texts.missing + self.texts.surplus + self.texts.second_mails
        return texts + self.strangers + self.unrecorded + self.invented

    @property
    def kept(self):
        """Whether the promise was kept."""
        faults = self.lost + self.unexplained + self.unmarked + self.unsettled + self.untold + self.astray
        return faults + abs(self.difference) == 0 and self.extra <= self.window_kills

    def line(self):
        held = "<=" if self.extra <= self.window_kills else ">"
        return (
            f"kills={self.kills} due={self.mails} lost={self.lost} repeats={self.extra} "
            f"window_kills={self.window_kills} (R{held}W) unexplained={self.unexplained + self.untold} "
            f"unmarked={self.unmarked} astray={self.astray} difference={self.difference}"
        )


def examine(engine, accepted, fleet=None):
    """`accepted` is the server's log, `fleet` knows who sent from which address and who was killed."""
    pids, killed = (fleet.pids, fleet.killed) if fleet else ({}, set())
    with sa.orm.Session(engine) as session:
        columns = (OutgoingMail.message_id, OutgoingMail.address, OutgoingMail.state, OutgoingMail.maybe_twice)
        mails = session.execute(sa.select(*columns)).all()
        written = _written(session)
        difference = balance(session).difference
        untold = _untold(session, {mail.message_id for mail in accepted})
        texts = read_texts(session, accepted)
    takings = Counter(mail.message_id for mail in accepted)
    known = {(mail.message_id, mail.address) for mail in mails}
    recorded = Counter(message_id for _pid, message_id in written.elements())
    in_window, unexplained = _windows(accepted, written, pids, killed) if fleet else ((), 0)
    return Findings(
        mails=len(mails),
        kills=len(killed),
        lost=sum(1 for mail in mails if not takings[mail.message_id]),
        extra=sum(count - 1 for count in takings.values()),
        in_window=in_window,
        unexplained=unexplained,
        unmarked=sum(1 for mail in mails if takings[mail.message_id] > 1 and not mail.maybe_twice),
        unsettled=sum(1 for mail in mails if mail.state is not MailState.ACCEPTED),
        untold=untold,
        strangers=sum(1 for mail in accepted if (mail.message_id, mail.recipient) not in known),
        unrecorded=sum(1 for mail in mails if mail.state is MailState.ACCEPTED and not recorded[mail.message_id]),
        invented=(recorded - takings).total(),
        texts=texts,
        difference=difference,
    )


def _written(session):
    """Which process wrote down that which mail was accepted, how often."""
    rows = session.execute(
        sa.select(MailAttempt.worker, OutgoingMail.message_id)
        .join(OutgoingMail, OutgoingMail.id == MailAttempt.mail_id)
        .where(MailAttempt.outcome == Verdict.ACCEPTED)
    )
    return Counter((int(row.worker.split(":")[1]), row.message_id) for row in rows)


def _untold(session, taken):
    """Lines that the server was not given and for which no reason is written."""
    rows = session.execute(
        sa.select(Occurrence.state, Occurrence.state_reason, OutgoingMail.message_id, OutgoingMail.state_reason).join(
            OutgoingMail, OutgoingMail.id == Occurrence.mail_id, isouter=True
        )
    )
    return sum(
        not (reason or why) and not (state is OccurrenceState.ATTACHED and message_id in taken)
        for state, reason, message_id, why in rows
    )


def _windows(accepted, written, pids, killed):
    """A kill fell into the window if the last mail the server took from that process was never written down by it.

    Any other taking without a record has no excuse.
    """
    left = Counter(written)
    silent = []
    for mail in accepted:
        key = (pids[mail.sender], mail.message_id)
        if left[key]:
            left[key] -= 1
        else:
            silent.append(mail)
    last = {mail.sender: mail for mail in accepted}
    excused = [mail for mail in silent if mail.sender in killed and last[mail.sender] is mail]
    return tuple(mail.sender for mail in excused), len(silent) - len(excused)
