"""Asked before a process serves or sends: whether the database knows what this machine has sent."""

import logging
from collections.abc import Mapping
from datetime import datetime

from tracker.administration.machine import record_everywhere
from tracker.core.database import db, transaction
from tracker.mail import journal, pauses, restored
from tracker.mail.identity import find_identity, give_identity
from tracker.mail.journal import Sent
from tracker.mail.status import PauseReason

log = logging.getLogger(__name__)


def look_back(now: datetime) -> int:
    """Let no mail leave if the journal has mails that the database does not know; returns how many.

    A machine without a journal, or with one of another database, has nothing to say. While somebody still has to
    decide, a mail that turns up on another machine joins the list.
    """
    remembered = journal.read(_identity())
    if not _differs(remembered):  # the usual case: nobody who is sending has to wait for us
        return 0
    with transaction() as session:
        differences = restored.compare(session, remembered)
        restored.believe_answered(session, differences)
        found = restored.hold(session, differences.unknown, now)
        if found:
            log.critical("The database does not know of %s mails sent from this machine: it is an older copy", found)
            if pauses.pause(session, PauseReason.RESTORED, now=now):
                record_everywhere(session, "sending.restore_found", now=now, changes={"mails": (None, found)})
    return found


def _identity() -> str:
    found = find_identity(db.session())
    db.session.rollback()
    return found or give_identity()


def _differs(remembered: Mapping[str, Sent]) -> bool:
    found = restored.compare(db.session(), remembered)
    db.session.rollback()
    return bool(found)
