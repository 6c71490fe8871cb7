"""The page of the pace asked for in one place: which questions, and how many."""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.board.counts import Links
from tracker.board.loading import calendar_of, elapsed_of
from tracker.board.queries import Scope
from tracker.organizations.models import Organization
from tracker.pace import queries
from tracker.pace.courses import Ground, courses_of
from tracker.pace.page import Facts, PacePage, assemble
from tracker.pace.rules import axis_of, burn_up
from tracker.tasks.queries import almanac


def load(session: Session, actor: Actor, organization_id: int, links: Links, now: datetime) -> PacePage:
    """The page of the quarter that `links` lead around. A fixed number of SELECTs, whatever there is."""
    quarter = links.quarter
    organization = session.get_one(Organization, organization_id)
    days = almanac(session, organization_id, now)
    today = days.view.today
    scope = Scope(actor=actor, organization_id=organization_id, quarter=quarter, view=days.view, zone=days.zone)
    axis = axis_of(quarter, calendar_of(session, organization_id, quarter, days), today)
    facts = Facts(
        quarter=quarter,
        organization_name=organization.name,
        whole=organization_id in actor.reads,
        now=now,
        today=today,
        elapsed=elapsed_of(session, organization_id, quarter, days),
        links=links,
        no_deadline=queries.without_deadline(session, scope),
    )
    burn = burn_up(axis, queries.finished_by_day(session, scope), queries.due_by_day(session, scope))
    ground = Ground(quarter=quarter, axis=axis, today=today, task_path=links.task_path)
    return assemble(burn, courses_of(queries.indicators(session, scope), ground), facts)
