"""Which tasks exist for whom, as SQL: lists and figures, pages and mails ask here and nowhere else."""

from collections.abc import Collection
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from tracker.accounts.actor import Actor
from tracker.tasks.models import Assignment, Task


class Sight(StrEnum):
    """What of a person decides which tasks exist for them."""

    NONE = "none"
    SEATS = "seats"
    HOME = "home"
    SEVERAL = "several"
    SEVERAL_AND_SEATS = "several and seats"


def sight_of(actor: Actor) -> Sight:
    """The groups of a person belong to their own organization: who reads all of that needs no seat in it."""
    if actor.organization_id in actor.reads:
        return Sight.HOME if len(actor.reads) == 1 else Sight.SEVERAL
    if actor.reads:
        return Sight.SEVERAL_AND_SEATS
    return Sight.SEATS if actor.group_ids else Sight.NONE


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The tasks that exist for this person: those of the organizations they read, and those of their groups.

    Restricted tasks of other organizations are not among them; they are only counted, by `figures_for`.
    """
    return _visible(sight_of(actor), actor.organization_id, actor.group_ids, actor.reads)


@cache
def visible_at(sight: Sight) -> ColumnElement[bool]:
    """The same for a statement that is built once for everybody: executed with the `places_of` whoever asks."""
    return _visible(sight, HOME, SEATS, READS)


def figures_for(actor: Actor) -> ColumnElement[bool]:
    """The tasks that stand in the figures this person is shown: what they may read, and what is restricted below."""
    return _figures(sight_of(actor), actor.organization_id, actor.group_ids, actor.reads)


@cache
def figures_at(sight: Sight) -> ColumnElement[bool]:
    """The same for a statement that is built once for everybody."""
    return _figures(sight, HOME, SEATS, READS)


HOME = sa.bindparam("home", type_=sa.Integer)
SEATS = sa.bindparam("seats", type_=sa.Integer, expanding=True)
READS = sa.bindparam("reads", type_=sa.Integer, expanding=True)


def places_of(actor: Actor) -> dict[str, Any]:
    """What stands in the places of `visible_at` and `figures_at` for this person."""
    return {"home": actor.organization_id, "seats": list(actor.group_ids), "reads": list(actor.reads)}


_Id = int | sa.BindParameter[int]
_Ids = Collection[int] | sa.BindParameter[Any]


def _visible(sight: Sight, home: _Id, seats: _Ids, reads: _Ids) -> ColumnElement[bool]:
    found = _figures(sight, home, seats, reads)
    if sight in {Sight.SEVERAL, Sight.SEVERAL_AND_SEATS}:
        return sa.and_(found, sa.not_(_closed(home)))
    return found


def _figures(sight: Sight, home: _Id, seats: _Ids, reads: _Ids) -> ColumnElement[bool]:
    match sight:
        case Sight.NONE:
            return sa.false()
        case Sight.HOME:
            return Task.organization_id == home
        case Sight.SEVERAL:
            return Task.organization_id.in_(reads)
        case Sight.SEATS:
            return _sitting(home, seats)
        case Sight.SEVERAL_AND_SEATS:
            return sa.or_(Task.organization_id.in_(reads), _sitting(home, seats))


def closed_to(actor: Actor) -> ColumnElement[bool]:
    """The restricted tasks of other organizations. Groups sit in their own one, so no member is shut out."""
    return _closed(actor.organization_id)


def _closed(home: _Id) -> ColumnElement[bool]:
    return sa.and_(Task.restricted, Task.organization_id != home)


CLOSED = _closed(HOME)
"""The same for a statement that is built once for everybody."""


def sits_on(actor: Actor) -> ColumnElement[bool]:
    """The tasks that the groups of this person lead or support."""
    return _sitting(actor.organization_id, actor.group_ids)


def _sitting(home: _Id, seats: _Ids) -> ColumnElement[bool]:
    supported = sa.select(Assignment.task_id).where(Assignment.group_id.in_(seats))
    return sa.and_(
        Task.organization_id == home,
        sa.or_(Task.lead_group_id.in_(seats), Task.id.in_(supported)),
    )
