"""Committees of the tree whose own days of a year may be taken over: those above, and those the reader reads below."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.calendar.day_list import spell_days
from tracker.calendar.models import CalendarOverride
from tracker.calendar.queries import overrides_in
from tracker.core.text import sort_key
from tracker.organizations.models import Organization
from tracker.organizations.queries import organization_and_below, organizations_above


def sources_of(session: Session, actor: Actor, year: int) -> list[tuple[int, str]]:
    """By id and name, those that have days of their own in the year."""
    above = organizations_above(session, actor.organization_id)
    ids = {each.id for each in above} | organization_and_below(session, actor.organization_id)
    with_days = sa.select(CalendarOverride.organization_id).where(sa.extract("year", CalendarOverride.day) == year)
    rows = session.execute(
        sa.select(Organization.id, Organization.name).where(
            Organization.id.in_(ids - {actor.organization_id}), Organization.id.in_(with_days)
        )
    )
    return sorted(((row.id, row.name) for row in rows), key=lambda pair: sort_key(pair[1]))


def list_of(session: Session, actor: Actor, chosen: str, year: int) -> str:
    """The days of one of them as a list to look through; nothing for any other choice."""
    source = next((each for each, _name in sources_of(session, actor, year) if str(each) == chosen), None)
    if source is None:
        return ""
    return spell_days((each.day, each.works, each.reason) for each in overrides_in(session, source, year))
