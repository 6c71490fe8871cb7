"""The sheet of one group in one quarter, for those who may read what the group does."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.board.addresses import links_to
from tracker.board.loading import calendar_of, elapsed_of
from tracker.board.queries import Scope
from tracker.board.switch import QuarterSwitch, neighbours
from tracker.board.words import Day
from tracker.core import clock
from tracker.core.database import db
from tracker.core.errors import NotFound
from tracker.core.quarter import Quarter
from tracker.groups.models import Group
from tracker.groups.queries import find_group
from tracker.organizations.models import Organization
from tracker.sheets.page import SheetFrame, assemble
from tracker.sheets.queries import sheet_rows
from tracker.tasks.queries import almanac

bp = Blueprint("sheets", __name__)


@bp.get("/board/<quarter:quarter>/groups/<int:group_id>")
def sheet(quarter: Quarter, group_id: int) -> ResponseReturnValue:
    """What the group does in the quarter, on one or two sides of paper."""
    group = _readable(group_id)
    actor, session, now = current_actor(), db.session(), clock.now()
    days = almanac(session, group.organization_id, now)
    scope = Scope(actor=actor, organization_id=group.organization_id, quarter=quarter, view=days.view, zone=days.zone)
    named = group.organization_id if len(actor.reads) > 1 else None
    calendar = calendar_of(session, group.organization_id, quarter, days)
    before, after = neighbours(quarter, lambda other: _address(other, group_id))
    frame = SheetFrame(
        quarter=quarter,
        group_id=group_id,
        group_name=group.name,
        organization_name=session.get_one(Organization, group.organization_id).name,
        now=now,
        day=Day(view=days.view, calendar=days.calendar),
        links=links_to(named, quarter),
        switch=QuarterSwitch(before=before, after=after, quarters=(quarter,)),
        elapsed=elapsed_of(session, group.organization_id, quarter, days),
    )
    found = sheet_rows(session, scope, group_id, calendar)
    return render_template("sheets/sheet.html", page=assemble(found, frame), frame=frame)


def _readable(group_id: int) -> Group:
    """The group, if its tasks exist for the reader: all of them are read, or the reader sits in it."""
    group = find_group(db.session(), group_id)
    if group is None:
        raise NotFound
    subject = Subject(organization_id=group.organization_id, lead_group_id=group.id)
    if not allows(current_actor(), Right.SEE_TASK, subject):
        raise NotFound
    return group


def _address(quarter: Quarter, group_id: int) -> str:
    return url_for("sheets.sheet", quarter=quarter, group_id=group_id)
