"""Several committees side by side, for the one above them."""

from functools import partial

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import demand
from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.board.addresses import bp, links_of, links_to, one_of, organization_in
from tracker.board.below import Child, has_children, look_below
from tracker.board.counts import Links
from tracker.board.loading import elapsed_of
from tracker.board.overview import Order, OverviewFrame, assemble
from tracker.board.switch import Neighbour, QuarterSwitch
from tracker.core import clock
from tracker.core.database import db
from tracker.core.errors import NotFound
from tracker.core.quarter import Quarter
from tracker.organizations.models import Organization
from tracker.tasks.closed import closed_below


@bp.get("/overview/<quarter:quarter>")
def of(quarter: Quarter) -> ResponseReturnValue:
    """The committees below the reader's own, or below one of these."""
    actor = demand(Right.SEE_TASKS, hidden=True)
    of_id = organization_in("of") or actor.organization_id
    if of_id not in actor.reads or not has_children(db.session(), of_id):
        raise NotFound
    return overview(actor, of_id, quarter)


def overview(actor: Actor, of_id: int, quarter: Quarter) -> str:
    """The page of the children of `of_id`."""
    session, now = db.session(), clock.now()
    order = Order(one_of("sort", Order.NAME, *Order))
    own = of_id == actor.organization_id
    found = look_below(session, of_id, quarter, now, ids=actor.reads if own else None)
    organization = None if own else session.get_one(Organization, of_id)
    frame = OverviewFrame(
        quarter=quarter,
        now=now,
        today=found.days.usual.view.today,
        order=order,
        elapsed=elapsed_of(session, of_id, quarter, found.days.usual),
        name=organization.name if organization else "",
        links=links_to(None, quarter, under_id=None if own else of_id),
        links_of=partial(links_of, links_to(None, quarter)),
        way_to=partial(_way_to, links_to(None, quarter), order),
        sorted_by=lambda other: _address(of_id, quarter, other, own=own),
        way_up=_way_up(organization, actor, quarter) if organization else None,
        switch=_switch(of_id, quarter, order, own=own),
    )
    page, closed = assemble(found.children, frame), closed_below(session, actor, of_id, quarter)
    pace = url_for("pace.pace", quarter=quarter, of=None if own else of_id)
    return render_template("board/overview.html", page=page, frame=frame, closed=closed, pace=pace)


def _way_to(links: Links, order: Order, child: Child) -> str:
    if child.has_children:
        return _address(child.id, links.quarter, order, own=False)
    return links_of(links, child).board()


def _way_up(organization: Organization, actor: Actor, quarter: Quarter) -> tuple[str, str] | None:
    """The name and the page of the committee above, as far as the reader reads it."""
    parent_id = organization.parent_id
    if parent_id is None or parent_id not in actor.reads:
        return None
    own = parent_id == actor.organization_id
    return db.session.get_one(Organization, parent_id).name, _address(parent_id, quarter, Order.NAME, own=own)


def _address(of_id: int, quarter: Quarter, order: Order, *, own: bool) -> str:
    sort = None if order is Order.NAME else order
    return url_for("board.of", quarter=quarter, of=None if own else of_id, sort=sort)


def _switch(of_id: int, quarter: Quarter, order: Order, *, own: bool) -> QuarterSwitch:
    before, after = (
        Neighbour(quarter=other, href=_address(of_id, other, order, own=own))
        for other in (quarter.previous, quarter.next)
    )
    return QuarterSwitch(before=before, after=after, quarters=(quarter,))
