"""Asked before a process serves or sends: whether the database knows what this machine has sent."""

import logging
from datetime import datetime

from tracker.administration.machine import record_everywhere
from tracker.core.database import transaction
from tracker.mail import journal, pauses, restored
from tracker.mail.identity import give_identity
from tracker.mail.status import PauseReason

log = logging.getLogger(__name__)


def look_back(now: datetime) -> int:
    """Let no mail leave if the journal has mails that the database does not know; returns how many.

    A machine without a journal, or with one of another database, has nothing to say. While somebody still has to
    decide, a mail that turns up on another machine joins the list.
    """
    remembered = journal.read(give_identity())  # before the database is held: what is sent meanwhile is known to it
    with transaction() as session:
        found = restored.hold(session, restored.find_unknown(session, remembered), now)
        if found:
            log.critical("The database does not know of %s mails sent from this machine: it is an older copy", found)
            if pauses.pause(session, PauseReason.RESTORED, now=now):
                record_everywhere(session, "sending.restore_found", now=now, changes={"mails": (None, found)})
    return found
