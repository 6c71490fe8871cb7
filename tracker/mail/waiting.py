"""Mails that wait to be handed over, found by the indexes of the few rows that do: nearly all of the outbox is done."""

from datetime import datetime

import sqlalchemy as sa

from tracker.core.database import spelt
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState


def is_in(*states: MailState) -> sa.ColumnElement[bool]:
    """The states written into the statement: with placeholders neither engine would use its partial index."""
    words = [spelt(each) for each in states]
    return OutgoingMail.state == words[0] if len(words) == 1 else OutgoingMail.state.in_(words)


def due_until(moment: datetime | sa.BindParameter[datetime]) -> sa.Subquery:
    """Since when each mail waits that should have left by then (`not_before`): those in the queue, and those taken.

    Each half is found by an index of its own; for both at once there is none.
    """
    halves = (is_in(MailState.QUEUED), is_in(MailState.CLAIMED, MailState.SENDING))
    return sa.union_all(
        *(sa.select(OutgoingMail.not_before).where(half, OutgoingMail.not_before <= moment) for half in halves)
    ).subquery()
