"""Giving the work of one form, once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from tracker.accounts.actor import Actor
from tracker.core.database import db
from tracker.intake.errors import AlreadyGiven
from tracker.intake.queries import is_form_used
from tracker.tasks.assigning import NewDirective, assign
from tracker.tasks.models import Task


def give(
    document_id: int, directives: Sequence[NewDirective], *, form_key: str, actor: Actor, now: datetime
) -> list[Task]:
    """Assign the directives of a form. AlreadyGiven when the form was sent before, even a moment ago."""
    if is_form_used(db.session(), form_key):
        raise AlreadyGiven
    try:
        return assign(document_id, directives, actor=actor, now=now, form_key=form_key)
    except IntegrityError as error:
        if is_form_used(db.session(), form_key):
            raise AlreadyGiven from error
        raise
