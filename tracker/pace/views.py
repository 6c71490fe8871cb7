"""Progress against time: one page beside the board of a quarter."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.accounts.access import demand
from tracker.accounts.policy import Right
from tracker.board.addresses import links_to, organization_in
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.quarter import Quarter
from tracker.pace.courses import Course
from tracker.pace.loading import load
from tracker.web.paging import PAGE_SIZE, Page, page_number

bp = Blueprint("pace", __name__)


@bp.get("/board/<quarter:quarter>/pace")
def pace(quarter: Quarter) -> ResponseReturnValue:
    """What is done beside the time gone, and each indicator beside the way to its target."""
    actor = demand(Right.SEE_TASKS, hidden=True)
    asked = organization_in("org")
    if asked is not None:
        demand(Right.SEE_TASKS, organization_id=asked, hidden=True)
    organization_id = asked or actor.organization_id
    named = organization_id if len(actor.reads) > 1 else None
    page = load(db.session(), actor, organization_id, links_to(named, quarter), now())
    return render_template("pace/pace.html", page=page, courses=_some(page.courses), organization_id=named)


def _some(courses: Sequence[Course]) -> Page[Course]:
    """One page of the indicators: that number, or the last one if there are not so many."""
    number = min(page_number(), max(1, -(-len(courses) // PAGE_SIZE)))
    rows = courses[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(rows=rows, number=number, total=len(courses))
