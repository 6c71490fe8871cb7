"""The deadlines of a quarter on one page: by weeks, for the wall and for the telephone."""

from collections.abc import Mapping
from dataclasses import replace

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import demand
from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.board import loading, queries
from tracker.board.addresses import bp, links_to, organization_in
from tracker.board.deadlines import MOST_CODES, QuarterDays, deadlines_of
from tracker.board.queries import Scope
from tracker.board.task_rows import of_quiet_days
from tracker.board.words import Day
from tracker.calendar.queries import overrides_in
from tracker.core import clock
from tracker.core.database import db
from tracker.core.quarter import NotAQuarter, Quarter
from tracker.organizations.models import Organization
from tracker.tasks.filters import whole
from tracker.tasks.queries import Almanac, almanac


@bp.get("/board/<quarter:quarter>/deadlines")
def deadlines(quarter: Quarter) -> ResponseReturnValue:
    """Every deadline of the quarter in its week; `group` narrows it to what one group leads."""
    actor = demand(Right.SEE_TASKS, hidden=True)
    asked = organization_in("org")
    if asked is not None:
        demand(Right.SEE_TASKS, organization_id=asked, hidden=True)
    organization_id = asked or actor.organization_id
    return _page(actor, organization_id, quarter)


def _page(actor: Actor, organization_id: int, quarter: Quarter) -> str:
    session, now = db.session(), clock.now()
    days = almanac(session, organization_id, now)
    scope = Scope(actor=actor, organization_id=organization_id, quarter=quarter, view=days.view, zone=days.zone)
    groups = [each.of for each in queries.tallies(session, scope, "group")]
    group = next((each for each in groups if each.id == whole(request.args.get("group"))), None)
    only = {"group": group.id} if group else {}
    named = organization_id if len(actor.reads) > 1 else None
    narrow = replace(scope, lead_group_id=only.get("group"))
    return render_template(
        "board/deadlines.html",
        page=deadlines_of(
            queries.due_days(session, narrow),
            of_quiet_days(session, narrow, MOST_CODES),
            links_to(named, quarter),
            _days_of(organization_id, quarter, days),
            only,
        ),
        groups=groups,
        group=group,
        organization=session.get_one(Organization, organization_id),
        organization_id=named,
        neighbours=[_neighbour(each, named, only) for each in (quarter.previous, quarter.next)],
        now=now,
        today=days.view.today,
    )


def _days_of(organization_id: int, quarter: Quarter, days: Almanac) -> QuarterDays:
    session = db.session()
    own = overrides_in(session, organization_id, quarter.year)
    calendar = loading.calendar_of(session, organization_id, quarter, days)
    return QuarterDays(
        day=Day(view=days.view, calendar=days.calendar),
        calendar=calendar,
        own_words={each.day: each.reason for each in own},
    )


def _neighbour(quarter: Quarter, organization_id: int | None, only: Mapping[str, int]) -> tuple[Quarter, str] | None:
    """The page of another quarter; none beyond the years that the product knows."""
    try:
        Quarter.parse(str(quarter))
    except NotAQuarter:
        return None
    return quarter, url_for("board.deadlines", quarter=quarter, org=organization_id, group=only.get("group"))
