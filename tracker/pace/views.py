"""Progress against time: one page beside the board of a quarter."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import demand
from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.board.addresses import links_of, links_to, organization_in
from tracker.board.below import has_children
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotFound
from tracker.core.quarter import Quarter
from tracker.organizations.models import Organization
from tracker.pace.courses import Course
from tracker.pace.loading import load
from tracker.pace.together import Ways, load_together
from tracker.web.paging import PAGE_SIZE, Page, page_number

bp = Blueprint("pace", __name__)


@bp.get("/board/<quarter:quarter>/pace")
def pace(quarter: Quarter) -> ResponseReturnValue:
    """What is done beside the time gone: of one committee, or of all that the reader reads below one."""
    actor = demand(Right.SEE_TASKS, hidden=True)
    asked = organization_in("org")
    if asked is None and len(actor.reads) > 1:
        return _together(actor, organization_in("of") or actor.organization_id, quarter)
    if asked is not None:
        demand(Right.SEE_TASKS, organization_id=asked, hidden=True)
    organization_id = asked or actor.organization_id
    named = organization_id if len(actor.reads) > 1 else None
    page = load(db.session(), actor, organization_id, links_to(named, quarter), now())
    up = _way_up(actor, organization_id, quarter) if named else None
    return render_template("pace/pace.html", page=page, courses=_some(page.courses), organization_id=named, way_up=up)


def _together(actor: Actor, of_id: int, quarter: Quarter) -> str:
    session = db.session()
    if of_id not in actor.reads or not has_children(session, of_id):
        raise NotFound
    own = of_id == actor.organization_id
    ways = Ways(
        links=links_to(None, quarter, under_id=None if own else of_id),
        links_of=partial(links_of, links_to(None, quarter)),
        pace_of=lambda child: _address(quarter, child.id, together=child.has_children),
    )
    page = load_together(session, actor, of_id, ways, now())
    overview = url_for("board.of", quarter=quarter, of=None if own else of_id)
    up = None if own else _way_up(actor, of_id, quarter)
    return render_template("pace/together.html", page=page, overview=overview, way_up=up)


def _way_up(actor: Actor, organization_id: int, quarter: Quarter) -> tuple[str, str] | None:
    """From one committee to all of them: the name and the page of the one above, as far as the reader reads it."""
    session = db.session()
    parent_id = session.get_one(Organization, organization_id).parent_id
    if organization_id == actor.organization_id:
        parent_id = organization_id  # its own tasks are a part of what it sees together
    if parent_id is None or parent_id not in actor.reads:
        return None
    return session.get_one(Organization, parent_id).name, _address(quarter, parent_id, together=True)


def _address(quarter: Quarter, organization_id: int, *, together: bool) -> str:
    of, org = (organization_id, None) if together else (None, organization_id)
    return url_for("pace.pace", quarter=quarter, of=of, org=org)


def _some(courses: Sequence[Course]) -> Page[Course]:
    """One page of the indicators: that number, or the last one if there are not so many."""
    number = min(page_number(), max(1, -(-len(courses) // PAGE_SIZE)))
    rows = courses[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(rows=rows, number=number, total=len(courses))
