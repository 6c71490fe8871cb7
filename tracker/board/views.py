"""The board of a quarter; those who read several committees come to their overview first."""

from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_reader, demand
from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.board import loading
from tracker.board.addresses import bp, links_to, one_of, organization_in
from tracker.board.loading import Wanted
from tracker.board.overview_views import overview
from tracker.board.page import Frame, assemble
from tracker.board.queries import Scope
from tracker.board.words import Day
from tracker.core import clock
from tracker.core.database import db
from tracker.core.errors import NotFound
from tracker.core.quarter import NotAQuarter, Quarter
from tracker.organizations.models import Organization
from tracker.tasks.closed import closed_on_board
from tracker.tasks.queries import almanac


@bp.get("/board")
def index() -> ResponseReturnValue:
    """The board of the quarter that runs, or of the one chosen in the list of quarters."""
    chosen = request.args.get("quarter")
    if chosen is not None:
        by, view, org = (request.args.get(name) for name in ("by", "view", "org"))
        return redirect(url_for("board.board", quarter=_parse(chosen), by=by, view=view, org=org), 303)
    today = clock.today(current_reader().time_zone, clock.now())
    return board(Quarter.of(today))


@bp.get("/board/<quarter:quarter>")
def board(quarter: Quarter) -> ResponseReturnValue:
    """The board of one quarter: of the reader's own organization, or of one below it."""
    actor = demand(Right.SEE_TASKS, hidden=True)
    asked = organization_in("org")
    if asked is None and len(actor.reads) > 1:
        return overview(actor, actor.organization_id, quarter)
    if asked is not None:
        demand(Right.SEE_TASKS, organization_id=asked, hidden=True)
    return _board(actor, asked or actor.organization_id, quarter)


def _board(actor: Actor, organization_id: int, quarter: Quarter) -> str:
    session, now = db.session(), clock.now()
    several = len(actor.reads) > 1  # then an address without an organization means all of them
    named = organization_id if several else None
    wanted = Wanted(by=one_of("by", "group", "field"), view=one_of("view", "table", "cards"))
    days = almanac(session, organization_id, now)
    scope = Scope(actor=actor, organization_id=organization_id, quarter=quarter, view=days.view, zone=days.zone)
    frame = Frame(
        quarter=quarter,
        by=wanted.by,
        view=wanted.view,
        day=Day(view=days.view, calendar=days.calendar),
        now=now,
        links=links_to(named, quarter, sheet_path=partial(_sheet, actor, organization_id, quarter)),
        organization_name=_name(organization_id),
        whole=organization_id in actor.reads,
        elapsed=loading.elapsed_of(session, organization_id, quarter, days),
    )
    page = assemble(loading.board_rows(session, scope, wanted), frame)
    return render_template(
        "board/cards.html" if wanted.view == "cards" else "board/board.html",
        page=page,
        by=wanted.by,
        view=wanted.view,
        organization_id=named,
        enters=_enters(actor, organization_id),
        closed=closed_on_board(session, actor, organization_id, quarter),
        meets=allows(actor, Right.SEE_MEETING, Subject(organization_id=organization_id)),
    )


def _name(organization_id: int) -> str:
    """The name of the committee; of the reader's own it is known already."""
    reader = current_reader()
    if organization_id == reader.actor.organization_id:
        return reader.organization_name
    return db.session.get_one(Organization, organization_id).name


def _sheet(actor: Actor, organization_id: int, quarter: Quarter, group_id: int) -> str | None:
    """The sheet of a group, for those who may read what it does."""
    subject = Subject(organization_id=organization_id, lead_group_id=group_id)
    if not allows(actor, Right.SEE_TASK, subject):
        return None
    return url_for("sheets.sheet", quarter=quarter, group_id=group_id)


def _enters(actor: Actor, organization_id: int) -> bool:
    """Whether this reader is the one who enters conclusions here."""
    return allows(actor, Right.ASSIGN, Subject(organization_id=organization_id))


def _parse(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except NotAQuarter as error:
        raise NotFound from error
