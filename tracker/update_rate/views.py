"""The page of the update rates, for those who read all of a committee's tasks."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.policy import Right
from tracker.board.addresses import links_to, organization_in
from tracker.board.loading import calendar_of
from tracker.board.queries import Scope
from tracker.board.switch import QuarterSwitch, neighbours
from tracker.core import clock
from tracker.core.database import db
from tracker.core.quarter import Quarter
from tracker.organizations.models import Organization
from tracker.tasks.queries import almanac
from tracker.update_rate.page import RateFrame, assemble
from tracker.update_rate.queries import rates
from tracker.update_rate.rules import Order

bp = Blueprint("update_rate", __name__)


@bp.get("/board/<quarter:quarter>/updates")
def updates(quarter: Quarter) -> ResponseReturnValue:
    """How each group keeps its tasks up to date."""
    asked = organization_in("org")
    demand(Right.SEE_REPORTS, organization_id=asked, hidden=True)
    actor = current_actor()
    session, now, organization_id = db.session(), clock.now(), asked or actor.organization_id
    days = almanac(session, organization_id, now)
    scope = Scope(actor=actor, organization_id=organization_id, quarter=quarter, view=days.view, zone=days.zone)
    named = organization_id if len(actor.reads) > 1 else None
    order = _order()
    frame = RateFrame(
        quarter=quarter,
        organization_name=session.get_one(Organization, organization_id).name,
        now=now,
        today=days.view.today,
        links=links_to(named, quarter, sheet_path=lambda group_id: _sheet(quarter, group_id)),
        switch=_switch(quarter, order, named),
        order=order,
        sorted_by=lambda other: _address(quarter, other, named),
    )
    found = rates(session, scope, calendar_of(session, organization_id, quarter, days))
    return render_template("update_rate/updates.html", page=assemble(found, frame), frame=frame, organization_id=named)


def _order() -> Order | None:
    text = request.args.get("sort", "")
    return Order(text) if text in set(Order) else None


def _address(quarter: Quarter, order: Order | None, organization_id: int | None) -> str:
    return url_for("update_rate.updates", quarter=quarter, sort=order, org=organization_id)


def _sheet(quarter: Quarter, group_id: int) -> str:
    """Whoever reads this page may read what every group does."""
    return url_for("sheets.sheet", quarter=quarter, group_id=group_id)


def _switch(quarter: Quarter, order: Order | None, organization_id: int | None) -> QuarterSwitch:
    before, after = neighbours(quarter, lambda other: _address(other, order, organization_id))
    return QuarterSwitch(before=before, after=after, quarters=(quarter,))
