"""Giving the work of one form, once."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.core.database import db
from tracker.core.quarter import Quarter
from tracker.directives.models import SourceDocument
from tracker.intake.errors import AlreadyGiven
from tracker.intake.queries import is_form_used
from tracker.meetings.actions import take_over
from tracker.tasks.assigning import NewDirective, assign
from tracker.tasks.models import Task


def give(
    document_id: int,
    directives: Sequence[NewDirective],
    *,
    form_key: str,
    actor: Actor,
    now: datetime,
    note_ids: Sequence[int] = (),
) -> list[Task]:
    """Assign the directives of a form. AlreadyGiven when the form was sent before, even a moment ago.

    `note_ids` are the conclusions of a meeting that some of them were taken from: with the work they count as given.
    """

    def take(session: Session, document: SourceDocument, day: date) -> None:
        quarter = Quarter.parse(document.quarter)
        take_over(session, note_ids, organization_id=document.organization_id, quarter=quarter, day=day)

    if is_form_used(db.session(), form_key):
        raise AlreadyGiven
    try:
        return assign(document_id, directives, actor=actor, now=now, form_key=form_key, beside=take)
    except IntegrityError as error:
        if is_form_used(db.session(), form_key):
            raise AlreadyGiven from error
        raise
