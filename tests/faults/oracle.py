"""Compares what the mail server took with what the tables say. Trusts neither."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from tracker.core.database import db
from tracker.mail.ledger import balance
from tracker.mail.models import MailAttempt, OutgoingMail
from tracker.mail.status import MailState, Verdict


@dataclass(frozen=True, kw_only=True)
class Findings:
    """`window_kills` struck after the server had taken a mail and before the tables knew; only those may repeat one."""

    mails: int
    kills: int
    lost: int  # mails the server never took
    extra: int  # takings beyond the first of each mail
    window_kills: int
    unexplained: int  # takings without a record that no kill explains
    unmarked: int  # mails taken twice that do not say so
    unsettled: int  # mails not accepted according to the table
    difference: int  # of the conservation law

    @property
    def kept(self):
        """Whether the promise was kept."""
        faults = self.lost + self.unexplained + self.unmarked + self.unsettled + abs(self.difference)
        return faults == 0 and self.extra <= self.window_kills

    def line(self, engine):
        return (
            f"engine={engine} mails={self.mails} kills={self.kills} lost={self.lost} extra={self.extra} "
            f"window_kills={self.window_kills} unexplained={self.unexplained} unmarked={self.unmarked} "
            f"difference={self.difference}"
        )


def examine(app, accepted, pids, killed):
    """`accepted` is the server's log, `pids` who sent from which address, `killed` the addresses of the dead."""
    with app.app_context():
        columns = (OutgoingMail.message_id, OutgoingMail.state, OutgoingMail.maybe_twice)
        mails = db.session.execute(sa.select(*columns)).all()
        written = _written(db.session)
        difference = balance(db.session()).difference
        db.session.remove()
    takings = Counter(mail.message_id for mail in accepted)
    in_window, unexplained = _windows(accepted, written, pids, killed)
    return Findings(
        mails=len(mails),
        kills=len(killed),
        lost=sum(1 for mail in mails if not takings[mail.message_id]),
        extra=sum(count - 1 for count in takings.values()),
        window_kills=in_window,
        unexplained=unexplained,
        unmarked=sum(1 for mail in mails if takings[mail.message_id] > 1 and not mail.maybe_twice),
        unsettled=sum(1 for mail in mails if mail.state is not MailState.ACCEPTED),
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
    return len(excused), len(silent) - len(excused)
