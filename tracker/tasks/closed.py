"""Restricted tasks of committees below: how many of them a figure counts without showing them."""

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.core.kept import Kept, rows_of
from tracker.core.quarter import Quarter
from tracker.organizations.queries import below
from tracker.tasks.conditions import concerning, counted
from tracker.tasks.models import Task
from tracker.tasks.queries import TaskFilter, Within, narrowed
from tracker.tasks.sight import CLOSED, closed_to, figures_for, places_of


def closed_in_list(session: Session, actor: Actor, narrow: TaskFilter, within: Within) -> int:
    """How many tasks the figure counts that leads to a list, and the list does not show. At most one SELECT.

    None for a search or named tasks: how many there are would tell what they are about.
    """
    asks_for_words = narrow.text or narrow.ids or narrow.supporting
    if asks_for_words or not _reads_others(actor) or narrow.organization_id == actor.organization_id:
        return 0
    closed = (figures_for(actor), closed_to(actor), concerning(actor, narrow.mine, within), *narrowed(narrow, within))
    return session.scalar(sa.select(sa.func.count(Task.id)).join(Task.directive).where(*closed)) or 0


def closed_on_board(session: Session, actor: Actor, organization_id: int, quarter: Quarter) -> int:
    """How many tasks the board of a committee counts and does not name. One SELECT, none for the own committee."""
    if organization_id == actor.organization_id:
        return 0
    return _closed(session, _ON_BOARD, actor, organization_id, quarter)


def closed_below(session: Session, actor: Actor, of_id: int, quarter: Quarter) -> int:
    """The same for a committee with all those below it. One SELECT."""
    return _closed(session, _BELOW, actor, of_id, quarter)


def closed_among(session: Session, actor: Actor, organization_id: int, *conditions: ColumnElement[bool]) -> int:
    """The same for the tasks of a committee that meet the conditions. One SELECT, none for the own committee."""
    if organization_id == actor.organization_id:
        return 0
    return session.scalar(sa.select(sa.func.count(Task.id)).where(closed_to(actor), *conditions)) or 0


def _closed(session: Session, question: Kept, actor: Actor, of_id: int, quarter: Quarter) -> int:
    places = {**places_of(actor), "of_id": of_id, "quarter": str(quarter)}
    ((found,),) = rows_of(session, question, places)
    return int(found)


_OF_ID = sa.bindparam("of_id", type_=sa.Integer)
_IN_QUARTER = sa.select(sa.func.count(Task.id)).where(
    CLOSED, Task.quarter == sa.bindparam("quarter", type_=sa.String), counted()
)
_ON_BOARD = Kept(_IN_QUARTER.where(Task.organization_id == _OF_ID))
_BELOW = Kept(_IN_QUARTER.where(Task.organization_id.in_(below(_OF_ID))))


def _reads_others(actor: Actor) -> bool:
    return bool(actor.reads - {actor.organization_id})
